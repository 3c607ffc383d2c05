"""How goals say what they saw: lists, amounts, and a text made short enough to read."""

import re
from collections.abc import Iterable

SPACES = re.compile(r"\s+")
LONGEST = 120


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as in a sentence: "a, b and c"."""
    *first, end = list(words) or ["nothing"]
    return f"{', '.join(first)} {last} {end}" if first else end


def plain(text: str) -> str:
    """A text on one line, single spaces between its words."""
    return SPACES.sub(" ", text).strip()


def short(text: str, most: int = LONGEST) -> str:
    """A text on one line, cut where it is long."""
    line = plain(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def sentence(text: str) -> str:
    """A text that ends as sentences do."""
    return text if text.endswith((".", "?", "…")) else f"{text}."


def inner(text: str) -> str:
    """A sentence as it goes on after a colon: an instruction's name keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def command(words: Iterable[str]) -> str:
    """Words in exec form, as they stand in a Dockerfile."""
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def seconds(amount: float) -> str:
    """So many seconds, as exactly as anybody wants to know."""
    shown = f"{round(amount, 1):g}"
    return f"{shown} second{'' if shown == '1' else 's'}"
