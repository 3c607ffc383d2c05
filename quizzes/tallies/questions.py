"""The tally of a question: its sums, and the columns that are made from them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from quizzes.models import ItemTally, Question
from quizzes.statistics import (
    Asked,
    Flag,
    Problem,
    QuestionSums,
    asked_by,
    flags,
    form,
    merge_question,
    question_from_json,
    question_to_json,
    statistics_of,
    take_away,
)
from quizzes.tallies.changes import Change
from quizzes.tallies.steps import Work

ITEM = (
    "revision",
    "answers",
    "compared",
    "facility",
    "discrimination",
    "efficiency",
    "seconds",
    "pace",
    "flags",
    "reasons",
    "counted_at",
    "sums",
)


def changed_items(work: Work, change: Change, now: datetime) -> list[ItemTally]:
    """The tallies of all questions that are touched, with what they add up to now."""
    forms: dict[int, set[str]] = defaultdict(set)
    for pk, form_ in (*change.added, *change.gone):
        forms[pk].add(form_)
    found = Question.objects.filter(pk__in={*forms, *work.stale}).select_related("tally")
    if work.has_columns:
        found = found.select_related("current")
    items = []
    for question in found:
        item = getattr(question, "tally", None) or ItemTally(question=question)
        for form_ in forms[question.pk]:
            item.sums[form_] = question_to_json(summed(item, question.pk, form_, change))
        item.revision = None
        if work.has_columns:
            fill(item, question, now)
        items.append(item)
    return items


def summed(item: ItemTally, question: int, form_: str, change: Change) -> QuestionSums:
    nothing = QuestionSums()
    stored = sums_of(item, form_)
    added = merge_question(stored, change.added.get((question, form_), nothing))
    return take_away(added, change.gone.get((question, form_), nothing))


def sums_of(item: ItemTally, form_: str) -> QuestionSums:
    return question_from_json(item.sums[form_]) if form_ in item.sums else QuestionSums()


def present_form(question: Question) -> str:
    return form(question.kind, question.current.body["spec"]) if question.current else ""


def asked(question: Question) -> Asked:
    """What its author means it to be."""
    current = question.current
    return asked_by(
        question.kind,
        current.body["spec"] if current else {},
        difficulty=question.difficulty,
        seconds=current.seconds if current else 0,
        guessing=question.guessing,
    )


def fill(item: ItemTally, question: Question, now: datetime) -> None:
    """Make the columns from the sums of the form that the question has now."""
    added = sums_of(item, present_form(question))
    figures = statistics_of(added)
    meant = asked(question)
    item.revision = question.current
    item.answers, item.compared = figures.n, figures.compared
    item.facility = figures.facility
    item.discrimination = figures.item_rest
    item.efficiency = figures.discriminative_efficiency
    item.seconds = figures.median_seconds
    item.pace = None if item.seconds is None else item.seconds / max(1, meant.seconds)
    raise_flags(item, flags(added, meant, figures=figures))
    item.counted_at = now


def raise_flags(item: ItemTally, found: Iterable[Flag]) -> None:
    item.reasons = {flag.problem.value: flag.reason for flag in found}
    item.flags = [problem.value for problem in Problem if problem.value in item.reasons]
