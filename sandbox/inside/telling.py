"""How the box speaks to the supervisor: a line of JSON for each event."""

import json
import sys


def tell(event: str, **facts: object) -> None:
    line = json.dumps({"event": event, **facts}, ensure_ascii=False)
    # A file name need not be UTF-8; what the supervisor reads must be.
    sys.stdout.buffer.write(line.encode(errors="replace") + b"\n")
    sys.stdout.buffer.flush()
