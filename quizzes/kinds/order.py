"""Put lines in order, and leave out those that do not belong (a Parsons problem)."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations, product
from math import comb
from typing import Any

from learning.rendering import Flaw
from quizzes.kinds.kind import (
    Grade,
    Kind,
    Note,
    NotWellFormed,
    Sent,
    Source,
    Spec,
    entry_json,
    misconceptions,
    notes_on,
    shuffled,
    texts,
)

NOT_HERE = "This line belongs to the file, but not right after the one above it."
MOST_TOGETHER = 3  # lines of one group that may be in any order: all their orders are tried


def read(source: Source) -> dict[str, Any]:
    return {
        "lines": [entry_json(entry) for entry in source.entries],
        "any_order": [list(group) for group in source.table.get("any_order", ())],
    }


def flaws(source: Source) -> Iterator[Flaw]:
    right = [entry.id for entry in source.entries if entry.is_right]
    if not 4 <= len(right) <= 10:
        yield Flaw(source.entries_line, f"{len(right)} lines to put in order", "4 to 10")
    if len(right) == len(source.entries):
        yield Flaw(source.entries_line, "no line that does not belong", "at least one [ ]")
    if any(entry.is_right for entry in source.entries[len(right) :]):
        yield Flaw(source.entries_line, "a line that belongs below one that does not", "[x] first")
    yield from group_flaws(source.table.get("any_order", ()), right)


def group_flaws(groups: Sequence[Sequence[str]], right: Sequence[str]) -> Iterator[Flaw]:
    for group in groups:
        places = [right.index(id_) if id_ in right else -9 for id_ in group]
        together = sorted(places) == list(range(min(places), min(places) + len(places)))
        if not 2 <= len(group) <= MOST_TOGETHER or not together or -9 in places:
            expected = f"2 or {MOST_TOGETHER} ids of lines that stand next to each other"
            yield Flaw(1, f"any_order names {', '.join(map(str, group))}", expected)
    named = [id_ for group in groups for id_ in group]
    if len(named) > len(set(named)) or len(groups) > 3:
        yield Flaw(1, "any_order names a line twice, or has many groups", "at most three groups")
    # With fewer, a random order earns more than a third of the credit.
    free = sum(comb(len(group), 2) for group in groups)
    if groups and len(right) - free < 4:
        yield Flaw(1, "any_order leaves too little to put in order", "more lines, or fewer in it")


def parse(spec: Spec, sent: Sent) -> list[str]:
    given = placed(spec, sent)
    if not given:
        raise NotWellFormed("Put the lines that belong in order first.")
    return given


def placed(spec: Spec, sent: Sent) -> list[str]:
    """The lines put into the file so far, each once."""
    given = texts(sent)
    known = {line["id"] for line in spec["lines"]}
    if len(set(given)) < len(given) or not set(given) <= known:
        raise NotWellFormed(
            "The lines of this form are not those of the question. Reload the page."
        )
    return given


def orders(spec: Spec) -> Iterator[list[str]]:
    """Every order that is right."""
    key = [line["id"] for line in spec["lines"] if line["right"]]
    groups = spec["any_order"]
    for choice in product(*(permutations(group) for group in groups)):
        other = list(key)
        for group, chosen in zip(groups, choice, strict=True):
            start = min(key.index(id_) for id_ in group)
            other[start : start + len(group)] = chosen
        yield other


def follows(order: Sequence[str], given: Sequence[str]) -> list[bool]:
    """For each line given: does it stand right after the line that it should follow?"""
    before = dict(zip(order, ["", *order], strict=False))
    return [
        before.get(line) == previous for line, previous in zip(given, ["", *given], strict=False)
    ]


def grade(spec: Spec, given: Sequence[str]) -> Grade:
    """The share of lines that follow their right neighbour, less what does not belong.

    A random order earns about 1/n, unlike with the longest common subsequence.
    """
    closest = max(orders(spec), key=lambda order: sum(follows(order, given)))
    lines: Mapping[str, Any] = {line["id"]: line for line in spec["lines"]}
    extra = [lines[id_] for id_ in given if not lines[id_]["right"]]
    is_right = list(given) == closest
    fits = follows(closest, given)
    share = max(0.0, (sum(fits) - len(extra)) / len(closest))
    notes = [
        Note(lines[id_]["html"], fit, said_of(lines[id_], fit))
        for id_, fit in zip(given, fits, strict=True)
    ]
    return Grade(1.0 if is_right else min(share, 0.9), tuple(notes), misconceptions(extra))


def render(spec: Spec, given: Sequence[str] | None, chance: random.Random) -> dict[str, Any]:
    lines = {line["id"]: line["html"] for line in spec["lines"]}
    used = list(given or ())
    rest = [id_ for id_ in shuffled(list(lines), chance) if id_ not in used]
    return {
        "used": [{"id": id_, "html": lines[id_]} for id_ in used],
        "rest": [{"id": id_, "html": lines[id_]} for id_ in rest],
    }


def rearrange(spec: Spec, given: Sequence[str], move: str) -> list[str]:
    """One step on the way: "add:id", "drop:id", "up:id" or "down:id". Nonsense changes nothing."""
    step, _, id_ = move.partition(":")
    order = list(given)
    if id_ not in {line["id"] for line in spec["lines"]}:
        return order
    if step == "add" and id_ not in order:
        return [*order, id_]
    if id_ not in order:
        return order
    at = order.index(id_)
    if step == "drop":
        del order[at]
    to = at + {"up": -1, "down": 1}.get(step, 0)
    if step in {"up", "down"} and 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order


def said_of(line: Mapping[str, Any], fits: bool) -> str:
    """Why a line stands where it stands is told once it does; why one is too many, at once."""
    return str(line["feedback"]) if fits or not line["right"] else NOT_HERE


def explain(spec: Spec) -> tuple[Note, ...]:
    return notes_on(spec["lines"])


def guessing(spec: Spec) -> float:  # noqa: ARG001 -- a kind's signature
    return 0.0


KIND = Kind(
    name="order",
    label="Put the lines in order; leave out what does not belong.",
    section="Lines",
    has_code=False,
    template="quizzes/kinds/_order.html",
    read=read,
    flaws=flaws,
    parse=parse,
    grade=grade,
    render=render,
    explain=explain,
    guessing=guessing,
    rearrange=rearrange,
)
