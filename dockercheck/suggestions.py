"""Near misses: what somebody may have meant to write."""

from collections.abc import Iterable

MAX_DISTANCE = 2


def distance(one: str, other: str) -> int:
    """The number of characters to add, drop or change (Levenshtein), 3 standing for more."""
    if abs(len(one) - len(other)) > MAX_DISTANCE or len(set(one) ^ set(other)) > 2 * MAX_DISTANCE:
        return MAX_DISTANCE + 1
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, opposite in enumerate(other, 1):
            steps = before if char == opposite else before + 1
            before = row[j]
            if before < steps:
                steps = before + 1
            if row[j - 1] < steps:
                steps = row[j - 1] + 1
            row[j] = steps
        if min(row) > MAX_DISTANCE:
            return MAX_DISTANCE + 1
    return min(row[-1], MAX_DISTANCE + 1)


def nearest(word: str, options: Iterable[str], *, fold: bool = False) -> str:
    """The option closest to `word`, or "" when none is near or one is equal to it.

    With `fold`, case does not count and the answer is written in the case of `word`. Among
    equally near options one with the same letters wins, else the first in alphabetical order.
    """
    if len(word) > 100:
        return ""
    wanted = word.lower() if fold else word
    candidates = sorted(option.lower() if fold else option for option in options)
    if wanted in candidates:
        return ""
    best, least = "", (MAX_DISTANCE + 1, False)
    for candidate in candidates:
        steps = distance(wanted, candidate)
        if steps > least[0] or steps > MAX_DISTANCE:
            continue
        rank = (steps, sorted(candidate) != sorted(wanted))
        if rank < least:
            best, least = candidate, rank
    return _in_case_of(word, best) if fold else best


def _in_case_of(word: str, option: str) -> str:
    return option.upper() if word == word.upper() != word.lower() else option


def did_you_mean(message: str, word: str, options: Iterable[str], *, fold: bool = False) -> str:
    """The message, with the nearest option in brackets behind it where there is one."""
    near = nearest(word, options, fold=fold)
    return f"{message} (did you mean {near}?)" if near else message
