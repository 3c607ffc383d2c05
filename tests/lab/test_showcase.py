"""The image of this site: what it is made from, that it is built once, and what is kept of it."""

import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lab import showcase
from lab.exercises.exercise import Files
from lab.models import Showcase
from lab.showcase import LIMITS, Making, Roomy, claim, latest, read_site
from sandbox import Status, TrialOutcome
from sandbox.buildah import Buildah
from sandbox.choosing import not_ignored
from sandbox.place import Place
from sandbox.preflight import refuse_text
from tests.lab.line import BASES, BUILT, FAILED, FakeBuildah, FakeBuilder

DOCKERFILE = "FROM python:3\nCOPY requirements.txt app ./\n"
IGNORE = "*\n!app\n!requirements.txt\n**/__pycache__\n"
GREETED = TrialOutcome(True, True, 200, "ok", 1.0, 0, True, 0.1, "sign in once: here")
OUTPUT = replace(GREETED, answered=False, output="No module named django")


def said_by(making):
    return [line.removeprefix("The image of this site: ") for line in making.say.lines]


class Talk:
    """What a worker says, and whether it has come to an end of it."""

    def __init__(self):
        self.lines = []

    def __call__(self, line):
        self.lines.append(line)


@pytest.fixture
def folder(tmp_path):
    """A project as it lies in a checkout."""
    for path, text in {
        "Dockerfile": DOCKERFILE,
        ".dockerignore": IGNORE,
        "requirements.txt": "django==5\n",
        "app/main.py": "print(1)\n",
        "app/__pycache__/main.pyc": "",
        "data/secret-key": "sesame\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@pytest.fixture
def own(folder, monkeypatch):
    """That project in place of this one."""
    found = read_site(folder)
    monkeypatch.setattr(showcase, "site", lambda: found)
    return found


@pytest.fixture
def making(monkeypatch):
    """One that waits for nothing."""
    monkeypatch.setattr(Making, "quiet", 0)
    monkeypatch.setattr(Making, "look", 0)
    return Making(Talk())


# What it is made from


def test_files_are_what_a_build_would_be_sent(folder):
    own = read_site(folder)

    assert (own.files, own.missing) == (Files(DOCKERFILE, IGNORE), "")
    assert own.exercise.context == {
        "app/main.py": b"print(1)\n",
        "requirements.txt": b"django==5\n",
    }


@pytest.mark.parametrize("changed", ["Dockerfile", ".dockerignore", "app/main.py"])
def test_change_of_any_file_is_another_image(folder, changed):
    before = read_site(folder).exercise.digest
    (folder / changed).write_text((folder / changed).read_text() + "# edited\n")

    assert read_site(folder).exercise.digest != before


def test_change_of_what_is_ignored_is_none(folder):
    before = read_site(folder).exercise.digest
    (folder / "data/secret-key").write_text("another\n")

    assert read_site(folder).exercise.digest == before


def test_image_itself_says_what_it_lacks_to_be_built_again(folder):
    (folder / "requirements.txt").unlink()

    assert read_site(folder).missing == "requirements.txt"


def test_without_a_dockerfile_there_is_nothing_to_show(folder):
    (folder / "Dockerfile").unlink()

    assert read_site(folder) is None


def test_own_context_is_what_git_has_without_what_is_ignored():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    paths = [settings.BASE_DIR / name for name in listed.stdout.split("\0")[:-1]]
    there = {
        path.relative_to(settings.BASE_DIR).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file()
    }

    own = read_site(settings.BASE_DIR)
    assert sorted(own.exercise.context) == sorted(not_ignored(there))


# That it is built once


@pytest.mark.django_db
def test_one_worker_alone_begins_it_on_the_same_bases(own):
    assert claim(own, BASES) is not None
    assert claim(own, BASES) is None
    assert claim(own, "other") is not None


@pytest.mark.django_db
def test_what_nobody_ended_is_begun_again(own):
    row = claim(own, BASES)
    Showcase.objects.update(begun_at=timezone.now() - timedelta(hours=1))

    again = claim(own, BASES)

    assert (again is None, list(Showcase.objects.all())) == (False, [again])
    assert row.pk != again.pk


@pytest.mark.django_db
def test_result_counts_before_a_build_that_goes_on(own):
    ended = claim(own, BASES)
    Showcase.objects.update(status="ok", built_at=timezone.now())
    claim(own, "other")

    assert latest(own) == ended


# Building it


def run(making, builder, bases=BASES):
    making.begin(builder, bases)
    making.join()


@pytest.mark.usefixtures("shared_database")
def test_it_is_built_and_never_again(own, making):
    builder = FakeBuildah(replace(BUILT, trial=GREETED))

    run(making, builder)
    run(making, builder)

    row = Showcase.objects.get()
    assert (row.status, row.message, row.bases) == ("ok", "The image was built.", BASES)
    assert [one["id"] for one in row.judgements][:2] == ["stages", "lacks"]
    assert row.built_at is not None
    assert len(builder.jobs) == 1
    assert said_by(making) == ["begun", "ok"]


@pytest.mark.usefixtures("shared_database")
def test_failure_is_kept_as_one(own, making):
    builder = FakeBuildah(FAILED)

    run(making, builder)
    run(making, builder)

    row = Showcase.objects.get()
    assert (row.status, row.message, row.has_passed) == ("failed", FAILED.message, False)
    assert row.outcome["log"] == ["no such file"]
    assert len(builder.jobs) == 1


@pytest.mark.usefixtures("shared_database")
def test_fault_of_ours_is_kept_too(own, making, caplog):
    class Faulty(FakeBuildah):
        def check(self, *asked):
            raise ZeroDivisionError(asked)

    run(making, Faulty())

    row = Showcase.objects.get()
    assert (row.status, row.message) == ("unavailable", showcase.BROKE_OFF)
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


@pytest.mark.usefixtures("shared_database")
def test_what_is_given_up_leaves_nothing(own, making):
    builder = FakeBuildah()
    builder.may_end.clear()
    making.begin(builder, BASES)
    assert builder.has_begun.wait(60)

    making.give_up()
    builder.may_end.set()
    making.join()

    assert (Showcase.objects.count(), said_by(making)) == (0, ["begun", "given up"])


@pytest.mark.usefixtures("shared_database")
def test_other_builders_and_lacking_files_build_nothing(own, making, monkeypatch):
    run(making, FakeBuilder())
    for lacking in (replace(own, missing="requirements.txt"), None):
        monkeypatch.setattr(showcase, "site", lambda found=lacking: found)
        run(making, FakeBuildah())

    assert Showcase.objects.count() == 0


def test_own_files_have_room_however_many_they_are(own):
    builder = FakeBuildah(replace(BUILT, trial=OUTPUT))
    files = {f"file-{number}": bytes(6000) for number in range(1000)}
    job = replace(job_of(own), context=files)

    result = Roomy(builder).check(job)

    assert builder.jobs == [replace(job, limits=LIMITS)]
    assert (refuse_text(job).rule, refuse_text(builder.jobs[0])) == ("context-too-large", None)
    assert result.trial.output == OUTPUT.output


def test_what_a_site_says_to_its_first_instructor_is_not_kept(own):
    builder = FakeBuildah(replace(BUILT, trial=GREETED))

    result = Roomy(builder).check(job_of(own))

    assert result.trial == replace(GREETED, output="")


def test_what_the_sandbox_refuses_is_refused(own):
    job = replace(job_of(own), dockerfile="FROM a\nADD https://example.com/x /x\n")

    result = Roomy(Buildah(Place.from_environment())).check(job)

    assert (result.status, result.reason) == (Status.REFUSED, "needs-network")


def job_of(own):
    (task,) = showcase.building.tasks_of(own.exercise, own.files)
    return task.job
