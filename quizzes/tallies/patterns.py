"""The tally of a pattern: what its tests add up to."""

from collections import defaultdict
from datetime import datetime

from quizzes.models import PatternTally
from quizzes.statistics import (
    Sums,
    from_json,
    merge,
    quiz_statistics,
    take_away_attempts,
    to_json,
)
from quizzes.tallies.changes import Change

TEST = (
    "tests",
    "length",
    "mean",
    "median",
    "spread",
    "alpha",
    "standard_error",
    "counted_at",
    "sums",
)


def changed_tests(change: Change, now: datetime) -> list[PatternTally]:
    """The tallies of the patterns whose tests are touched."""
    lengths: dict[int, set[str]] = defaultdict(set)
    for pattern, length in (*change.added_tests, *change.gone_tests):
        lengths[pattern].add(length)
    if not lengths:
        return []
    tallies = {
        tally.pattern_id: tally for tally in PatternTally.objects.filter(pattern__in=lengths)
    }
    changed = []
    for pattern, those in lengths.items():
        tally = tallies.get(pattern) or PatternTally(pattern_id=pattern)
        for length in those:
            stored = from_json(tally.sums[length]) if length in tally.sums else Sums()
            added = merge(stored, change.added_tests.get((pattern, length), Sums()))
            left_ = take_away_attempts(added, change.gone_tests.get((pattern, length), Sums()))
            tally.sums[length] = to_json(left_)
        fill_test(tally)
        tally.counted_at = now
        changed.append(tally)
    return changed


def fill_test(tally: PatternTally) -> None:
    """Make the columns from the tests of the commonest length: only equals can be compared."""
    every = {int(length): from_json(stored) for length, stored in tally.sums.items()}
    tally.length, added = max(every.items(), key=lambda item: (item[1].n, item[0]))
    figures = quiz_statistics(added)
    tally.tests = figures.n
    tally.mean, tally.median = figures.mean, figures.median
    tally.spread = figures.standard_deviation
    tally.alpha, tally.standard_error = figures.alpha, figures.standard_error
