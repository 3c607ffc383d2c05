"""An exercise's page: its files are really built before they are published."""

import pytest

from authoring import drafts, rehearsal
from lab import rehearsing
from lab.models import Rehearsal
from lab.rehearsing import Rehearsing
from tests.lab.exercises.texts import EXERCISE, FOLDER, ONE_STAGE, PATH
from tests.lab.line import BASES, FAILED, FakeBuilder
from tests.learning.content.courses import WHY

URL = f"/teach/files/{PATH}/"
ASK = f"{URL}rehearsal/"
PART = {"hx-request": "true"}


@pytest.fixture
def building(settings):
    settings.SANDBOX = "buildah"


@pytest.fixture
def desk(client, course, ann):
    client.force_login(ann)
    return client


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_without_a_sandbox_it_is_said_how_to_get_one_and_nothing_is_asked_for(desk):
    page, answer = desk.get(URL), desk.post(ASK)

    assert rehearsal.SWITCHED_OFF in words(page)
    assert ASK not in words(page)
    assert answer.status_code == 409
    assert rehearsal.SWITCHED_OFF in words(answer)
    assert not Rehearsal.objects.exists()


@pytest.mark.django_db
def test_only_exercises_are_built(desk, building):
    assert desk.post(f"/teach/files/{WHY}/rehearsal/").status_code == 404
    assert "Built for real" not in words(desk.get(f"/teach/files/{WHY}/"))


@pytest.mark.django_db
def test_drafts_of_all_its_files_are_what_is_built(desk, building, ann):
    drafts.begin(f"{FOLDER}solution.Dockerfile", ann, body=ONE_STAGE)
    starter = f"{FOLDER}starter.Dockerfile"

    answer = desk.post(f"/teach/files/{starter}/rehearsal/")

    assert answer["Location"] == f"/teach/files/{starter}/#rehearsal"
    exercise = rehearsing.from_text(Rehearsal.objects.get().body)
    assert exercise.solution.dockerfile == ONE_STAGE
    assert list(rehearsing.cases(exercise)) == [
        "solution",
        "starter",
        "mistakes/MistypedStageName",
        "mistakes/no-compiler",
    ]


@pytest.mark.django_db
def test_exercise_that_cannot_be_read_says_why(desk, building, ann):
    drafts.begin(PATH, ann, body=EXERCISE.replace("number = 1", "number = 0"))

    answer = desk.post(ASK)

    assert (answer.status_code, Rehearsal.objects.exists()) == (409, False)
    assert rehearsal.UNREADABLE in words(answer)
    assert "Line 3" in words(answer)


@pytest.mark.django_db
def test_page_follows_by_itself_until_all_are_built(desk, building):
    desk.post(ASK)

    page = words(desk.get(URL))
    part = desk.get(f"{ASK}?of={rehearsing.story_of(FOLDER).digest}", headers=PART)

    assert "It waits until a worker has nothing else to do." in page
    assert 'hx-trigger="every 2s"' in page
    assert part.templates[0].name == "teach/_rehearsal.html"
    assert "The files have changed" not in words(part)


@pytest.mark.usefixtures("transactional_db")
def test_what_was_seen_is_told_file_by_file(desk, building):
    desk.post(ASK)
    work = Rehearsing(lambda _: None)
    work.begin(FakeBuilder(FAILED), BASES)
    work.join()

    page = words(desk.get(URL))

    assert "All 4 are done." in page
    assert "every 2s" not in page
    assert page.count("The build fails: There is no such file.") == 4
    assert page.count(">not as it should be<") == 1  # of the solution
    assert page.count(">as it should be<") == 3


@pytest.mark.django_db
def test_change_since_it_was_asked_for_is_told(desk, building, ann):
    desk.post(ASK)
    drafts.begin(f"{FOLDER}solution.Dockerfile", ann, body=ONE_STAGE)

    assert "The files have changed since it was asked for." in words(desk.get(URL))
