"""Which questions a learner is asked next, in each of the ways to be asked."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest

from django.db.models import Max

from learning.models import Learner, Pattern
from quizzes.bank.part import HANDS_ON
from quizzes.models import Answer, Question

TEST_MIX = (("easy", 3), ("medium", 4), ("hard", 3))
OF_ONE_OBJECTIVE = 2
PRACTICE_LENGTH = 5
ARCHITECTURE_LENGTH = 3
MISTAKES_LENGTH = 10
ARCHITECTURE = "architecture"  # the tag of questions about the diagram
NEVER = datetime.min.replace(tzinfo=UTC)
HARDER = {"easy": 0, "medium": 1, "hard": 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could be asked, and when this learner answered it last."""

    question: int
    revision: int
    pattern: int
    objective: int | None
    family: str
    kind: str
    difficulty: str
    tags: tuple[str, ...] = ()
    seen_at: datetime | None = None
    was_right: bool | None = None  # the latest answer


def candidates(learner: Learner | None, pattern: Pattern | None = None) -> list[Candidate]:
    """Every question that is asked, of one pattern or of all: two queries."""
    questions = Question.objects.asked().order_by("pk")
    if pattern:
        questions = questions.filter(pattern=pattern)
    seen = latest_answers(learner) if learner else {}
    return [
        Candidate(
            question.pk,
            int(question.current_id or 0),
            question.pattern_id,
            question.objective_id,
            question.family,
            question.kind,
            question.difficulty,
            tuple(question.tags),
            *seen.get(question.pk, (None, None)),
        )
        for question in questions.filter(current__isnull=False)
    ]


def latest_answers(learner: Learner) -> dict[int, tuple[datetime, bool]]:
    """Question → when it was answered last, and whether that was right."""
    newest = Answer.objects.filter(learner=learner).order_by().values("question")
    ids = newest.annotate(newest=Max("pk")).values("newest")
    rows = Answer.objects.filter(pk__in=ids).values_list("question", "answered_at", "is_right")
    return {question: (at, is_right) for question, at, is_right in rows}


def for_test(found: Sequence[Candidate], chance: random.Random) -> list[Candidate]:
    """Ten: 3 easy, 4 medium, 3 hard, in that order; unseen first, then least recently seen.

    At most two of one objective and one of a family. A small bank loosens the objectives first,
    then the difficulties, and repeats nothing.
    """
    ordered = freshest(found, chance)
    chosen: list[Candidate] = []
    for limit in (OF_ONE_OBJECTIVE, len(ordered)):
        for difficulty, count in TEST_MIX:
            missing = count - sum(one.difficulty == difficulty for one in chosen)
            of_it = [one for one in ordered if one.difficulty == difficulty]
            chosen += fitting(of_it, chosen, missing, limit)
    total = sum(count for _, count in TEST_MIX)
    chosen += fitting(ordered, chosen, total - len(chosen), len(ordered))
    return sorted(chosen, key=lambda one: HARDER[one.difficulty])


def for_practice(found: Sequence[Candidate], chance: random.Random) -> list[Candidate]:
    """Five, unseen first, then what was wrong, each of another objective as far as there are."""
    ordered = sorted(freshest(found, chance), key=lambda one: one.was_right is True)
    chosen = fitting(ordered, [], PRACTICE_LENGTH, 1)
    chosen += fitting(ordered, chosen, PRACTICE_LENGTH - len(chosen), len(ordered))
    return sorted(chosen, key=lambda one: HARDER[one.difficulty])


def for_architecture(found: Sequence[Candidate], chance: random.Random) -> list[Candidate]:
    tagged = [one for one in freshest(found, chance) if ARCHITECTURE in one.tags]
    return fitting(tagged, [], ARCHITECTURE_LENGTH, len(tagged))


def for_mistakes(found: Sequence[Candidate]) -> list[Candidate]:
    """What was wrong when it was last answered, oldest first, the patterns taking turns."""
    wrong = [one for one in found if one.was_right is False]
    wrong.sort(key=lambda one: one.seen_at or NEVER)
    return interleaved(wrong, lambda one: one.pattern)[:MISTAKES_LENGTH]


def hands_on(found: Iterable[Candidate]) -> list[Candidate]:
    """The exercises of the way "try", from easy to hard."""
    of_kind = [one for one in found if one.kind in HANDS_ON]
    return sorted(of_kind, key=lambda one: (HARDER[one.difficulty], one.question))


def freshest(found: Sequence[Candidate], chance: random.Random) -> list[Candidate]:
    """Unseen ones in a random order, then the others from the least recently seen on."""
    shuffled = chance.sample(list(found), len(found))
    return sorted(shuffled, key=lambda one: one.seen_at or NEVER)


def fitting(
    ordered: Sequence[Candidate], chosen: Sequence[Candidate], count: int, limit: int
) -> list[Candidate]:
    """The first `count` that repeat no family and keep within the limit for an objective."""
    families = {one.family for one in chosen}
    objectives = Counter(one.objective for one in chosen)
    taken: list[Candidate] = []
    for one in ordered:
        if len(taken) >= count:
            break
        if one.family in families or objectives[one.objective] >= limit:
            continue
        families.add(one.family)
        objectives[one.objective] += 1
        taken.append(one)
    return taken


def interleaved(
    found: Sequence[Candidate], group: Callable[[Candidate], object]
) -> list[Candidate]:
    """The groups take turns, always in the same order; within each the order stays."""
    groups: dict[object, list[Candidate]] = {}
    for one in found:
        groups.setdefault(group(one), []).append(one)
    rounds = zip_longest(*groups.values())
    return [one for turn in rounds for one in turn if one]
