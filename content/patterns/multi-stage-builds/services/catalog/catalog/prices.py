"""Print what the supplier asks for our books, from the list that the build has fetched."""

import json
import os
import sys
from pathlib import Path

FILE = Path(os.environ.get("PRICES_FILE") or Path(__file__).with_name("prices.json"))


def main() -> int:
    if not FILE.exists():
        print(f"no price list at {FILE}", file=sys.stderr)
        return 1
    prices = json.loads(FILE.read_text(encoding="utf-8"))
    for isbn, cents in prices["cents"].items():
        print(f"{isbn}  {cents / 100:7.2f} EUR")
    print(f"{len(prices['cents'])} prices of {prices['date']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
