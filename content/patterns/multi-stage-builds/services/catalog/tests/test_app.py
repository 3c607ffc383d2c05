"""The catalog as its callers see it."""

import json
import unittest

from catalog.app import Catalog
from catalog.books import Book, Shelf

SHELF = Shelf(
    [
        Book("1", "The Night Ferry", "S. Okafor", 1450),
        Book("2", "Tides for Beginners", "R. Castellanos", 2100),
    ]
)


def ask(path, query="", tag="", method="GET"):
    """Status, headers and body of one request."""
    answer = {}

    def start_response(status, headers):
        answer.update(status=status, headers=dict(headers))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    if tag:
        environ["HTTP_IF_NONE_MATCH"] = tag
    body = b"".join(Catalog(SHELF)(environ, start_response))
    return answer["status"], answer["headers"], body


class Answers(unittest.TestCase):
    def test_health(self):
        self.assertEqual(ask("/healthz")[::2], ("200 OK", b"ok\n"))

    def test_all_books(self):
        _, _, body = ask("/books")

        self.assertEqual([book["isbn"] for book in json.loads(body)], ["1", "2"])

    def test_books_with_words_in_title_or_author(self):
        _, _, body = ask("/books", query="q=okafor")

        self.assertEqual([book["isbn"] for book in json.loads(body)], ["1"])

    def test_one_book(self):
        _, _, body = ask("/books/2")

        self.assertEqual(json.loads(body)["cents"], 2100)

    def test_unknown_book(self):
        self.assertEqual(ask("/books/3")[0], "404 Not Found")

    def test_nothing_is_changed_from_outside(self):
        self.assertEqual(ask("/books", method="POST")[0], "405 Method Not Allowed")

    def test_who_has_the_answer_gets_none(self):
        _, headers, _ = ask("/books")

        status, _, body = ask("/books", tag=headers["ETag"])

        self.assertEqual((status, body), ("304 Not Modified", b""))


if __name__ == "__main__":
    unittest.main()
