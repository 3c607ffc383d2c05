"""Results of assigned work, sent to the platforms: noted first, then tried until they are there.

What counts is what the class's board says. No visitor waits: `manage.py send_grades` does it.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import requests
from django.db.models import F, Q
from django.utils import timezone
from lti_tool.models import LtiRegistration
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.service_connector import ServiceConnector

from classes import board
from classes.forms import value_of
from classes.models import Membership
from classes.work import Cell
from learning.transactions import writing
from lti import platforms
from lti.calling import Caller
from lti.claims import SCORES
from lti.models import LONGEST_FAULT, Course, Launcher, Link, Score

log = logging.getLogger(__name__)
MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)  # three times as long after each failure: two days in all
LEASE = timedelta(minutes=5)  # whoever tries a score has it to themselves for so long
MOST_AT_ONCE = 500


@dataclass
class Sent:
    """What came of one round."""

    noted: int = 0
    sent: int = 0
    failed: int = 0
    given_up: int = 0

    def __str__(self) -> str:
        return (
            f"{self.noted} results noted, {self.sent} sent, {self.failed} to be tried again, "
            f"{self.given_up} given up."
        )


@dataclass
class Lines:
    """The connections of one round: a token is asked for once, and a platform that does not
    answer is left alone till the next."""

    connectors: dict[int, ServiceConnector] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)

    def to(self, registration: LtiRegistration) -> ServiceConnector:
        if registration.pk not in self.connectors:
            told = registration.to_registration()
            self.connectors[registration.pk] = ServiceConnector(told, Caller())
        return self.connectors[registration.pk]


def send() -> Sent:
    """One round: note what was reached, and send what is due."""
    result = Sent(noted=note())
    lines = Lines()
    for score in due()[:MOST_AT_ONCE]:
        if score.link.course.deployment.registration_id in lines.silent or not take(score):
            continue
        if fault := tried(score, lines):
            result.failed += 1
            result.given_up += put_off(score, fault)
        else:
            result.sent += 1
    return result


# Noting


def note() -> int:
    """Bring the line up to what the boards say; how many results are new or better."""
    graded = Link.objects.exclude(line_item="").exclude(work="")
    courses = Course.objects.filter(
        links__in=graded, deployment__is_active=True, deployment__registration__is_active=True
    )
    return sum(
        note_course(course)
        for course in courses.distinct().select_related("classroom", "deployment")
    )


def note_course(course: Course) -> int:
    known = {
        (score.link_id, score.membership_id): score
        for score in Score.objects.filter(link__course=course)
    }
    noted = 0
    found = list(reached(course))
    kept = {(link.pk, member.pk) for link, member, _ in found}
    forget(score for place, score in known.items() if place not in kept)
    for link, member, cell in found:
        points, of = (cell.points, cell.of) if cell.of else (1, 1)
        score = known.get((link.pk, member.pk))
        if score and (score.points, score.of) == (points, of):
            continue
        values = {"points": points, "of": of, "done_at": cell.at or timezone.now()}
        anew = {"due_at": timezone.now(), "tries": 0, "sent_at": None, "fault": ""}
        with writing():
            Score.objects.update_or_create(link=link, membership=member, defaults=values | anew)
        noted += 1
    return noted


def forget(scores: Iterable[Score]) -> None:
    """What the board does not say any more and was not sent: of who left, of withdrawn work."""
    gone = [score.pk for score in scores if score.sent_at is None]
    if gone:
        with writing():
            Score.objects.waiting().filter(pk__in=gone).delete()


def reached(course: Course) -> Iterator[tuple[Link, Membership, Cell]]:
    """Finished work of those who come from the platform."""
    table = board.of_class(course.classroom)
    place = {value_of(assignment): n for n, assignment in enumerate(table.assignments)}
    links = list(course.links.exclude(line_item="").filter(work__in=[*place]))
    registration = course.deployment.registration_id
    theirs = set(
        Launcher.objects.filter(
            registration=registration, user__learner__memberships__classroom=course.classroom_id
        ).values_list("user__learner", flat=True)
    )
    for row in table.rows:
        if row.member.learner_id not in theirs:
            continue
        for link in links:
            cell = row.cells[place[link.work]]
            if cell.is_complete:
                yield link, row.member, cell


# Sending


def due() -> list[Score]:
    """Of those only who are in the class now, where an administrator still lets the platform in."""
    found = (
        Score.objects.waiting()
        .filter(still_wanted(), due_at__lte=timezone.now(), tries__lt=MOST_TRIES)
        .select_related("link__course__deployment__registration__platform")
        .order_by("due_at", "pk")
    )
    return list(found[:MOST_AT_ONCE])


def still_wanted() -> Q:
    return (
        Q(membership__left_at=None)
        & ~Q(link__line_item="")
        & Q(link__course__deployment__is_active=True)
        & Q(link__course__deployment__registration__is_active=True)
    )


def take(score: Score) -> bool:
    """Whether it is ours to try. Who has left since it was listed is left alone."""
    mine = Score.objects.waiting().filter(pk=score.pk, due_at=score.due_at, tries=score.tries)
    with writing():
        present = Membership.objects.present().filter(pk=score.membership_id)
        return bool(
            mine.filter(membership__in=present).update(
                tries=F("tries") + 1, due_at=timezone.now() + LEASE
            )
        )


def tried(score: Score, lines: Lines) -> str:
    """Send it; why it did not arrive, or nothing."""
    registration = score.link.course.deployment.registration
    launcher = Launcher.objects.filter(
        registration=registration, user__learner__memberships=score.membership_id
    ).first()
    if launcher is None:
        return "nobody of this platform any more"
    if not platforms.owns(registration.platform, score.link.line_item):
        return "the line item is on another host"
    service = AssignmentsGradesService(
        lines.to(registration),
        {"scope": [SCORES], "lineitem": score.link.line_item},  # type: ignore[list-item]
    )
    try:
        service.put_grade(grade_of(score, launcher))
    except requests.RequestException as error:
        lines.silent.add(registration.pk)
        return type(error).__name__
    except (LtiException, KeyError, TypeError, ValueError) as error:
        return shortly(error)
    with writing():
        same = Score.objects.filter(pk=score.pk, points=score.points, of=score.of)
        same.update(sent_at=timezone.now(), fault="")
    return ""


def grade_of(score: Score, launcher: Launcher) -> Grade:
    return (
        Grade()
        .set_score_given(score.points)
        .set_score_maximum(score.of)
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
        .set_timestamp(timezone.now().isoformat())
        .set_user_id(launcher.sub)
    )


def shortly(error: Exception) -> str:
    """What happened, without what the platform wrote about it."""
    response = getattr(error, "response", None)
    return f"HTTP {response.status_code}" if response is not None else type(error).__name__


def put_off(score: Score, fault: str) -> bool:
    """Try it again later; whether that was the last time."""
    tries = score.tries + 1
    pause = FIRST_PAUSE * 3 ** (tries - 1)
    log.warning("Score %s could not be sent: %s", score.pk, fault)
    with writing():
        same = Score.objects.waiting().filter(pk=score.pk, points=score.points, of=score.of)
        same.update(due_at=timezone.now() + pause, fault=fault[:LONGEST_FAULT])
    return tries >= MOST_TRIES


def try_again() -> int:
    """What was given up is due once more."""
    with writing():
        over = Score.objects.waiting().filter(tries__gte=MOST_TRIES)
        return over.update(tries=0, due_at=timezone.now(), fault="")
