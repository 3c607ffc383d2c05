"""What a launch leads to: the course's class, a place in it, the link's work."""

from dataclasses import dataclass
from itertools import count

from django.contrib.auth.models import User
from django.urls import reverse
from lti_tool.models import LtiDeployment

from classes import codes, joining, names, teaching
from classes.forms import AssignmentForm, value_of
from classes.models import LONGEST_NAME, Assignment, Classroom, Membership
from learning.transactions import writing
from lti import people, platforms
from lti.claims import Claims
from lti.models import Course, Launcher, Link, Platform
from lti.refusals import Reason, RefusedError

UNNAMED = "A course without a name"


@dataclass(frozen=True)
class Arrival:
    """Who came, and where they go from here."""

    user: User
    to: str
    joined: str = ""  # the key of a class that they are in from now on


@dataclass(frozen=True)
class Launch:
    """A launch that is proved."""

    platform: Platform
    deployment: LtiDeployment
    claims: Claims


def arrive(launch: Launch) -> Arrival:
    """Make what is not there yet. Everything of one launch happens, or nothing."""
    with writing():
        # On PostgreSQL, launches of one platform wait for each other: none makes a class twice.
        Platform.objects.select_for_update().get(pk=launch.platform.pk)
        course = course_of(launch)
        if course is None and not launch.claims.is_instructor:
            raise RefusedError(Reason.NO_CLASS if launch.claims.is_learner else Reason.NO_ROLE)
        launcher = people.launcher_of(launch.platform, launch.claims.sub)
        if not launcher.user.is_active:
            raise RefusedError(Reason.CLOSED)
        if launch.claims.is_instructor:
            return arrive_as_instructor(launch, launcher, course)
        if course is None or not launch.claims.is_learner:
            raise RefusedError(Reason.NO_ROLE)
        return arrive_as_learner(launch, launcher, course)


def course_of(launch: Launch) -> Course | None:
    context = launch.claims.context
    if context is None:
        raise RefusedError(Reason.NO_COURSE)
    known = Course.objects.select_related("classroom")
    return known.filter(deployment=launch.deployment, context_id=context.id).first()


# Instructors


def arrive_as_instructor(launch: Launch, launcher: Launcher, course: Course | None) -> Arrival:
    """To the class, which is made when the first of them comes; who comes later assists."""
    user = launcher.user
    if not people.may_teach(launcher, launch.platform, launch.claims):
        return Arrival(user, reverse("lti:waiting"))
    if course is None:
        course = Course.objects.create(
            deployment=launch.deployment,
            context_id=launch.claims.context.id if launch.claims.context else "",
            classroom=new_classroom(user, launch.claims),
        )
    elif course.classroom.owner_id is None:  # whoever owned it closed their account
        Classroom.objects.filter(pk=course.classroom_id).update(owner=user)
    elif not is_of_staff(user, course.classroom) and not teaching.add_assistant(
        course.classroom, user
    ):
        raise RefusedError(Reason.NO_ROOM)
    link_of(course, launch)
    return Arrival(user, reverse("classes:class", args=[course.classroom.key]))


def is_of_staff(user: User, classroom: Classroom) -> bool:
    return Classroom.objects.taught_by(user).filter(pk=classroom.pk).exists()


def new_classroom(user: User, claims: Claims) -> Classroom:
    """It cannot be joined by a code until an instructor makes one: the platform says who is in."""
    context = claims.context
    said = (context.title, context.label) if context else ()
    name = next((name for text in said if (name := people.seemly(text, LONGEST_NAME))), UNNAMED)
    teacher = people.seemly(claims.full_name) or "Your instructor"
    made = teaching.found(user, name, teacher)
    if made is None:
        raise RefusedError(Reason.NO_ROOM)
    codes.close(made)
    return made


# Learners


def arrive_as_learner(launch: Launch, launcher: Launcher, course: Course) -> Arrival:
    """To the link's work, or where it names none, to the class's page with all of it."""
    classroom = course.classroom
    link = link_of(course, launch)
    learner = people.learner_of(launcher.user)
    membership = joining.membership_of(classroom, learner)
    has_joined = membership is None and classroom.archived_at is None
    if has_joined:
        membership = join(classroom, launcher, launch.claims)
    assignment = assignment_of(classroom, link.work) if link else None
    if assignment:
        to = assignment.place
    elif membership:
        to = reverse("classes:my_class", args=[classroom.key])
    else:
        to = reverse("classes:mine")
    return Arrival(launcher.user, to, classroom.key if has_joined else "")


def join(classroom: Classroom, launcher: Launcher, claims: Claims) -> Membership:
    """Under the name that the platform tells, numbered where another has it. The platform says who
    takes part: who left, or was taken out, is in again with the next launch."""
    name = people.seemly(claims.full_name) or people.NAMELESS
    others = Membership.objects.present().filter(classroom=classroom)
    taken = set(others.values_list("folded_name", flat=True))
    for one in (people.numbered(name, number) for number in count(1)):
        if names.folded(one) in taken:
            continue
        try:
            return joining.join(classroom, people.learner_of(launcher.user), one)
        except joining.NameTaken:  # somebody came by a code just now
            continue
        except joining.ClassFull:
            break
    raise RefusedError(Reason.FULL)


# The link


def link_of(course: Course, launch: Launch) -> Link | None:
    """With its line item. Its work is assigned when the platform first names it."""
    claims = launch.claims
    if claims.resource_link is None:
        return None
    link, _ = Link.objects.get_or_create(course=course, resource_id=claims.resource_link.id)
    if claims.work != link.work:
        link.work = claims.work
        assign(course.classroom, claims.work)
    link.line_item = line_item_of(launch)
    link.save()
    return link


def line_item_of(launch: Launch) -> str:
    """Only where the platform's own servers are: it is we who will ask there."""
    url = launch.claims.line_item
    return url if url and platforms.owns(launch.platform, url) else ""


def assign(classroom: Classroom, work: str) -> None:
    """Unless the class has it to do already, there is no such work, or no room for more."""
    form = AssignmentForm({"work": work})
    if form.is_valid() and assignment_of(classroom, work) is None:
        teaching.assign(classroom, form.task())


def assignment_of(classroom: Classroom, work: str) -> Assignment | None:
    """What the class has to do of this work."""
    assigned = classroom.assignments.select_related("pattern", "exercise")
    every = assigned.defer("exercise__body")
    return next((one for one in every if value_of(one) == work), None)
