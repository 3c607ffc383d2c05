"""What one step of counting adds to the sums, and takes from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quizzes.statistics import (
    MOST_SECONDS,
    UNIT,
    QuestionSums,
    Result,
    Sums,
    Total,
    option_of,
    units,
)
from quizzes.tallies.reading import Row, Run

REST = 9  # questions: the rest of a test of ten

Form = tuple[int, str]  # of a question


@dataclass(frozen=True, slots=True)
class Change:
    """What is added and taken away, by question and form, and by pattern and length."""

    forms: Mapping[int, str]
    added: dict[Form, QuestionSums] = field(default_factory=lambda: defaultdict(QuestionSums))
    gone: dict[Form, QuestionSums] = field(default_factory=lambda: defaultdict(QuestionSums))
    added_tests: dict[Form, Sums] = field(default_factory=lambda: defaultdict(Sums))
    gone_tests: dict[Form, Sums] = field(default_factory=lambda: defaultdict(Sums))
    first: list[int] = field(default_factory=list)  # answers that are counted now
    no_longer: list[int] = field(default_factory=list)

    def add(self, rows: Sequence[Row]) -> None:
        """The first answers of a run, and those that were counted as such and are not."""
        marks = [units(row.credit) for row in rows]
        whole, others = sum(marks), len(rows) - 1
        for row, mark in zip(rows, marks, strict=True):
            if row.is_first == row.is_counted:
                continue
            rest = (whole - mark) * REST // others if others else 0
            option = option_of(row.kind, row.given)
            result = Result(mark, UNIT, rest, REST * UNIT if others else 0, option)
            kept = self.added if row.is_first else self.gone
            one = kept[row.question, self.forms[row.revision]]
            one.results[result] += 1
            if row.seconds is not None:
                one.seconds[min(row.seconds, MOST_SECONDS)] += 1
            (self.first if row.is_first else self.no_longer).append(row.pk)

    def test(self, kept: dict[Form, Sums], run: Run, rows: Sequence[Row]) -> None:
        """A whole test; its marks by their places, since questions are drawn."""
        if not rows:
            return
        one = kept[run.pattern or 0, str(len(rows))]
        marks = [units(row.credit) for row in rows]
        one.totals[Total(sum(marks), len(rows) * UNIT)] += 1
        one.places.update(enumerate(marks))
