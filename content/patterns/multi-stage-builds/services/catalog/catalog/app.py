"""The catalog as a WSGI application: three addresses, JSON, and an ETag for those who ask again."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

import mmh3

from .books import Shelf

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Catalog:
    """Answers requests from one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return respond(start_response, "405 Method Not Allowed", b"")
        path = environ["PATH_INFO"]
        if path == "/healthz":
            return respond(start_response, "200 OK", b"ok\n")
        found = self.find(path, environ.get("QUERY_STRING", ""))
        if found is None:
            return respond(start_response, "404 Not Found", b"")
        body = json.dumps(found, ensure_ascii=False).encode()
        tag = etag(body)
        if environ.get("HTTP_IF_NONE_MATCH") == tag:
            return respond(start_response, "304 Not Modified", b"", tag)
        return respond(start_response, "200 OK", body, tag)

    def find(self, path: str, query: str) -> object | None:
        """What there is at an address, as JSON can say it."""
        if path == "/books":
            words = parse_qs(query).get("q", [""])[0]
            return [asdict(book) for book in self.shelf.search(words)]
        if path.startswith("/books/"):
            book = self.shelf.find(path.removeprefix("/books/"))
            return asdict(book) if book else None
        return None


def etag(body: bytes) -> str:
    """The same for the same bytes, on every machine: a hash, not a promise of secrecy."""
    return f'"{mmh3.hash128(body):032x}"'


def respond(
    start_response: StartResponse, status: str, body: bytes, tag: str = ""
) -> Iterable[bytes]:
    headers = [("Content-Type", "application/json" if tag else "text/plain; charset=utf-8")]
    if tag:
        headers.append(("ETag", tag))
    start_response(status, headers)
    return [body]
