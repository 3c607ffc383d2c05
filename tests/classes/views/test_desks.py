"""What instructors do with their classes: make, show, assign, look, hand over, put away."""

import pytest
from django.utils import timezone

from classes.models import Assignment, Classroom, JoinCode, Kind
from learning.models import Learner
from tests.classes.conftest import (
    answered,
    assigned,
    client_of,
    days_ago,
    handed_in,
    instructor,
    joined,
)


@pytest.fixture
def desk(owner):
    return client_of(owner)


@pytest.fixture
def url(classroom):
    return classroom.get_absolute_url()


def test_class_is_made_and_shows_its_code(desk, owner):
    response = desk.post("/teach/classes/", {"name": " Builds  101 ", "teacher": "Ada"})

    made = Classroom.objects.get()
    assert (made.name, made.owner) == ("Builds 101", owner)
    assert response["Location"] == f"{made.get_absolute_url()}code/"
    page = desk.get(response["Location"]).text
    assert made.join_code.spoken in page
    assert f"/join/{made.join_code.code}/" in page


@pytest.mark.parametrize("name", ["", "x" * 81, "\u200b", "A\nB"])
def test_class_without_a_proper_name_is_not_made(desk, name):
    response = desk.post("/teach/classes/", {"name": name, "teacher": "Ada"})

    assert (response.status_code, Classroom.objects.count()) == (422, 0)


def test_code_is_replaced_closed_and_opened_again(desk, url, classroom):
    first = classroom.join_code.code
    desk.post(f"{url}code/renew/", {"days": 3})
    code = JoinCode.objects.get()
    assert (code.code != first, (code.expires_at - timezone.now()).days) == (True, 2)

    desk.post(f"{url}code/close/")
    assert JoinCode.objects.count() == 0
    assert "Joining is closed." in desk.get(f"{url}code/").text
    assert desk.get(f"{url}code/sheet/").status_code == 404

    desk.post(f"{url}code/renew/", {"days": 14})
    assert JoinCode.objects.count() == 1


@pytest.mark.parametrize("days", ["", "0", "181", "x"])
def test_days_of_a_code_are_bounded(desk, url, classroom, days):
    response = desk.post(f"{url}code/renew/", {"days": days})

    assert (response.status_code, JoinCode.objects.get().code) == (422, classroom.join_code.code)


def test_work_is_assigned_changed_and_withdrawn(desk, url, exercise, studies):
    form = {
        "work": "exercise:leave-it-behind",
        "due_at": "2027-01-15T12:00",
        "note": " By  Friday ",
    }
    assert desk.post(f"{url}work/", form).status_code == 302
    made = Assignment.objects.get()
    assert (made.kind, made.exercise, made.pattern) == (Kind.EXERCISE, exercise, None)
    assert (made.due_at.isoformat(), made.note) == ("2027-01-15T12:00:00+00:00", "By Friday")

    page = desk.get(f"{url}work/{made.key}/").text
    assert 'value="2027-01-15T12:00"' in page
    desk.post(f"{url}work/{made.key}/", {"work": "test:stages", "opens_at": "2027-01-01T08:00"})
    made.refresh_from_db()
    assert (made.kind, made.exercise, made.pattern) == (Kind.TEST, None, exercise.pattern)
    assert (made.due_at, made.note) == (None, "")

    desk.post(f"{url}work/{made.key}/withdraw/")
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize(
    "form",
    [
        {"work": ""},
        {"work": "exercise:nothing"},
        {"work": "recall:stages"},
        {"work": "test:stages", "due_at": "soon"},
        {"work": "test:stages", "due_at": "1900-01-01T00:00"},
        {"work": "test:stages", "due_at": "2027-01-01T00:00", "opens_at": "2027-01-02T00:00"},
        {"work": "test:stages", "note": "x" * 301},
        {"work": "test:stages", "note": "\u202eevil"},
    ],
)
def test_work_that_makes_no_sense_is_refused(desk, url, exercise, studies, form):
    response = desk.post(f"{url}work/", form)

    assert (response.status_code, Assignment.objects.count()) == (422, 0)


