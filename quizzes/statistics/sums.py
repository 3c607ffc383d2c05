"""What is kept of answers: how often each result occurred. It can be added up, and taken away."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

UNIT = 10**12  # of a mark
MOST_MARKS = 10**6
MOST_SECONDS = 3600  # who takes longer has left the desk


@dataclass(frozen=True, slots=True)
class Reply:
    """A learner's first answer to a question; `option` is None where none was chosen."""

    question: str
    score: float  # of the full mark
    max_mark: float = 1.0
    option: str | None = None
    seconds: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise ValueError(f"A score is from 0 to 1, not {self.score}.")
        if not 0 <= self.max_mark <= MOST_MARKS:
            raise ValueError(f"A full mark is from 0 to {MOST_MARKS}, not {self.max_mark}.")
        if self.seconds is not None and self.seconds < 0:
            raise ValueError(f"No answer takes {self.seconds} seconds.")


class Result(NamedTuple):
    """Of a question in an attempt: its mark, that of all the others, and the option chosen.

    Without others, `full_rest` is 0: there is nothing to compare the mark with.
    """

    mark: int
    full: int
    rest: int
    full_rest: int
    option: str | None


class Total(NamedTuple):
    """Of an attempt."""

    mark: int
    full: int


@dataclass(frozen=True, slots=True)
class QuestionSums:
    """What is kept of the answers to a question: how often each result and each time."""

    results: Counter[Result] = field(default_factory=Counter)
    seconds: Counter[int] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return self.results.total()


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of attempts at a test."""

    totals: Counter[Total] = field(default_factory=Counter)
    questions: dict[str, QuestionSums] = field(default_factory=dict)
    # How often each mark at each place of the test, whichever question stood there.
    places: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return self.totals.total()


def sums(attempts: Iterable[Sequence[Reply]]) -> Sums:
    """Add up attempts: of each its first answers, in the order of the test.

    Attempts may have different questions, as where a test draws them at random.
    """
    added = Sums()
    for replies in attempts:
        if len({reply.question for reply in replies}) < len(replies):
            raise ValueError("A question has one first answer in an attempt.")
        if replies:
            add_attempt(added, replies)
    return added


def add_attempt(added: Sums, replies: Sequence[Reply]) -> None:
    marks = [units(reply.score * reply.max_mark) for reply in replies]
    fulls = [units(reply.max_mark) for reply in replies]
    total = Total(sum(marks), sum(fulls))
    added.totals[total] += 1
    for place, (reply, mark, full) in enumerate(zip(replies, marks, fulls, strict=True)):
        question = added.questions.setdefault(reply.question, QuestionSums())
        rest, full_rest = total.mark - mark, total.full - full
        question.results[Result(mark, full, rest, full_rest, reply.option)] += 1
        if reply.seconds is not None:
            question.seconds[min(reply.seconds, MOST_SECONDS)] += 1
        added.places[place, mark] += 1


def units(marks: float) -> int:
    return round(marks * UNIT)


def merge(one: Sums, other: Sums) -> Sums:
    """The sums over the attempts of both."""
    nothing = QuestionSums()
    questions = {
        name: merge_question(one.questions.get(name, nothing), other.questions.get(name, nothing))
        for name in one.questions | other.questions
    }
    return Sums(one.totals + other.totals, questions, one.places + other.places)


def merge_question(one: QuestionSums, other: QuestionSums) -> QuestionSums:
    """The sums over the answers of both, also from different tests."""
    return QuestionSums(one.results + other.results, one.seconds + other.seconds)


def take_away(one: QuestionSums, other: QuestionSums) -> QuestionSums:
    """The sums without answers that are in them."""
    return QuestionSums(one.results - other.results, one.seconds - other.seconds)


def take_away_attempts(one: Sums, other: Sums) -> Sums:
    """The sums without attempts that are in them."""
    nothing = QuestionSums()
    questions = {
        name: take_away(question, other.questions.get(name, nothing))
        for name, question in one.questions.items()
    }
    return Sums(one.totals - other.totals, questions, one.places - other.places)


def question_to_json(question: QuestionSums) -> dict[str, Any]:
    """To be stored, and read by `question_from_json`."""
    return {
        "results": [[*result, times] for result, times in question.results.items()],
        "seconds": [[seconds, times] for seconds, times in question.seconds.items()],
    }


def question_from_json(stored: Mapping[str, Any]) -> QuestionSums:
    results = {Result(*result): times for *result, times in stored["results"]}
    return QuestionSums(Counter(results), Counter(dict(stored["seconds"])))


def to_json(added: Sums) -> dict[str, Any]:
    """To be stored, and read by `from_json`."""
    return {
        "totals": [[*total, times] for total, times in added.totals.items()],
        "questions": {name: question_to_json(one) for name, one in added.questions.items()},
        "places": [[*place, times] for place, times in added.places.items()],
    }


def from_json(stored: Mapping[str, Any]) -> Sums:
    return Sums(
        Counter({Total(*total): times for *total, times in stored["totals"]}),
        {name: question_from_json(one) for name, one in stored["questions"].items()},
        Counter({(place, mark): times for place, mark, times in stored["places"]}),
    )
