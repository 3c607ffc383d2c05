"""What of its members' work a class may see: what they did after joining, as long as they stay.

Every page of the instructors' reads learners' rows through this module and no other way.
"""

from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet

from classes.models import Classroom, Membership
from lab.models import Submission
from learning.models import Learner, Reading
from quizzes.models import Answer, Attempt, Mode
from quizzes.standing import given_from

JOINED = F("learner__memberships__joined_at")
Row = TypeVar("Row", bound=Model)


def answers(classroom: Classroom, learner: Learner | None = None) -> QuerySet[Answer]:
    rows = of_members(Answer.objects.order_by(), classroom, given_from(JOINED), learner)
    return before_archived(rows, classroom, "answered_at")


def begun_tests(classroom: Classroom, learner: Learner | None = None) -> QuerySet[Attempt]:
    """Those begun after joining, finished or not."""
    rows = Attempt.objects.filter(mode=Mode.TEST).order_by()
    rows = of_members(rows, classroom, Q(started_at__gte=JOINED), learner)
    if classroom.archived_at is None:
        return rows
    before = Q(finished_at=None) | Q(finished_at__lte=classroom.archived_at)
    return rows.filter(before, started_at__lte=classroom.archived_at)


def submissions(classroom: Classroom, learner: Learner | None = None) -> QuerySet[Submission]:
    rows = of_members(
        Submission.objects.order_by(), classroom, Q(submitted_at__gte=JOINED), learner
    )
    return before_archived(rows, classroom, "submitted_at")


def readings(classroom: Classroom, learner: Learner | None = None) -> QuerySet[Reading]:
    """Texts that were said to be read."""
    rows = of_members(Reading.objects.order_by(), classroom, Q(read_at__gte=JOINED), learner)
    return before_archived(rows, classroom, "read_at")


def of_members(
    rows: QuerySet[Row], classroom: Classroom, since: Q, learner: Learner | None
) -> QuerySet[Row]:
    """All conditions in one filter(): they must hold of one and the same membership."""
    one: dict[str, Any] = {"learner": learner} if learner else {}
    return rows.filter(
        since,
        learner__memberships__classroom=classroom,
        learner__memberships__left_at=None,
        **one,
    )


def before_archived(rows: QuerySet[Row], classroom: Classroom, when: str) -> QuerySet[Row]:
    if classroom.archived_at is None:
        return rows
    return rows.filter(**{f"{when}__lte": classroom.archived_at})


def answers_of(membership: Membership) -> Q:
    """The same of one member's answers, for what asks for them learner by learner."""
    seen = given_from(membership.joined_at)
    archived = membership.classroom.archived_at
    return seen & Q(answered_at__lte=archived) if archived else seen
