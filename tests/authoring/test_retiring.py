"""An exercise goes out of the lab and comes back, each time read by somebody else."""

import pytest

from authoring import drafts, publishing, retiring, reviewing
from authoring.models import Draft, Event, Stage
from authoring.publishing import Refused, publish
from lab.models import StoredExercise
from learning.content.exporting import stored_files
from learning.content.storing import is_stored
from learning.models import ContentFile, Study
from quizzes.models import Question
from tests.lab.exercises.texts import EXERCISE, FOLDER, PATH, TWO_STAGES
from tests.learning.content.courses import WHY
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
RETIRED = EXERCISE.replace("+++\n", '+++\nstatus = "retired"\n', 1)


@pytest.fixture
def through(ann, bob):
    """What Ann proposed, approved by Bob and published."""

    def go(draft):
        assert draft.stage == Stage.IN_REVIEW, draft
        return publish(reviewing.approve(PATH, draft.version, bob), ann)

    return go


def served():
    return bytes(ContentFile.objects.get(path=PATH).body).decode()


def way_is_open():
    return Study.objects.filter(way="lab").exists()


def history():
    return list(Event.objects.filter(path=PATH).values_list("deed", "by__username", "comment"))


def test_retiring_is_proposed_and_changes_nothing_until_somebody_else_has_read_it(course, ann, bob):
    draft = retiring.retire(PATH, ann, "Too easy.")

    assert (draft.body, draft.stage) == (RETIRED, Stage.IN_REVIEW)
    assert isinstance(reviewing.approve(PATH, draft.version, ann), Refused)
    assert (StoredExercise.objects.get().status, served()) == ("published", EXERCISE)


def test_retired_exercise_is_out_of_the_lab_and_its_history_says_so(course, ann, through):
    through(retiring.retire(PATH, ann, "Too easy."))

    assert (StoredExercise.objects.get().status, served()) == ("retired", RETIRED)
    assert not way_is_open()
    assert is_stored(stored_files())
    assert history() == [
        ("began", "ann", ""),
        ("asked", "ann", "The exercise is to be retired. Too easy."),
        ("approved", "bob", ""),
        ("retired", "ann", ""),
    ]


def test_exercise_comes_back_as_it_was(course, ann, through):
    through(retiring.retire(PATH, ann))
    through(retiring.bring_back(PATH, ann))

    assert (StoredExercise.objects.get().status, served()) == ("published", EXERCISE)
    assert way_is_open()
    assert is_stored(stored_files())
    assert [deed for deed, *_ in history()][-1] == "published"
    assert ("asked", "ann", "The exercise is to be brought back.") in history()


def test_change_of_a_retired_exercise_does_not_retire_it_again(course, ann, approved, through):
    through(retiring.retire(PATH, ann))

    publish(approved(PATH, RETIRED.replace("minutes = 10", "minutes = 11")), ann)

    assert StoredExercise.objects.get().status == "retired"
    assert [deed for deed, *_ in history()][-1] == "published"


@pytest.mark.parametrize("name", ["exercise.md", "solution.Dockerfile"])
def test_exercise_with_a_draft_of_any_file_is_not_retired(course, ann, name):
    drafts.begin(f"{FOLDER}{name}", ann)

    assert retiring.retire(PATH, ann) == retiring.UNDER_WAY


def test_exercise_is_not_proposed_with_faults(course, ann, through):
    through(retiring.retire(PATH, ann))
    ContentFile.objects.filter(path=f"{FOLDER}solution.Dockerfile").update(body=b"FROM scratch\n")

    refused = retiring.bring_back(PATH, ann)

    assert refused.faults
    assert not Draft.objects.exists()


def test_question_is_retired_as_ever(course, ann):
    retiring.retire(path("a-single"), ann)

    assert Question.objects.get(slug="a-single").status == "retired"


@pytest.mark.parametrize("what", [WHY, f"{FOLDER}starter.Dockerfile", "nothing"])
def test_nothing_else_is_retired(course, ann, what):
    assert retiring.retire(what, ann) == retiring.NO_EXERCISE


def test_what_is_not_there_or_out_already_is_not_retired(course, ann, through):
    other = PATH.replace("two-stages", "none")
    through(retiring.retire(PATH, ann))

    assert {retiring.retire(PATH, ann), retiring.retire(other, ann)} == {retiring.NOT_THERE}


@pytest.mark.parametrize("what", [PATH, path("a-single"), WHY, "nothing"])
def test_what_is_not_retired_is_not_brought_back(course, ann, what):
    assert retiring.bring_back(what, ann) == retiring.IS_THERE


def test_page_offers_what_can_be_done(course, ann, bob, through):
    def offered(of=PATH):
        work = reviewing.workflow_of(of, bob)
        return work.label, [act.name for act in work.acts]

    before = offered()
    draft = retiring.retire(PATH, ann)
    [note] = reviewing.workflow_of(PATH, bob).notes
    in_review = offered()
    through(draft)

    assert (before, in_review[0], offered()) == (
        ("Published", ["retire"]),
        "In review",
        ("Retired", ["bring_back"]),
    )
    assert note.startswith("Publishing this retires the exercise")
    assert offered(f"{FOLDER}starter.Dockerfile") == ("Published", [])
    retiring.bring_back(PATH, ann)
    assert reviewing.workflow_of(PATH, bob).notes == ("Publishing this brings the exercise back.",)


def test_new_exercise_is_not_offered_to_be_retired(course, ann):
    assert reviewing.workflow_of(PATH.replace("two", "new"), ann).acts == ()


def test_two_proposals_at_once_are_one(course, ann, bob, monkeypatch):
    check = retiring.check_in_course

    def overtaken(*given):
        monkeypatch.setattr(retiring, "check_in_course", check)
        assert isinstance(retiring.retire(PATH, bob), Draft)
        return check(*given)

    monkeypatch.setattr(retiring, "check_in_course", overtaken)

    assert retiring.retire(PATH, ann) == retiring.UNDER_WAY
    assert Draft.objects.get().begun_by == bob


def test_deed_of_a_whole_exercise_is_told_file_by_file(course, ann, approved, bob):
    solution = f"{FOLDER}solution.Dockerfile"
    drafts.begin(solution, ann, body=f"{TWO_STAGES}# Done.\n")
    draft = approved(PATH, RETIRED)
    beside = reviewing.ask(solution, 1, ann)
    reviewing.approve(solution, beside.version, bob)

    publishing.publish(draft, ann)

    told = Event.objects.filter(deed__in=("published", "retired")).values_list("path", "deed")
    assert set(told) == {(PATH, "retired"), (solution, "published")}
