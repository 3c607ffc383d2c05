"""Where a learner stands in a pattern: the verdict, objective by objective, and what helps next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import comb

from django.db.models import F, Q

from learning.models import Learner, Pattern
from quizzes.models import Answer, Attempt, Mode, Question
from quizzes.selection import Candidate
from quizzes.verdict import NEWEST, Exposure, Verdict, Word, verdict

FEWEST = 5  # first answers below which no word is said
WORDS = {
    Word.STRONG: "Strong",
    Word.NEARLY: "Nearly there",
    Word.NEEDS_WORK: "Needs work",
    Word.NOT_TESTED: "Not tested yet",
}
EVERY = Q()  # answer


def said(found: Verdict) -> str:
    """The verdict's word as pages say it."""
    if 0 < found.n < FEWEST:
        return "Too early to say"
    return WORDS[found.word] + (" so far" if found.so_far else "")


@dataclass(frozen=True, slots=True)
class ObjectiveStanding:
    """An objective, and the newest first answers to its questions."""

    slug: str
    sentence: str
    right: int
    of: int

    @property
    def share(self) -> float:
        """Pulled towards one half, so that one miss of one does not look like none of ten."""
        return (self.right + 1) / (self.of + 2)


@dataclass(frozen=True)
class Standing:
    pattern: Pattern
    verdict: Verdict
    objectives: Sequence[ObjectiveStanding]  # those with answers, weakest first
    unasked: int  # objectives of the bank without a first answer

    @property
    def is_early(self) -> bool:
        return 0 < self.verdict.n < FEWEST

    @property
    def word(self) -> str:
        return said(self.verdict)

    @property
    def css(self) -> str:
        return "early" if self.is_early else str(self.verdict.word).replace(" ", "-")

    @property
    def low(self) -> int:
        return round(100 * self.verdict.low)

    @property
    def high(self) -> int:
        return round(100 * self.verdict.high)

    @property
    def percent(self) -> int:
        """The chance of being strong."""
        return round(100 * self.verdict.P)

    @property
    def low_x(self) -> int:
        """Where the interval begins on a scale 400 wide that starts at 10."""
        return 10 + 4 * self.low

    @property
    def range_width(self) -> int:
        return 4 * (self.high - self.low)

    @property
    def point_x(self) -> int:
        return 10 + round(400 * self.verdict.k / max(1, self.verdict.n))

    @property
    def weakest(self) -> ObjectiveStanding | None:
        """Where the next hour helps most: the objective with misses and the lowest share."""
        missed = [one for one in self.objectives if one.right < one.of]
        return missed[0] if missed else None


def given_from(moment: datetime | F) -> Q:
    """Answers given from that moment on. A test's were given since it was begun, though they
    count from when it was handed in."""
    begun = Q(slot=None) | ~Q(mode=Mode.TEST) | Q(slot__attempt__started_at__gte=moment)
    return Q(answered_at__gte=moment) & begun


def exposures_of(
    learner: Learner, pattern: Pattern, among: Q = EVERY
) -> list[tuple[Exposure, str, str]]:
    """First answers without a hint, newest first, each with its objective's id and sentence."""
    rows = (
        Answer.objects.filter(
            among, learner=learner, question__pattern=pattern, is_first=True, tries=1, hints=0
        )
        .order_by("-answered_at", "-pk")
        .values_list(
            "question__difficulty",
            "is_right",
            "question__guessing",
            "question__objective__slug",
            "question__objective__sentence",
        )[:NEWEST]
    )
    return [
        (Exposure(difficulty, is_right, guessing), slug or "", sentence or "")
        for difficulty, is_right, guessing, slug, sentence in rows
    ]


def of(learner: Learner, pattern: Pattern, among: Q = EVERY) -> Standing:
    """Two queries. `among` says which answers may be looked at."""
    found = exposures_of(learner, pattern, among)
    sentences = {slug: sentence for _, slug, sentence in found if slug}
    objectives = [
        ObjectiveStanding(
            slug,
            sentence,
            sum(exposure.is_right for exposure, of_slug, _ in found if of_slug == slug),
            sum(of_slug == slug for _, of_slug, _ in found),
        )
        for slug, sentence in sentences.items()
    ]
    objectives.sort(key=lambda one: (one.share, one.slug))
    asked = Question.objects.asked().filter(pattern=pattern).values("objective").distinct()
    every = asked.count()
    return Standing(
        pattern,
        verdict([exposure for exposure, _, _ in found]),
        objectives,
        max(0, every - len(objectives)),
    )


def verdict_of(learner: Learner | None, pattern: Pattern) -> Standing | None:
    return of(learner, pattern) if learner else None


@dataclass(frozen=True, slots=True)
class FinishedTest:
    attempt: Attempt
    right: int
    of: int


def finished_tests(learner: Learner, pattern: Pattern) -> list[FinishedTest]:
    """The newest ten, newest first: two queries."""
    mine = Attempt.objects.filter(learner=learner, pattern=pattern, mode=Mode.TEST)
    attempts = list(mine.exclude(finished_at=None).order_by("-finished_at")[:10])
    rows = Answer.objects.filter(slot__attempt__in=attempts).values_list(
        "slot__attempt", "is_right"
    )
    answers = list(rows)
    return [
        FinishedTest(
            attempt,
            sum(right for key, right in answers if key == attempt.pk),
            sum(key == attempt.pk for key, _ in answers),
        )
        for attempt in attempts
    ]


@dataclass(frozen=True, slots=True)
class Exercise:
    """A hands-on question as the way "try" lists it."""

    slug: str
    kind: str
    difficulty: str
    objective: str
    is_begun: bool
    is_solved: bool


TASKS = {"blanks": "Fill the gaps", "order": "Put in order", "line": "Find the line"}


def exercises(found: Sequence[Candidate]) -> list[Exercise]:
    rows = Question.objects.filter(pk__in=[one.question for one in found])
    said = {pk: (slug, s) for pk, slug, s in rows.values_list("pk", "slug", "objective__sentence")}
    return [
        Exercise(
            said[one.question][0],
            TASKS[one.kind],
            one.difficulty,
            said[one.question][1] or "",
            one.was_right is not None,
            one.was_right is True,
        )
        for one in found
    ]


def slugs_of(found: Sequence[Candidate]) -> list[str]:
    rows = Question.objects.filter(pk__in=[one.question for one in found])
    slugs = dict(rows.values_list("pk", "slug"))
    return [slugs[one.question] for one in found]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table that explains the rule."""

    k: int
    n: int
    percent: int
    word: str
    low: int
    high: int


def table() -> list[Row]:
    """What the rule says of some results, in a test's mix; computed, never typed."""
    rows = []
    for tests, results in ((1, range(7, 11)), (2, range(15, 20)), (3, range(23, 29))):
        for k in results:
            found = verdict(mixed(k, tests))
            word = WORDS[found.word] + (" so far" if found.so_far else "")
            low, high = round(100 * found.low), round(100 * found.high)
            rows.append(Row(k, found.n, round(100 * found.P), word, low, high))
    return rows


def luck() -> int:
    """How often, in per cent, somebody who knows 70 % gets 8 or more of 10 right."""
    return round(100 * sum(comb(10, k) * 0.7**k * 0.3 ** (10 - k) for k in range(8, 11)))


def mixed(k: int, tests: int) -> list[Exposure]:
    """So many right answers in the mix of whole tests; which of them does not matter there."""
    levels = (["easy"] * 3 + ["medium"] * 4 + ["hard"] * 3) * tests
    return [Exposure(level, number < k, 0.25) for number, level in enumerate(levels)]
