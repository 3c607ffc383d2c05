"""What the quizzes keep of a learner: merged when an account claims it, written out on demand."""

from collections import defaultdict

from learning.models import Learner
from learning.records import Records, Rows, plain
from quizzes import recall
from quizzes.models import Answer, Attempt, Card, ReviewPlan


def merge(source: Learner, target: Learner) -> None:
    """Both logs become one; what is derived from the log is made from it anew."""
    both = Learner.objects.filter(pk__in=(source.pk, target.pk)).order_by("pk")
    list(both.select_for_update().values_list("pk"))  # no answer of either comes in between
    Attempt.objects.filter(learner=source).update(learner=target)
    Answer.objects.filter(learner=source).update(learner=target)
    mark_first_exposures(target)
    Card.objects.filter(learner=source).delete()
    rebuild_cards(target)
    merge_plans(source, target)


def merge_plans(source: Learner, target: Learner) -> None:
    """Of two plans the larger load and the sooner exam: whichever is merged into which."""
    plans = list(ReviewPlan.objects.filter(learner__in=(source, target)))
    if not plans:
        return
    days = [plan.exam_on for plan in plans if plan.exam_on]
    load = max(plan.per_day for plan in plans)
    ReviewPlan.objects.filter(learner=source).delete()
    ReviewPlan.objects.update_or_create(
        learner=target, defaults={"per_day": load, "exam_on": min(days, default=None)}
    )


def mark_first_exposures(learner: Learner) -> None:
    """Of each question the earliest answer is the first exposure, and no other."""
    rows = Answer.objects.filter(learner=learner).order_by("answered_at", "pk")
    seen: set[int] = set()
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for pk, question, is_first in rows.values_list("pk", "question", "is_first"):
        should_be = question not in seen
        seen.add(question)
        if is_first != should_be:
            wrong[should_be].append(pk)
    for value, pks in wrong.items():
        if pks:
            Answer.objects.filter(pk__in=pks).update(is_first=value)


def rebuild_cards(learner: Learner) -> None:
    """Replay the log: the first try at each showing is a review of its item."""
    rows = Answer.objects.filter(learner=learner, tries=1).select_related("question")
    logs: dict[str, list[Answer]] = defaultdict(list)
    for answer in rows.order_by("answered_at", "pk").iterator(chunk_size=500):
        logs[answer.question.family].append(answer)
    Card.objects.filter(learner=learner).delete()
    Card.objects.bulk_create(replayed_card(learner, log) for log in logs.values())


def replayed_card(learner: Learner, log: list[Answer]) -> Card:
    reviews = (recall.Review(a.answered_at, a.is_right, a.hints, a.certainty) for a in log)
    memory = recall.replayed(reviews)
    assert memory is not None  # noqa: S101 -- no log is empty
    newest = log[-1]
    return Card(
        learner=learner,
        pattern_id=newest.question.pattern_id,
        family=newest.question.family,
        memory=memory,
        was_right=newest.is_right,
        due_at=recall.due_at(memory),
        last_at=newest.answered_at,
        last_question=newest.question,
    )


def export(learner: Learner) -> dict[str, Rows]:
    answers = learner.answers.order_by("pk").values(
        "question__slug",
        "revision__number",
        "mode",
        "given",
        "score",
        "credit",
        "is_right",
        "is_first",
        "tries",
        "hints",
        "certainty",
        "misconceptions",
        "seconds",
        "answered_at",
        "slot__attempt__key",
    )
    attempts = learner.attempts.order_by("pk").values(
        "key", "mode", "pattern__slug", "asks_certainty", "started_at", "finished_at"
    )
    unfinished = learner.attempts.filter(finished_at=None).order_by("pk", "slots__number")
    saved = unfinished.values("key", "slots__number", "slots__given", "slots__hints")
    cards = learner.cards.order_by("pk").values("pattern__slug", "family", "memory", "due_at")
    plans = ReviewPlan.objects.filter(learner=learner).values("per_day", "exam_on")
    return {
        "attempts": plain(attempts),
        "unfinished": plain(saved),
        "answers": plain(answers),
        "cards": plain(cards),
        "review_plan": plain(plans),
    }


QUIZZES = Records(
    name="quizzes",
    models=("quizzes.Attempt", "quizzes.Answer", "quizzes.Card", "quizzes.ReviewPlan"),
    merge=merge,
    export=export,
)
