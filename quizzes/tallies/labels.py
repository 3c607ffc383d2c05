"""The label of a question, doubted where the order of all questions of its pattern says so."""

from collections import defaultdict
from collections.abc import Sequence

from quizzes.models import ItemTally, Status
from quizzes.statistics import (
    FLAGGED_FROM,
    SHOWN_FROM,
    Asked,
    Flag,
    Problem,
    difficulty_flag,
    observed_difficulties,
)
from quizzes.tallies.questions import raise_flags


def relabelled(items: Sequence[ItemTally]) -> list[ItemTally]:
    """Doubt the labels that the order of all questions of a pattern puts in doubt.

    Sets that flag on the items; returns the other tallies for which it is new or gone.
    """
    touched = {item.question_id: item for item in items}
    patterns = {item.question.pattern_id for item in items}
    rows = ItemTally.objects.filter(question__pattern__in=patterns).defer("sums")
    rows = rows.exclude(question__in=list(touched)).select_related("question")
    of_pattern: dict[int, list[ItemTally]] = defaultdict(list)
    for item in (*rows, *items):
        of_pattern[item.question.pattern_id].append(item)
    changed = []
    for every in of_pattern.values():
        changed += doubted(every)
    return [item for item in changed if item.question_id not in touched]


def doubted(items: Sequence[ItemTally]) -> list[ItemTally]:
    """Those whose flag about the label is new or gone."""
    shown = [item for item in items if is_ranked(item)]
    facilities = {str(item.question_id): item.facility for item in shown}
    labels = {str(item.question_id): item.question.difficulty for item in shown}
    observed = observed_difficulties(facilities, labels)
    changed = []
    for item in items:
        label = Asked(item.question.difficulty, 0, 0)
        flag = None
        if item.answers >= FLAGGED_FROM:
            flag = difficulty_flag(item.facility, label, observed.get(str(item.question_id)))
        reasons = {code: text for code, text in item.reasons.items() if code != Problem.DIFFICULTY}
        kept = [Flag(Problem(code), text) for code, text in reasons.items()]
        before = item.reasons
        raise_flags(item, [*kept, *([flag] if flag else [])])
        if item.reasons != before:
            changed.append(item)
    return changed


def is_ranked(item: ItemTally) -> bool:
    """Whether its facility says where it stands among the questions that are asked."""
    return item.answers >= SHOWN_FROM and item.question.status == Status.REVIEWED
