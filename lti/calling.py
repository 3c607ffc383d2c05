"""How platforms are called: only where an administrator said, not for long, not for much."""

from typing import Any
from urllib.parse import urlsplit

import requests

TIMEOUT = (3.05, 6)  # seconds to connect, and between two pieces of an answer
LARGEST = 256 * 1024


class Caller(requests.Session):
    """Follows no redirects, waits a few seconds, reads no more than a key set or a token needs."""

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        options |= {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        with super().request(method, url, *args, **options) as response:
            body = b""
            for piece in response.iter_content(8192):
                body += piece
                if len(body) > LARGEST:
                    raise requests.exceptions.ContentDecodingError(f"More than {LARGEST} bytes")
            response._content = body  # what .json() and .text read
        if response.is_redirect:
            raise requests.exceptions.TooManyRedirects("No redirect is followed")
        return response


def origin(url: str) -> str:
    """scheme://host[:port] in lower case; "" where the address has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    standard = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, standard} else "")
