"""The pages of the course's files: listed, written, looked at."""

import pytest
from django.contrib.auth.models import User

from authoring import drafts
from authoring.models import Draft
from learning.models import ContentFile, Reading
from tests.lab.exercises.texts import FOLDER
from tests.learning.content.courses import FIGURE, PATTERN, TEXTS, WHY
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
NEW = TEXTS[WHY].replace("## Sizes", "New words.\n\n## Sizes")
URL = f"/teach/files/{WHY}/"


@pytest.fixture
def desk(client, course, ann):
    """Ann's browser."""
    client.force_login(ann)
    return client


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("url", ["/teach/files/", URL, f"{URL}history/"])
def test_strangers_are_asked_to_sign_in_and_learners_find_nothing(client, course, url):
    assert client.get(url).status_code == 302

    client.force_login(User.objects.create_user("dora"))

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("what", ["look", "save", "ask", "publish", "discard", "restore"])
def test_learners_change_nothing(client, course, ann, what):
    drafts.begin(WHY, ann, body=NEW)
    client.force_login(User.objects.create_user("dora"))

    assert client.post(f"{URL}{what}/", {"version": 1, "body": "x"}).status_code == 404
    assert Draft.objects.get().body == NEW


def test_every_file_is_listed_with_where_it_is(desk, ann):
    drafts.begin(WHY, ann, body=NEW)
    ContentFile.objects.filter(path=PATTERN).update(origin="another")

    shelves = desk.get("/teach/files/").context["shelves"]

    rows = {
        row.place.path: row for shelf in shelves for group in shelf.groups for row in group.rows
    }
    assert set(rows) == set(ContentFile.objects.values_list("path", flat=True))
    assert (rows[WHY].status, rows[WHY].is_edited) == ("draft", False)
    assert (rows[PATTERN].status, rows[PATTERN].is_edited) == ("published", True)


