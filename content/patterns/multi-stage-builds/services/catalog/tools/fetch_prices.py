"""Fetch the supplier's price list: only a customer with a token can read it.

The supplier sends the list sealed, in supplier/prices.sealed. The token opens it, and without the
right one there are no prices.

    python tools/fetch_prices.py --token-file FILE --to prices.json
    PRICES_TOKEN=… python tools/fetch_prices.py --to prices.json
"""

import argparse
import base64
import hashlib
import hmac
import os
import sys
from pathlib import Path

SEALED = Path(__file__).parents[1] / "supplier" / "prices.sealed"
TAG = 32


def main() -> int:
    parser = argparse.ArgumentParser(description="Fetch the supplier's price list.")
    parser.add_argument("--to", type=Path, required=True, help="the file to write")
    parser.add_argument("--token-file", type=Path, help="a file with the token in it")
    options = parser.parse_args()
    try:
        token = read_token(options.token_file)
        prices = unseal(base64.b64decode(SEALED.read_text()), token)
    except (OSError, ValueError) as reason:
        print(f"fetch_prices: {reason}", file=sys.stderr)
        return 1
    options.to.parent.mkdir(parents=True, exist_ok=True)
    options.to.write_bytes(prices)
    print(f"fetch_prices: {len(prices)} bytes in {options.to}")
    return 0


def read_token(path: Path | None) -> str:
    token = path.read_text().strip() if path else os.environ.get("PRICES_TOKEN", "").strip()
    if not token:
        raise ValueError("no token: name a file with --token-file, or set PRICES_TOKEN")
    return token


def unseal(sealed: bytes, token: str) -> bytes:
    key = hashlib.sha256(token.encode()).digest()
    tag, content = sealed[:TAG], sealed[TAG:]
    if not hmac.compare_digest(tag, hmac.digest(key, content, "sha256")):
        raise ValueError("the supplier does not know this token")
    return apply_keystream(content, key)


def seal(content: bytes, token: str) -> bytes:
    """What the supplier does."""
    key = hashlib.sha256(token.encode()).digest()
    hidden = apply_keystream(content, key)
    return hmac.digest(key, hidden, "sha256") + hidden


def apply_keystream(content: bytes, key: bytes) -> bytes:
    stream = hashlib.shake_256(key + b"prices").digest(len(content))
    return bytes(one ^ other for one, other in zip(content, stream, strict=True))


if __name__ == "__main__":
    sys.exit(main())
