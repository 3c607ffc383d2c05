"""What a stored question asks, as far as statistics must know it."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from quizzes.statistics.showing import Asked

LONGEST_OPTION = 120
LONGEST_WORDS = 90
TAG = re.compile(r"<[^>]+>")
# How a question looks and what it explains, in all kinds: may change, and it is still the same.
LOOKS = {"html", "feedback", "misconception", "rows", "pieces", "size", "claims", "language"}


def form(kind: str, spec: Mapping[str, Any]) -> str:
    """A digest of what can be answered and of what is right.

    A question that is only worded anew goes on with its sums. One with another key or other
    options begins anew: what was wrong once is not held against what is right now.
    """
    text = json.dumps([kind, bare(spec)], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def bare(part: Any) -> Any:
    if isinstance(part, dict):
        kept = {name: bare(value) for name, value in part.items() if name not in LOOKS}
        if "lines" in kept:  # to be put in order, they are entries; else highlighted code
            kept["lines"] = [line for line in kept["lines"] if isinstance(line, dict)]
        if isinstance(kept.get("options"), list):  # their order is shuffled anyway
            kept["options"].sort(key=str)
        return kept
    if isinstance(part, list):
        return [bare(value) for value in part]
    return part


def option_of(kind: str, given: Sequence[str] | None) -> str | None:
    """What was chosen, where there is something to choose from; all that was ticked together."""
    if not given or kind not in {"single", "multiple", "line"}:
        return None
    return " ".join(sorted(given))[:LONGEST_OPTION]


def asked_by(
    kind: str, spec: Mapping[str, Any], *, difficulty: str, seconds: int, guessing: float
) -> Asked:
    """The author's side of a question, for its flags."""
    words = words_of(kind, spec)
    right = [option for option, is_right in choices(kind, spec).items() if is_right]
    return Asked(
        difficulty,
        seconds,
        guessing,
        tuple(choices(kind, spec)),
        right[0] if len(right) == 1 and kind != "multiple" else None,
        words,
    )


def choices(kind: str, spec: Mapping[str, Any]) -> dict[str, bool]:
    """The options that an author wrote, and which are right."""
    if kind == "line":
        return {line: entry["right"] for line, entry in spec["known"].items()}
    if kind in {"single", "multiple"}:
        return {option["id"]: option["right"] for option in spec["options"]}
    return {}


def words_of(kind: str, spec: Mapping[str, Any]) -> dict[str, str]:
    """What an option says, short and plain."""
    if kind == "line":
        lines = enumerate(spec["lines"], start=1)
        return {str(number): shortened(f"line {number}: {plain(line)}") for number, line in lines}
    if kind in {"single", "multiple"}:
        return {option["id"]: shortened(plain(option["html"])) for option in spec["options"]}
    return {}


def plain(markup: str) -> str:
    return " ".join(html.unescape(TAG.sub("", markup)).split())


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 2].rstrip()} …"
