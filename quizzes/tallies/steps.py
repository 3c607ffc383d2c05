"""What one step of counting is about, as it was read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizzes.tallies.changes import Change
from quizzes.tallies.queues import behind, no_longer_first, strays, waiting
from quizzes.tallies.reading import ROW, RUN, Row, Run, Tests, first_tests, forms_of, rows_of

A_FEW = 10  # runs that a page counts by itself
QUESTIONS = 70  # whose tallies are written in one step, where many runs are counted


@dataclass(frozen=True, slots=True)
class Work:
    """What one transaction is to count, as it was read."""

    runs: dict[int, Run]
    rows: dict[int, list[Row]]  # of each run that is added or taken from, in its order
    strays: list[Row]  # first answers whose run is no longer known
    lost: list[Row]  # the same, but no longer first
    tests: Tests
    stale: list[int]  # questions that were published anew, or whose columns are behind
    is_more: bool
    has_columns: bool  # else they are made when all is counted: that takes longer than to add

    def change(self) -> Change:
        change = Change(forms_of(self.every_row()))
        for rows in self.rows.values():
            change.add(rows)
        for row in (*self.strays, *self.lost):
            change.add([row])
        for run in self.tests.new:
            change.test(change.added_tests, run, self.rows.get(run.pk, ()))
        for run in self.tests.gone:
            change.test(change.gone_tests, run, self.rows.get(run.pk, ()))
        return change

    def every_row(self) -> Iterator[Row]:
        for rows in self.rows.values():
            yield from rows
        yield from self.strays
        yield from self.lost


def gather(limit: int) -> Work:
    is_few = limit <= A_FEW
    runs = oldest(limit, is_few=is_few)
    rows = rows_of(runs)
    if not is_few:
        runs = fitting(runs, rows)
    some = limit * 10
    every = [Row(*values) for values in strays().values_list(*ROW)[:some]]
    stray = every if is_few else alike(every, (row for pk in runs for row in rows.get(pk, ())))
    back = [Row(*values) for values in no_longer_first().values_list(*ROW)[:some]]
    tests = first_tests(runs) if runs or back else Tests([], [])
    also = {*(row.attempt for row in back if row.attempt), *(run.pk for run in tests.gone)}
    rows = {pk: rows[pk] for pk in runs if pk in rows} | rows_of(also - set(runs))
    is_more = is_left(runs) or len(stray) < len(every) or some in (len(every), len(back))
    has_columns = is_few or not is_more
    touched = {row.question for of_run in rows.values() for row in of_run}
    stale = behind().exclude(question__in=touched).values_list("question", flat=True)
    room = max(0, QUESTIONS - len(touched))
    found = list(stale[: room + 1]) if has_columns else []
    return Work(
        runs,
        rows,
        stray,
        [row for row in back if row.attempt is None],
        tests,
        found[:room],
        is_more or len(found) > room,
        has_columns,
    )


def oldest(limit: int, *, is_few: bool) -> dict[int, Run]:
    """Those that were finished first. Of many only one pattern's: they touch fewer questions."""
    ordered = waiting().order_by("finished_at", "pk")
    if not is_few and (first := ordered.values_list("pattern").first()):
        ordered = ordered.filter(pattern=first[0])
    return {run.pk: run for run in (Run(*values) for values in ordered.values_list(*RUN)[:limit])}


def fitting(runs: Mapping[int, Run], rows: Mapping[int, Sequence[Row]]) -> dict[int, Run]:
    """From the first on, as long as they touch no more questions than one step may."""
    asked: set[int] = set()
    kept: dict[int, Run] = {}
    for pk, run in runs.items():
        asked.update(row.question for row in rows.get(pk, ()))
        if kept and len(asked) > QUESTIONS:
            break
        kept[pk] = run
    return kept


def alike(found: Sequence[Row], taken: Iterable[Row]) -> list[Row]:
    """Those that touch no question besides; where nothing is taken, the first questions'."""
    asked = {row.question for row in taken}
    asked = asked or set(list(dict.fromkeys(row.question for row in found))[:QUESTIONS])
    return [row for row in found if row.question in asked]


def is_left(runs: Mapping[int, Run]) -> bool:
    """Whether other runs wait."""
    return waiting().exclude(pk__in=list(runs)).exists()