def test_list_of_one_state(desk, ann):
    drafts.begin(WHY, ann, body=NEW)

    shelves = desk.get("/teach/files/?show=draft").context["shelves"]

    assert [row.name for row in shelves[0].groups[0].rows] == ["why.md"]
    assert desk.get("/teach/files/?show=review").context["shelves"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_more(desk, ann, count, django_assert_num_queries):
    for number in range(count):
        drafts.begin(f"patterns/stages/figures/f-{number}.svg", ann, body="x")

    with django_assert_num_queries(7):
        desk.get("/teach/files/")


def test_page_shows_text_faults_and_what_learners_will_see(desk):
    page = desk.get(URL)

    assert page.context["body"] == TEXTS[WHY]
    assert page.context["look"].faults == ()
    assert "scale-out-clock" in text_of(page)
    assert '<h2 id="sizes"' in text_of(page)


def test_looking_writes_nothing(desk):
    desk.get(URL)
    desk.post(f"{URL}look/", {"body": NEW, "version": 0})

    assert not Draft.objects.exists()
    assert not Reading.objects.exists()


def test_preview_is_a_fragment_for_htmx_and_shows_faults_with_what_can_be_read(desk):
    body = NEW.replace("minutes = 5", "minutes = 500").replace("New words.", "<i>New</i> words.")

    page = desk.post(f"{URL}look/", {"body": body, "version": 0}, headers={"hx-request": "true"})

    assert page.templates[0].name == "teach/_file_look.html"
    assert {fault.message for fault in page.context["look"].faults} == {
        "minutes is not valid",
        "raw HTML: <i>",
        "raw HTML: </i>",
    }
    assert "<i>" not in text_of(page)
    assert "words." in text_of(page)


def test_save_begins_a_draft_and_saves_it_again(desk, ann):
    desk.post(f"{URL}save/", {"body": NEW.replace("\n", "\r\n"), "version": 0})
    assert Draft.objects.get().body == NEW

    response = desk.post(f"{URL}save/", {"body": f"{NEW}\nMore.\n", "version": 1})

    assert (response.status_code, response.url) == (302, URL)
    assert (Draft.objects.get().version, Draft.objects.get().saved_by) == (2, ann)


def test_what_is_published_already_begins_no_draft(desk):
    desk.post(f"{URL}save/", {"body": TEXTS[WHY], "version": 0})

    assert not Draft.objects.exists()


@pytest.mark.parametrize("version", [0, 1])
def test_who_saves_second_sees_the_difference_and_loses_nothing(desk, bob, version):
    drafts.begin(WHY, bob, body=NEW)
    drafts.save(WHY, NEW.replace("New words.", "Bob’s words."), 1, bob)
    mine = NEW.replace("New words.", "Ann’s words.")

    page = desk.post(f"{URL}save/", {"body": mine, "version": version})

    assert page.status_code == 409
    assert (page.context["body"], page.context["version"]) == (mine, 2)
    assert (page.context["clash"].gone, page.context["clash"].new) == (1, 1)
    assert "Bob’s words." in Draft.objects.get().body

    desk.post(f"{URL}save/", {"body": mine, "version": 2})
    assert Draft.objects.get().body == mine


def test_text_of_a_draft_that_went_stays_in_the_editor(desk):
    page = desk.post(f"{URL}save/", {"body": NEW, "version": 3})

    assert (page.status_code, page.context["body"], page.context["version"]) == (409, NEW, 0)


@pytest.mark.parametrize(
    "sent", [{}, {"body": "x"}, {"body": "x", "version": "x"}, {"body": "\0", "version": 0}]
)
def test_nonsense_is_refused(desk, sent):
    assert desk.post(f"{URL}save/", sent).status_code == 400
    assert not Draft.objects.exists()


def test_too_long_a_text_is_refused_and_stays_in_the_editor(desk):
    sent = {"body": "x" * 300_000, "version": 0}

    page = desk.post(f"{URL}save/", sent)

    assert (page.status_code, page.context["body"]) == (422, sent["body"])
    assert page.context["refusal"] == "A file has at most 256000 bytes."
    assert desk.post(f"{URL}look/", sent).status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize("where", ["nowhere.md", "patterns/stages/deep-dive.md", "../etc/passwd"])
def test_what_is_no_file_of_the_course_has_no_page(desk, where):
    assert desk.get(f"/teach/files/{where}/").status_code == 404


def test_questions_have_an_editor_of_their_own(desk):
    response = desk.get(f"/teach/files/{path('a-single')}/")

    assert (response.status_code, response.url) == (302, "/teach/bank/stages/a-single/")


def test_new_file_is_a_draft(desk):
    response = desk.post("/teach/files/new/", {"path": "patterns/stages/figures/new.svg"})

    assert response.url == "/teach/files/patterns/stages/figures/new.svg/"
    assert Draft.objects.get().body == ""
    assert desk.get(response.url).status_code == 200


def test_new_file_of_a_name_that_no_course_has_is_refused(desk):
    page = desk.post("/teach/files/new/", {"path": "evil.sh"})

    assert page.status_code == 422
    assert "No course has a file of that name." in text_of(page)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("where", "seen"),
    [
        (FIGURE, "picture"),
        (f"{FOLDER}solution.Dockerfile", "judgements"),
        (f"{FOLDER}mistakes/no-compiler.Dockerfile", "report"),
        (f"{FOLDER}exercise.md", "judgements"),
    ],
)
def test_other_kinds_are_looked_at_in_their_way(desk, where, seen):
    page = desk.get(f"/teach/files/{where}/")

    assert page.context["look"].faults == ()
    assert getattr(page.context["look"], seen)


@pytest.mark.parametrize("where", [PATTERN, "objectives.toml", f"{FOLDER}context/README.md"])
def test_files_without_a_look_have_their_faults(desk, where):
    page = desk.post(f"/teach/files/{where}/look/", {"body": "[", "version": 0})

    assert page.status_code == 200
    assert bool(page.context["look"].faults) == where.endswith(".toml")


def test_dockerfile_of_a_broken_exercise_still_has_its_report(desk, ann):
    drafts.begin(f"{FOLDER}exercise.md", ann, body="")

    page = desk.get(f"/teach/files/{FOLDER}solution.Dockerfile/")

    assert page.context["look"].report
    assert page.context["look"].faults