def test_board_shows_words_and_figures_and_takes_nonsense_for_nothing(
    desk, url, classroom, exercise
):
    member = joined(classroom, "<b>Mia</b>")
    other = joined(classroom, "Noa")
    assigned(classroom, exercise, due_at=days_ago(1))
    handed_in(exercise, member.learner, 2, met=2)

    page = desk.get(url).text
    assert "&lt;b&gt;Mia&lt;/b&gt;" in page
    assert ("passed" in page, "2 of 2 goals" in page, "overdue" in page) == (True, True, True)
    assert "2 students, 1 behind" in page
    behind = desk.get(url, {"show": "behind"}).text
    assert (member.key in behind, other.key in behind) == (False, True)
    nonsense = desk.get(url, {"show": "x", "sort": "\0", "work": "'; --"})
    assert (nonsense.status_code, member.key in nonsense.text) == (200, True)


def test_downloads_are_files_of_the_class(desk, url, classroom, exercise):
    joined(classroom, "=Mia")
    joined(classroom, "Noa")
    assigned(classroom, exercise)

    for name in ("board", "grades"):
        response = desk.get(f"{url}{name}.csv")
        assert response["Content-Disposition"] == f'attachment; filename="builds-101-{name}.csv"'
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "'=Mia" in response.content.decode()
    assert "Mia" not in desk.get(f"{url}board.csv", {"show": "behind"}).content.decode()


def test_pages_of_a_student_and_of_where_it_is_stuck(desk, url, classroom, member, bank):
    answered(bank["easy-1"], member.learner, 2, right=False)

    page = desk.get(f"{url}students/{member.key}/").text
    assert ("Too early to say" in page, "3 objectives not asked yet" in page) == (True, True)
    stuck = desk.get(f"{url}stuck/").text
    assert ("Say what copy does." in stuck, "mixed up" in stuck) == (True, True)
    assert "What does easy-1 ask?" in stuck


def test_student_is_removed_as_if_they_had_left(desk, url, member):
    desk.post(f"{url}students/{member.key}/remove/")

    member.refresh_from_db()
    assert (member.display_name, member.left_at is None) == ("", False)
    assert Learner.objects.filter(pk=member.learner_id).exists()


def test_assistants_are_added_by_address_and_removed(desk, url, classroom):
    helper = instructor("helper")
    desk.post(f"{url}assistants/", {"email": "HELPER@example.org"})
    assert list(classroom.assistants.all()) == [helper]
    assert "helper@example.org" in desk.get(f"{url}settings/").text

    desk.post(f"{url}assistants/{helper.pk}/remove/")
    assert classroom.assistants.count() == 0


def test_only_one_known_instructor_can_be_added(desk, url, classroom, django_user_model):
    django_user_model.objects.create_user("pupil", "pupil@example.org")
    for name in ("twin-1", "twin-2"):
        user = instructor(name)
        user.email = "twin@example.org"
        user.save()

    for address in ("pupil@example.org", "twin@example.org", "nobody@example.org", "x", ""):
        assert desk.post(f"{url}assistants/", {"email": address}).status_code == 422
    assert classroom.assistants.count() == 0


def test_renamed_archived_opened_and_deleted(desk, url, classroom, member):
    desk.post(f"{url}settings/", {"name": "Builds 102", "teacher": "Grace"})
    classroom.refresh_from_db()
    assert (classroom.name, classroom.teacher) == ("Builds 102", "Grace")

    desk.post(f"{url}archive/")
    assert "Archived on" in desk.get(url).text
    assert desk.post(f"{url}code/renew/", {"days": 3}).status_code == 422
    assert "archived" in client_of(member.learner).get("/classes/").text
    desk.post(f"{url}archive/", {"open": "true"})
    classroom.refresh_from_db()
    assert classroom.archived_at is None

    assert desk.post(f"{url}delete/", {"name": "Builds 101"}).status_code == 422
    assert desk.post(f"{url}delete/", {"name": "builds 102"})["Location"] == "/teach/classes/"
    assert (Classroom.objects.count(), Learner.objects.count()) == (0, 1)
