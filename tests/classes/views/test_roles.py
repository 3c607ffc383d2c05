"""Everybody against every address of the instructors' side: for others there is no class."""

import pytest

from classes.models import Classroom, Membership
from tests.classes.conftest import assigned, client_of, instructor, joined

READ = ["", "board.csv", "grades.csv", "stuck/", "students/{member}/", "work/", "work/{work}/"]
READ += ["code/", "code/sheet/"]
WRITE = ["work/", "work/{work}/", "work/{work}/withdraw/", "code/renew/", "code/close/"]
WRITE += ["students/{member}/remove/"]
MANAGE = ["settings/", "archive/", "delete/", "assistants/", "assistants/{user}/remove/"]
OUTSIDERS = ["anonymous", "student", "student of another class", "stranger", "their assistant"]


@pytest.fixture
def outsiders(stranger, member):
    """Who has nothing to do with the class, or takes part in it."""
    theirs = Classroom.objects.get(owner=stranger)
    assisting = instructor("helper")
    theirs.assistants.add(assisting)
    return {
        "anonymous": client_of(None),
        "student": client_of(member.learner),
        "student of another class": client_of(joined(theirs, "Noa").learner),
        "stranger": client_of(stranger),
        "their assistant": client_of(assisting),
    }


@pytest.fixture
def people(outsiders, owner, assistant, administrator):
    staff = {"assistant": assistant, "owner": owner, "administrator": administrator}
    return outsiders | {name: client_of(user) for name, user in staff.items()}


@pytest.fixture
def at(classroom, member, exercise, assistant):
    work = assigned(classroom, exercise)
    names = {"member": member.key, "work": work.key, "user": assistant.pk}
    return lambda path: classroom.get_absolute_url() + path.format(**names)


def state(classroom):
    """What a forbidden request could change."""
    now = Classroom.objects.get(pk=classroom.pk)
    return (
        now.name,
        now.archived_at,
        now.join_code.code,
        now.assignments.count(),
        now.assistants.count(),
        Membership.objects.present().filter(classroom=now).count(),
    )


@pytest.mark.parametrize("who", OUTSIDERS)
def test_for_others_there_is_no_class(people, at, classroom, who):
    before = state(classroom)
    for path in [*READ, "settings/"]:
        response = people[who].get(at(path))
        expected = 302 if who in {"anonymous", "student", "student of another class"} else 404
        assert (path, response.status_code) == (path, expected)
        if expected == 302:
            assert response["Location"].startswith("/accounts/login/?next=/teach/classes/")
    for path in [*WRITE, *MANAGE]:
        assert (path, people[who].post(at(path)).status_code) == (path, 404)

    assert state(classroom) == before


@pytest.mark.parametrize("who", ["assistant", "owner", "administrator"])
@pytest.mark.parametrize("path", READ)
def test_staff_read_all(people, at, who, path):
    assert people[who].get(at(path)).status_code == 200


@pytest.mark.parametrize("who", ["assistant", "owner", "administrator"])
@pytest.mark.parametrize(
    "path", ["work/{work}/withdraw/", "code/close/", "students/{member}/remove/"]
)
def test_staff_change_what_is_the_classs(people, at, who, path):
    assert people[who].post(at(path)).status_code == 302


def test_assistant_manages_nothing(people, at, classroom):
    before = state(classroom)

    found = [people["assistant"].post(at(path)).status_code for path in MANAGE]

    assert (found, people["assistant"].get(at("settings/")).status_code) == ([404] * 5, 404)
    assert state(classroom) == before
    assert "settings/" not in people["assistant"].get(at("")).text


@pytest.mark.parametrize("who", ["owner", "administrator"])
def test_owner_and_administrators_manage(people, at, who):
    assert people[who].get(at("settings/")).status_code == 200
    assert people[who].post(at("assistants/{user}/remove/")).status_code == 302
    assert people[who].post(at("archive/")).status_code == 302


def test_nothing_is_written_by_get(people, at, classroom):
    before = state(classroom)
    for path in [*WRITE, *MANAGE]:
        assert people["owner"].get(at(path)).status_code in {200, 405}

    assert state(classroom) == before


@pytest.mark.parametrize("what", ["students/{}/", "students/{}/remove/", "work/{}/"])
def test_keys_of_another_class_are_none_of_this(people, classroom, stranger, exercise, what):
    theirs = Classroom.objects.get(owner=stranger)
    key = joined(theirs, "Oki").key if "students" in what else assigned(theirs, exercise).key
    url = classroom.get_absolute_url() + what.format(key)

    assert {people["owner"].get(url).status_code, people["owner"].post(url).status_code} <= {
        404,
        405,
    }
    assert theirs.memberships.filter(left_at=None).count() == (2 if "students" in what else 1)


def test_list_has_only_ones_own_and_an_administrator_sees_all(people):
    found = {
        who: ["Builds 101" in (page := people[who].get("/teach/classes/").text), "Another" in page]
        for who in ("stranger", "their assistant", "assistant", "owner", "administrator")
    }

    assert found == {
        "stranger": [False, True],
        "their assistant": [False, True],
        "assistant": [True, False],
        "owner": [True, False],
        "administrator": [True, True],
    }


def test_owner_who_is_no_instructor_any_more_has_no_desk(people, owner, at):
    owner.groups.clear()

    assert client_of(owner).get(at("")).status_code == 404
