"""Names that people choose: one line, everything in it is seen, told apart whatever the case."""

import re
import unicodedata

MOST_MARKS = 3  # accents on one letter; more of them run into the lines above and below
# Letters by Unicode's reckoning, and blank all the same.
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def tidy(text: str) -> str:
    """Composed, and with single spaces."""
    return re.sub(" {2,}", " ", unicodedata.normalize("NFC", text)).strip(" ")


def flaw(text: str) -> str:
    """What is wrong with a name, in a sentence; "" where nothing is."""
    if any(is_unseen(letter) for letter in text):
        return "Use only characters that can be seen, and plain spaces."
    if not any(letter.isalnum() for letter in text):
        return "Use at least one letter or digit."
    decomposed = unicodedata.normalize("NFD", text)
    marks = "".join("m" if unicodedata.combining(letter) else " " for letter in decomposed)
    if "m" * (MOST_MARKS + 1) in marks:
        return f"Use at most {MOST_MARKS} accents on a letter."
    return ""


def is_unseen(letter: str) -> bool:
    """Controls, marks of direction, joiners, and spaces other than the plain one."""
    category = unicodedata.category(letter)
    return letter != " " and (category[0] in {"C", "Z"} or letter in BLANKS)


def folded(text: str) -> str:
    """The same for all names that are to count as one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
