"""What waits to be counted: each queue is found by an index of its own."""

from django.db.models import Exists, F, QuerySet

from quizzes.models import Answer, Attempt, Counting, ItemTally


def state() -> tuple[int | None, bool]:
    """The round, and whether there is anything to count in it: one query."""
    queues = (waiting(), strays(), no_longer_first(), behind())
    row = Counting.objects.filter(pk=1).values_list("round", *(Exists(one) for one in queues))
    found = row.first()
    if found is None:
        return None, any(one.exists() for one in queues)
    return found[0], any(found[1:])


def left() -> int:
    """How many runs are not counted yet; an answer without one is as good as one."""
    return waiting().count() + strays().count()


def waiting() -> QuerySet[Attempt]:
    return Attempt.objects.filter(is_counted=False, finished_at__isnull=False)


def strays() -> QuerySet[Answer]:
    """First answers whose run is no longer known."""
    # Ordered as the index is: by the key, SQLite would read the whole log.
    return Answer.objects.filter(slot=None, is_first=True, is_counted=False).order_by("slot_id")


def no_longer_first() -> QuerySet[Answer]:
    """Answers that were counted before their learner and another became one."""
    return Answer.objects.filter(is_counted=True, is_first=False).order_by("question_id")


def behind() -> QuerySet[ItemTally]:
    """Tallies whose columns are not of what the question says now."""
    published = ItemTally.objects.filter(question__current__isnull=False)
    return published.exclude(revision=F("question__current")).order_by("pk")
