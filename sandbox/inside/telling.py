"""How the box speaks to the supervisor: a line of JSON for each event."""

import json
import sys


def tell(event: str, **facts: object) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


def complain(problem: str) -> None:
    print(problem, file=sys.stderr, flush=True)
