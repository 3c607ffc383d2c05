"""Who visits, and what is whose: one of everything that an address can name.

A learner's things belong to the student, a class to the owner. What another app adds to the site
gets a function of its own below, and a line in `world`.
"""

from types import SimpleNamespace

from django.contrib.auth.models import User

from authoring import drafts, reviewing
from authoring.models import Release
from classes import teaching
from classes.models import Kind
from lab.exercises import stored as stored_exercises
from lab.exercises.part import open_way, store_exercise
from lab.models import State, Submission
from learning import people, sharing, signin
from learning.checker import Project
from learning.content.course import read_course
from learning.content.storing import store
from learning.models import ContentFile, Invitation, Learner, Objective, Pattern, Role, Study
from quizzes import attempts, selection
from quizzes.bank.part import QUESTIONS
from quizzes.models import Mode, Question, Status
from tests.lab.views.conftest import SOLUTION, exercise_with
from tests.learning.conftest import GAPS
from tests.learning.diagram import small
from tests.quizzes.bank.files import question_files
from tests.quizzes.conftest import OUTLINE, answer, fill, read_bank

# The columns of the table, in this order.
ROLES = (
    "anonymous",
    "student",
    "other student",  # of another class
    "assistant",  # of the owner's class
    "other instructor",  # of another class
    "owner",  # of the student's class
    "administrator",
)
INSTRUCTORS = ("assistant", "other instructor", "owner")


class World(SimpleNamespace):
    """Everything that the addresses of the table name, by the word that they use for it."""

    def __deepcopy__(self, memo):
        """A TestCase copies its data for each test, which here costs more than the test."""
        return self


def world():
    stored_exercises.known.clear()  # other tests have other exercises under the same digest
    here = World(user=users())
    here.learner = {
        role: Learner.objects.create(user=here.user[role]) for role in ("student", "other student")
    }
    add_course(here)
    add_learning(here)
    add_quizzes(here)
    add_lab(here)
    add_classes(here)
    add_authoring(here)
    return here


def users():
    """One for each role but the first, who has not signed in."""
    made = {}
    for role in ROLES[1:]:
        name = f"{role.replace(' ', '-')}@example.org"
        made[role] = User.objects.create_user(name, name)
    for role in INSTRUCTORS:
        made[role].groups.add(*signin.roles(*people.GROUPS[Role.INSTRUCTOR]))
    made["administrator"].groups.add(*signin.roles(*people.GROUPS[Role.ADMINISTRATOR]))
    return made


def add_course(here):
    """A pattern with texts and an architecture, two with questions, one exercise."""
    store(read_course(small.files() | question_files()))
    here.pattern = Pattern.objects.get(slug="stages")
    Pattern.objects.get_or_create(
        slug="calls", defaults={"title": "Calls", "summary": "Who waits.", "order": 2}
    )
    for slug, sentence in OUTLINE.objectives.items():
        Objective.objects.get_or_create(slug=slug, defaults={"sentence": sentence})
    QUESTIONS.store(read_bank())  # which retires the course's own
    Question.objects.update(status=Status.REVIEWED, is_in_course=True)
    here.text = Study.objects.create(
        pattern=here.pattern,
        way="worked-example",
        title="Worked example",
        summary="Fill it.",
        minutes=5,
        parts=[{"exercise": "name-the-stage"}],
        sections=[],
        exercises={"name-the-stage": GAPS},
        digest="0" * 64,
    )
    exercise = exercise_with()
    open_way(here.pattern, [exercise])
    objective = Objective.objects.get(slug="st.copy")
    here.exercise = store_exercise(exercise, here.pattern, objective)


def add_learning(here):
    here.shared = sharing.keep(Project("FROM scratch\n", "", "", ""))
    here.link = signin.new_link().split("/")[2]
    path = people.invite(here.user["administrator"], Role.INSTRUCTOR, "Somebody")
    here.token = path.split("/")[2]
    here.invitation = Invitation.objects.get()


def add_quizzes(here):
    """A run whose first question is answered and whose second puts lines in order; a test that is
    handed in, and one that is not."""
    bank = {each.question: each for each in selection.candidates(None)}
    slugs = ("easy-1", "medium-2", "medium-1")
    found = [bank[Question.objects.get(slug=slug).pk] for slug in slugs]
    learner = here.learner["student"]
    here.practice = attempts.start(learner, Mode.PRACTICE, found, pattern=here.pattern)
    answer(here.practice, 1)
    here.tested = attempts.start(learner, Mode.TEST, found, pattern=here.pattern)
    fill(here.tested, True, False, None)
    attempts.hand_in(here.tested)
    here.test = attempts.start(learner, Mode.TEST, found, pattern=here.pattern)


def add_lab(here):
    here.submission = Submission.objects.create(
        learner=here.learner["student"],
        exercise=here.exercise,
        form_key="form",
        dockerfile=SOLUTION,
        exercise_digest=here.exercise.digest,
        same="0" * 64,
        state=State.DONE,
    )


def add_classes(here):
    """Two classes; the student and the assistant are in the owner's."""
    here.classroom = teaching.found(here.user["owner"], "Morning", "O. Wner")
    other = teaching.found(here.user["other instructor"], "Evening", "O. Ther")
    teaching.add_assistant(here.classroom, here.user["assistant"])
    here.code = here.classroom.join_code.code
    here.other_code = other.join_code.code
    here.member = here.classroom.memberships.create(
        learner=here.learner["student"], display_name="Sam", folded_name="sam"
    )
    other.memberships.create(
        learner=here.learner["other student"], display_name="Tom", folded_name="tom"
    )
    here.work = here.classroom.assignments.create(kind=Kind.PATTERN, pattern=here.pattern)


def add_authoring(here):
    """Drafts of three questions by the owner: one to be written on, one that says something new
    and waits for a review, one that is published as it stands."""
    owner = here.user["owner"]
    paths = [f"patterns/stages/questions/a-{kind}.md" for kind in ("single", "multiple", "numeric")]
    here.written, here.read, here.published = paths
    here.draft = drafts.begin(here.written, owner)
    begun = drafts.begin(here.read, owner)
    changed = drafts.save(here.read, begun.body.replace("Nearly there.", "Go on."), 1, owner)
    here.in_review = reviewing.ask(here.read, changed.version, owner)
    body = drafts.published(ContentFile.objects.get(path=here.published)).encode()
    Release.objects.create(path=here.published, number=1, body=body, digest="0" * 64, by=owner)
