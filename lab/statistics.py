"""What learners handed in says about an exercise: of the newest few hundred learners.

Each learner counts once, with the first submission that was judged before the solution was shown;
only tries and sizes look further. Nothing is kept: no figure needs more rows than `MOST`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Max, Min, QuerySet

from lab.exercises.exercise import Exercise, Files
from lab.exercises.linting import rules_of
from lab.exercises.stored import exercise_of
from lab.judging import judgements_from
from lab.models import State, StoredExercise, Submission
from learning.checker import SECONDS, Project, TooMuchError, refuse_too_much
from learning.time_box import TimeUpError, within

MOST = 200  # learners
SHOWN_FROM = 30  # learners
MEGABYTE = 1_000_000
STEPS = (5, 10, 20, 50, 100, 200, 500, 1_000)  # megabytes: sizes differ by factors
MANY_TRIES = 5
MOST_KNOWN = 4_000
known: dict[tuple[str, Files], frozenset[str]] = {}  # by the exercise's digest


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    name: str
    count: int
    of: int

    @property
    def percent(self) -> float:
        return 100 * self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Listed:
    """An exercise in the table: learners who handed in, and those who passed."""

    stored: StoredExercise
    learners: int
    passed: int

    @property
    def is_shown(self) -> bool:
        return self.learners >= SHOWN_FROM

    @property
    def percent(self) -> float:
        return 100 * self.passed / self.learners if self.learners else 0.0


@dataclass(frozen=True, slots=True)
class ExerciseStatistics:
    """`learners` is what every share is of, where it does not say otherwise."""

    learners: int
    goals: tuple[Share, ...]  # missed at first; the most often missed comes first
    mistakes: tuple[Share, ...]  # known ones
    sizes: tuple[Share, ...]  # of images, by step; () where nothing was built
    tries: tuple[Share, ...]  # until passed

    @property
    def is_shown(self) -> bool:
        return self.learners >= SHOWN_FROM


def listed() -> list[Listed]:
    done = Submission.objects.filter(state=State.DONE).order_by().values_list("exercise")
    learners = dict(done.annotate(Count("learner", distinct=True)))
    passed = dict(done.filter(has_passed=True).annotate(Count("learner", distinct=True)))
    rows = StoredExercise.objects.in_course().in_order().select_related("pattern")
    counted = [Listed(one, learners.get(one.pk, 0), passed.get(one.pk, 0)) for one in rows]
    return [one for one in counted if one.learners or not one.stored.is_retired]


def statistics_of(stored: StoredExercise) -> ExerciseStatistics:
    exercise = exercise_of(stored)
    done = Submission.objects.filter(exercise=stored, state=State.DONE).order_by()
    firsts = first_ones(done)
    return ExerciseStatistics(
        learners=len(firsts),
        goals=goals_missed(exercise, firsts),
        mistakes=known_mistakes(exercise, firsts),
        sizes=image_sizes(done),
        tries=tries_until_passed(done, [first.learner_id for first in firsts]),
    )


def first_ones(done: QuerySet[Submission]) -> list[Submission]:
    """Each learner's first, before the solution was shown; of the newest learners."""
    unaided = done.filter(has_seen_solution=False).values("learner")
    pks = unaided.annotate(first=Min("pk")).order_by("-first").values_list("first", flat=True)
    found = Submission.objects.filter(pk__in=list(pks[:MOST]))
    return list(found.only("learner", "dockerfile", "ignore_file", "same", "judgements"))


def missed(submission: Submission) -> set[str]:
    judged = judgements_from(submission.judgements)
    return {judgement.id for judgement in judged if judgement.is_met is False}


def goals_missed(exercise: Exercise, firsts: Sequence[Submission]) -> tuple[Share, ...]:
    times = Counter(goal for first in firsts for goal in missed(first))
    return ranked({goal.id: goal.wants() for goal in exercise.goals}, times, len(firsts))


def ranked(names: Mapping[str, str], times: Counter[str], of: int) -> tuple[Share, ...]:
    shares = [Share(name, times[key], of) for key, name in names.items()]
    return tuple(sorted(shares, key=lambda share: -share.count))


def known_mistakes(exercise: Exercise, firsts: Sequence[Submission]) -> tuple[Share, ...]:
    """A mistake is named after the goal that it misses, or the rule that finds it."""
    wants = {goal.id: goal.wants() for goal in exercise.goals}
    names = {mistake.name: wants.get(mistake.name, mistake.name) for mistake in exercise.mistakes}
    rules = names.keys() - wants.keys()
    times: Counter[str] = Counter()
    for first in firsts:
        made = missed(first) | (found_in(exercise, first) if rules else set())
        times.update(made & names.keys())
    return ranked(names, times, len(firsts))


def found_in(exercise: Exercise, submission: Submission) -> frozenset[str]:
    """The rules that speak of what was handed in; reading it again takes long."""
    files = Files(submission.dockerfile, submission.ignore_file)
    key = exercise.digest, files
    if key not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[key] = rules_found(exercise, files)
    return known[key]


def rules_found(exercise: Exercise, files: Files) -> frozenset[str]:
    """None of what takes too long to read."""
    try:
        refuse_too_much(Project(files.dockerfile, ignore=files.ignore or ""))
        return frozenset(within(SECONDS, lambda: rules_of(exercise, files)))
    except (TooMuchError, TimeUpError):
        return frozenset()


def image_sizes(done: QuerySet[Submission]) -> tuple[Share, ...]:
    """Of each learner's last image; of the newest learners."""
    last = done.filter(status="ok").values("learner").annotate(last=Max("pk"))
    pks = list(last.order_by("-last").values_list("last", flat=True)[:MOST])
    found = Submission.objects.filter(pk__in=pks).order_by()
    sizes = [size for size in found.values_list("outcome__image__bytes", flat=True) if size]
    return histogram(sizes)


def histogram(sizes: Sequence[int]) -> tuple[Share, ...]:
    """How many are below each step and not below the one before."""
    if not sizes:
        return ()
    times = Counter(sum(size >= step * MEGABYTE for step in STEPS) for size in sizes)
    names = ["below 5 MB"]
    names += [f"{low} to {high} MB" for low, high in pairwise(STEPS)]
    names.append("1,000 MB and more")
    return tuple(Share(name, times[step], len(sizes)) for step, name in enumerate(names))


def tries_until_passed(done: QuerySet[Submission], learners: Iterable[int]) -> tuple[Share, ...]:
    """With which try learners passed; those who have not yet come last."""
    theirs = done.filter(learner__in=list(learners)).order_by("submitted_at", "pk")
    tries: Counter[int] = Counter()
    passed: set[int] = set()
    everybody: set[int] = set()
    for learner, has_passed in theirs.values_list("learner", "has_passed"):
        everybody.add(learner)
        if learner not in passed:
            tries[learner] += 1
            if has_passed:
                passed.add(learner)
    times = Counter(min(tries[learner], MANY_TRIES) for learner in passed)
    names = {1: "1st try", 2: "2nd try", 3: "3rd try", 4: "4th try", MANY_TRIES: "5th or later"}
    shares = [Share(name, times[number], len(everybody)) for number, name in names.items()]
    return (*shares, Share("not yet", len(everybody) - len(passed), len(everybody)))
