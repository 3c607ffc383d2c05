"""All that is kept of somebody, taken along and deleted: nothing is missing, nothing is left."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client

from lab.models import StoredExercise, Submission
from learning import accounts, people, privacy, progress, records, signin
from learning.models import Invitation, Learner, Role
from tests.learning import rows

pytestmark = pytest.mark.django_db
TO_USERS = [
    field
    for field in rows.pointing_to(User)
    if field.model not in {User.groups.through, User.user_permissions.through}
]


@pytest.fixture
def ada():
    user = User.objects.create_user("ada@example.org", "ada@example.org")
    user.groups.add(*signin.roles(*people.GROUPS[Role.ADMINISTRATOR]))
    return user


@pytest.fixture
def ben(ada):
    """An instructor beside an administrator."""
    user = User.objects.create_user("ben@example.org", "ben@example.org")
    people.accept(people.invite(ada, Role.INSTRUCTOR, "Ben").split("/")[2], user)
    return user


def opened(content):
    """The archive's files by path."""
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def hand_in(learner, **fields):
    maker = rows.Maker(learner=learner)
    return maker.another(
        Submission, **{"state": "done", "dockerfile": "FROM a\n", "ignore_file": "*.md\n"} | fields
    )


def test_archive_holds_all_of_the_export_and_the_readme_names_it(learner):
    rows.of_learner(learner)

    files = opened(privacy.archive(learner, None))

    data = json.loads(files["data.json"])
    you = data.pop("you")
    assert data == json.loads(json.dumps(records.export(learner)))
    assert you == {
        "since": learner.created_at.isoformat(),
        "last_seen_on": learner.seen_on.isoformat(),
    }
    tables = [name for part in data.values() for name in part]
    assert [name for name in tables if f"{name} (" not in files["README.txt"]] == []
    paths = {path if path.endswith(".csv") else path.split("/")[0] for path in files}
    missing = paths - {"README.txt", "data.json"}
    assert {path for path in missing if path not in files["README.txt"]} == set()


def test_answers_are_there_for_spreadsheets_and_are_no_formulas(learner, overview):
    for exercise, typed in (("one", ["=1+1"]), ("two", ["a", "b"])):
        progress.note_exercise(learner, overview, exercise, typed, right=1, of=1)

    files = opened(privacy.archive(learner, None))

    table = list(csv.DictReader(StringIO(files["reading/exercise_answers.csv"])))
    assert [(row["exercise"], row["answers"]) for row in table] == [
        ("one", "'=1+1"),
        ("two", "a | b"),
    ]


def test_what_was_handed_in_is_there_as_files(learner):
    with_ignore = hand_in(learner)
    exercise = StoredExercise.objects.get()
    maker_of_another = {"exercise": exercise, "form_key": "another", "same": "x"}
    without = hand_in(learner, dockerfile="FROM b\n", ignore_file=None, **maker_of_another)

    files = opened(privacy.archive(learner, None))

    found = {path: text for path, text in files.items() if path.startswith("lab/")}
    folders = [
        f"lab/{exercise.slug}/{each.submitted_at:%Y-%m-%d-%H%M}-{each.key}"
        for each in (with_ignore, without)
    ]
    assert found == {
        f"{folders[0]}/Dockerfile": "FROM a\n",
        f"{folders[0]}/.dockerignore": "*.md\n",
        f"{folders[1]}/Dockerfile": "FROM b\n",
    }


@pytest.mark.parametrize("bound", ["MOST_FILES", "MOST_CHARACTERS"])
def test_files_are_bounded_and_the_readme_says_what_is_left_out(learner, monkeypatch, bound):
    hand_in(learner, dockerfile="FROM a")
    monkeypatch.setattr(privacy, bound, {"MOST_FILES": 1, "MOST_CHARACTERS": 6}[bound])

    files = opened(privacy.archive(learner, None))

    assert [path.split("/")[-1] for path in files if path.startswith("lab/")] == ["Dockerfile"]
    assert "1 older files had no room; data.json has them." in files["README.txt"]
    assert json.loads(files["data.json"])["lab"]["submissions"][0]["ignore_file"] == "*.md\n"


