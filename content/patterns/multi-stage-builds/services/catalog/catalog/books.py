"""The shop's books: one file, read once, never changed by the service."""

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("books.json")


@dataclass(frozen=True)
class Book:
    """A book for sale. `cents` is what a customer pays."""

    isbn: str
    title: str
    author: str
    cents: int

    def mentions(self, words: str) -> bool:
        return words.casefold() in f"{self.title}\n{self.author}".casefold()


class Shelf:
    """All books, in the order of the file."""

    def __init__(self, books: list[Book]) -> None:
        self._books = {book.isbn: book for book in books}

    @classmethod
    def read(cls, path: Path = FILE) -> "Shelf":
        return cls([Book(**row) for row in json.loads(path.read_text(encoding="utf-8"))])

    def find(self, isbn: str) -> Book | None:
        return self._books.get(isbn)

    def search(self, words: str) -> list[Book]:
        """The books that have the words in title or author; all of them for none."""
        return [book for book in self._books.values() if book.mentions(words)]