def test_account_is_in_the_archive_without_a_learner_too(ben):
    you = json.loads(opened(privacy.archive(None, ben))["data.json"])["you"]

    account = you["account"]
    assert (account["email_address"], account["role"]) == ("ben@example.org", "instructor")
    assert [row["note"] for row in account["named_in"]["learning.invitation.used_by"]] == ["Ben"]


@pytest.mark.parametrize(
    "field",
    [field for field in TO_USERS if field.model is not Learner],
    ids=lambda field: f"{field.model._meta.label}.{field.name}",
)
def test_every_row_that_names_an_account_is_in_its_archive(field, ben):
    rows.Maker(user=ben).one(field.model)

    you = json.loads(opened(privacy.archive(None, ben))["data.json"])["you"]

    assert f"{field.model._meta.label_lower}.{field.name}" in you["account"]["named_in"]


def test_no_secret_is_in_the_archive(ada, learner):
    token = people.invite(ada, Role.INSTRUCTOR, "").split("/")[2]
    ada.set_password("correct horse battery")
    ada.save()

    content = "".join(opened(privacy.archive(learner, ada)).values())

    secrets = (token, Invitation.objects.get().digest, ada.password, learner.key)
    assert [secret for secret in secrets if secret in content] == []


def test_archive_of_another_is_not_to_be_had(returning, learner, overview):
    other = Learner.objects.create()
    progress.save_workbook(learner, overview, "of mine", {})
    progress.save_workbook(other, overview, "of theirs", {})

    response = returning.get("/about/your-data.zip")

    data = json.loads(opened(response.content)["data.json"])
    assert [book["text"] for book in data["reading"]["workbooks"]] == ["of mine"]
    assert response["Content-Disposition"] == 'attachment; filename="stagecraft-data.zip"'
    assert Client().get("/about/your-data.zip").status_code == 404


def test_closing_an_instructors_account_leaves_no_row_that_names_it(client, ada, ben):
    """What they wrote for the course stays under nobody's name; what is theirs goes."""
    for field in TO_USERS:
        rows.Maker(user=ben).one(field.model)
        named = field.model._base_manager.filter(**{field.name: ben})
        assert named.count() >= 1
    open_invitation = people.invite(ben, Role.INSTRUCTOR, "")
    client.force_login(ben)

    response = client.post("/about/forget-me/")

    assert response["Location"] == "/about/?forgotten#your-data"
    assert list(User.objects.all()) == [ada]
    kept = {
        f"{field.model._meta.label}.{field.name}"
        for field in TO_USERS
        if field.model._base_manager.filter(**{f"{field.name}__isnull": True}).exists()
    }
    nameless = {
        f"{field.model._meta.label}.{field.name}"
        for field in TO_USERS
        if field.remote_field.on_delete.__name__ == "SET_NULL"
    }
    assert kept == nameless - {"learning.Invitation.made_by"}
    assert people.find(open_invitation.split("/")[2]) is None


def test_last_administrators_account_stays_and_the_page_says_so(client, ada, overview):
    progress.note_read(Learner.objects.create(user=ada), overview, True)
    client.force_login(ada)
    assert "Your account is the only administrator’s" in client.get("/about/").text

    response = client.post("/about/forget-me/")

    assert response["Location"] == "/about/?account-stays#your-data"
    assert (
        "What you did is deleted. Your account is still there"
        in client.get(response["Location"]).text
    )
    assert (list(User.objects.all()), Learner.objects.count()) == ([ada], 0)
    assert accounts.people.role_of(ada) == Role.ADMINISTRATOR


def test_administrator_beside_another_may_go(client, ada, ben):
    ben.groups.add(*signin.roles(signin.ADMINISTRATORS))
    client.force_login(ada)

    client.post("/about/forget-me/")

    assert list(User.objects.all()) == [ben]
