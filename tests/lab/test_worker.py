"""A worker builds what waits, holds its leases, and ends without losing or doubling anything."""

from contextlib import contextmanager
from datetime import date
from threading import Condition, Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from lab import queue, rehearsing, showcase, worker
from lab.building import Progress
from lab.models import Showcase, State, Submission, Worker
from lab.showcase import Making
from lab.spare import Interruptible
from lab.worker import Keeper, LeaseLostError, Shift, Workshop, bases_digest
from sandbox import Job, Step
from sandbox.builder import unwatched
from sandbox.place import Place
from tests.lab.line import (
    BASES,
    BUILT,
    FILES,
    UNAVAILABLE,
    FakeBuildah,
    FakeBuilder,
    exercise_with,
    in_line,
    run_out,
    store,
)

pytestmark = pytest.mark.usefixtures("shared_database")
FOLDER = "patterns/stages/exercises/two-stages/"


class Talk:
    """What a worker says, for whoever waits to hear it."""

    def __init__(self):
        self.lines = []
        self.news = Condition()

    def __call__(self, line):
        with self.news:
            self.lines.append(line)
            self.news.notify_all()

    def wait_for(self, text):
        with self.news:
            assert self.news.wait_for(lambda: any(text in line for line in self.lines), 60)


def workshop(builder):
    return Workshop("buildah", builder).tried().renewed()


@pytest.fixture(autouse=True)
def bases(monkeypatch):
    """On bases of the test's own."""
    monkeypatch.setattr(worker, "bases_digest", lambda *_: BASES)


@contextmanager
def at_work(builder, builds=1, **fields):
    """A shift in a thread of its own; at the end it is asked to stop, and must."""
    said = Talk()
    shift = Shift("one:1", builds, lambda: workshop(builder), say=said, **fields)

    def run():
        try:
            shift.run()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield shift
    finally:
        builder.may_end.set()
        shift.stop()
        thread.join(60)
    assert not thread.is_alive()


def blocked(*results):
    """A builder that ends no build before the test says so."""
    builder = FakeBuilder(*results)
    builder.may_end.clear()
    return builder


def as_stored(submission):
    return Submission.objects.get(pk=submission.pk)


def test_what_waits_is_built_and_judged():
    waiting = [in_line(store()) for _ in range(5)]

    with at_work(FakeBuilder(), builds=2) as shift:
        for submission in waiting:
            shift.say.wait_for(f"{submission.key}: ok")

    for submission in map(as_stored, waiting):
        assert (submission.state, submission.status, submission.tries) == (State.DONE, "ok", 1)
        assert (submission.bases, submission.worker, submission.has_passed) == (BASES, "", False)
        assert len(submission.judgements) == 3


def test_worker_is_known_with_what_it_builds_on():
    in_line(store())
    builder = blocked()

    with at_work(builder):
        assert builder.has_begun.wait(60)
        there = list(Worker.objects.values_list("name", "bases", "obstacle"))

    assert there == [("one:1", BASES, "")]


def test_asked_to_stop_it_finishes_what_is_built_and_takes_nothing_new():
    stored = store()
    first = in_line(stored)
    builder = blocked()

    with at_work(builder) as shift:
        assert builder.has_begun.wait(60)
        shift.stop()
        second = in_line(stored)
        builder.may_end.set()
        shift.say.wait_for(f"{first.key}: ok")

    assert [as_stored(one).state for one in (first, second)] == [State.DONE, State.WAITING]


def test_asked_twice_it_gives_back_at_once_what_it_has(monkeypatch):
    submission = in_line(store())
    builder = blocked()
    monkeypatch.setattr(worker, "end_boxes", builder.may_end.set)

    with at_work(builder) as shift:
        assert builder.has_begun.wait(60)
        shift.stop()
        shift.stop()
        shift.say.wait_for(f"{submission.key}: given up")

    left = as_stored(submission)
    assert (left.state, left.worker, left.tries, left.status) == (State.RUNNING, "", 0, "")
    assert queue.claim("two:1", BASES) == submission


def test_worker_ends_with_whoever_started_it():
    is_there = iter([True, True, False])

    with at_work(FakeBuilder(), is_wanted=lambda: next(is_there, False)) as shift:
        pass

    assert shift.building == {}


def test_result_that_comes_after_somebody_elses_is_dropped(monkeypatch):
    monkeypatch.setattr(queue, "renew", lambda *_: True)  # as if its machine had slept
    submission = in_line(store())
    builder = blocked()

    with at_work(builder) as shift:
        assert builder.has_begun.wait(60)
        run_out(submission)
        other = queue.claim("two:1", BASES)
        queue.break_off(other)
        builder.may_end.set()
        shift.say.wait_for(f"{submission.key}: too late")

    done = as_stored(submission)
    assert (done.status, done.message) == ("unavailable", queue.BROKE_OFF)


def test_what_broke_off_is_built_once_more():
    submission = in_line(store())

    with at_work(FakeBuilder(UNAVAILABLE, BUILT)) as shift:
        shift.say.wait_for(f"{submission.key}: ok")

    done = as_stored(submission)
    assert (done.status, done.tries) == ("ok", 2)


def test_fault_of_ours_fails_nobody_and_ends_no_worker(caplog):
    class Faulty(FakeBuilder):
        def check(self, job, progress=unwatched):
            if job.dockerfile == faulty.dockerfile:
                raise ZeroDivisionError
            return super().check(job, progress)

    stored = store()
    faulty, good = in_line(stored, ago=9), in_line(stored)

    with at_work(Faulty()) as shift:
        shift.say.wait_for(f"{good.key}: ok")

    done = as_stored(faulty)
    assert (done.status, done.tries, done.message) == ("unavailable", 2, queue.BROKE_OFF)
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * 2


def test_worker_that_cannot_build_says_why_and_nobody_waits():
    submission = in_line(store())
    builder = FakeBuilder(works=False)

    with at_work(builder) as shift:
        shift.say.wait_for("Nothing can be built here: The box broke off.")
        shift.is_wanted = lambda: not as_stored(submission).finished_at

    assert builder.dockerfiles == []


def test_obstacle_ends_what_waits_and_goes_when_the_workshop_works_again(monkeypatch):
    monkeypatch.setattr(worker, "HEARTBEAT", 0)
    builders = [FakeBuilder(works=False), FakeBuilder()]
    stored = store()
    early = in_line(stored)
    shift = Shift("one:1", 1, lambda: workshop(builders.pop(0)), say=Talk())
    obstacles = []

    def look():
        shift.look_around()
        if shift.opening:
            shift.opening.result(60)
            shift.look_around()
        obstacles.append(Worker.objects.get().obstacle)

    look()
    late = in_line(stored)
    look()
    monkeypatch.setattr(worker, "PROVING", -1)
    look()

    assert obstacles == ["The box broke off.", "The box broke off.", ""]
    assert [as_stored(one).status for one in (early, late)] == ["unavailable", "unavailable"]


@pytest.mark.usefixtures("builds_here")
def test_worker_that_is_being_proved_counts_as_one_that_builds():
    waiting = in_line(store(), ago=3_600)
    may_open = Event()
    builder = FakeBuilder()

    def open_slowly():
        assert may_open.wait(60)
        return workshop(builder)

    shift = Shift("one:1", 1, open_slowly, say=Talk())
    shift.look_around()

    assert queue.service() == queue.Service(True, "", 1)
    assert (as_stored(waiting).state, shift.free) == (State.WAITING, None)

    may_open.set()
    shift.opening.result(60)
    shift.look_around()
    assert shift.free is shift.workshop


def test_workshop_that_cannot_be_opened_at_all_ends_the_worker():
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Shift("one:1", 1, fail, say=Talk()).run()


def test_doubt_after_a_build_that_broke_off_is_settled_by_the_smallest_build():
    builder = FakeBuilder(UNAVAILABLE)
    first = in_line(store())

    with at_work(builder) as shift:
        assert builder.has_begun.wait(60)
        shift.say.wait_for(f"{first.key}: unavailable")

    assert shift.workshop.obstacle == ""


def test_database_that_does_not_answer_for_a_while_ends_no_worker(monkeypatch, caplog):
    submission = in_line(store())
    claims = iter([DatabaseError("gone"), DatabaseError("gone")])
    claim = queue.claim

    def stutter(name, bases):
        if error := next(claims, None):
            raise error
        return claim(name, bases)

    monkeypatch.setattr(worker, "PAUSE", 0)
    monkeypatch.setattr(queue, "claim", stutter)

    with at_work(FakeBuilder()) as shift:
        shift.say.wait_for(f"{submission.key}: ok")

    assert [record.message for record in caplog.records] == ["The database does not answer"] * 2


# Leases and progress


class Ledger:
    """In place of `queue.renew`: notes what is written, and writes nothing before it may."""

    def __init__(self, is_held=True):
        self.is_held = is_held
        self.written = []
        self.begun = Event()
        self.may_write = Event()

    def __call__(self, _submission, progress):
        self.begun.set()
        assert self.may_write.wait(60)
        self.written.append(progress["number"])
        return self.is_held


def reached(number):
    return Progress(1, 2, Step(number, 40, 1, 1, f"RUN step {number}"))


def test_progress_is_written_in_steps_that_the_database_can_follow(monkeypatch):
    ledger = Ledger()
    monkeypatch.setattr(queue, "renew", ledger)

    with Keeper(in_line(store())) as keeper:
        keeper.tell(reached(1))
        assert ledger.begun.wait(60)
        for number in range(2, 41):
            keeper.tell(reached(number))
        ledger.may_write.set()

    assert len(ledger.written) <= 2


def test_progress_that_says_nothing_new_is_not_written(monkeypatch):
    keeper = Keeper(in_line(store()))
    keeper.tell(reached(1))
    keeper.has_news.clear()

    keeper.tell(reached(1))

    assert not keeper.has_news.is_set()
    assert keeper.progress == {
        "build": 1,
        "builds": 2,
        "number": 1,
        "of": 40,
        "text": "RUN step 1",
    }


def test_lease_is_renewed_while_nothing_is_said(monkeypatch):
    in_line(store())
    submission = queue.claim("one:1", BASES)
    run_out(submission)
    renewed = Event()
    renew = queue.renew

    def tell(*arguments):
        is_held = renew(*arguments)
        renewed.set()
        return is_held

    monkeypatch.setattr(worker, "RENEWAL", 0.01)
    monkeypatch.setattr(queue, "renew", tell)

    with Keeper(submission) as keeper:
        assert renewed.wait(60)

    assert not keeper.is_lost
    assert as_stored(submission).lease_until > submission.lease_until


def test_build_goes_no_further_once_the_lease_is_lost():
    in_line(store())
    keeper = Keeper(queue.claim("one:1", BASES))
    builder = FakeBuilder()
    guarded = Interruptible(builder, keeper.must_hold)

    def lose(step):
        keeper.is_lost = True

    with pytest.raises(LeaseLostError):
        guarded.check(Job("FROM a\n"), lose)
    with pytest.raises(LeaseLostError):
        guarded.check(Job("FROM b\n"))

    assert builder.dockerfiles == ["FROM a\n"]


def test_lease_taken_by_another_is_noticed():
    submission = in_line(store())
    keeper = Keeper(queue.claim("one:1", BASES))
    run_out(submission)
    queue.claim("two:1", BASES)

    keeper.renew()

    assert keeper.is_lost


def test_renewal_that_fails_is_tried_again(monkeypatch, caplog):
    def fail(submission, progress):
        raise DatabaseError

    keeper = Keeper(in_line(store()))
    monkeypatch.setattr(queue, "renew", fail)

    keeper.renew()

    assert not keeper.is_lost
    assert len(caplog.records) == 1


# What it stands on


def test_bases_are_other_ones_when_an_image_was_made_anew(tmp_path):
    place = Place(tmp_path)
    digests = [bases_digest("buildkit", place), bases_digest("buildah", place)]
    place.catalogue.write_text("[]")
    digests.append(bases_digest("buildah", place))
    (tmp_path / "stamps").mkdir()
    for stamp in ("1", "2"):
        (tmp_path / "stamps" / "debian").write_text(stamp)
        digests.append(bases_digest("buildah", place))

    assert len(set(digests)) == 5
    assert bases_digest("buildah", place) == digests[-1]


def test_bases_of_a_registry_are_those_of_the_day(tmp_path, monkeypatch):
    place = Place(tmp_path)
    today = bases_digest("buildkit", place)
    monkeypatch.setattr(worker.timezone, "localdate", lambda: date(2001, 2, 3))

    assert bases_digest("buildkit", place) != today


def test_without_a_sandbox_there_is_no_worker():
    with pytest.raises(CommandError, match="SANDBOX is static"):
        call_command("run_worker")


# The image of this site


@pytest.fixture
def at_once(monkeypatch):
    """A worker that waits for no quiet before it builds this site."""
    monkeypatch.setattr(Making, "quiet", 0)


def test_worker_with_nothing_else_to_do_builds_this_site(at_once):
    with at_work(FakeBuildah()) as shift:
        shift.say.wait_for("The image of this site: ok")

    (row,) = Showcase.objects.all()
    assert (row.digest, row.bases, row.status) == (
        showcase.site().exercise.digest,
        BASES,
        "ok",
    )


def test_submissions_do_not_wait_for_this_site(at_once):
    class Slow(FakeBuildah):
        def check(self, job, progress=unwatched):
            assert job.limits != showcase.LIMITS or may_end.wait(60)
            return super().check(job, progress)

    may_end = Event()
    stored = store()

    with at_work(Slow()) as shift:
        shift.say.wait_for("The image of this site: begun")
        submission = in_line(stored)
        shift.say.wait_for(f"{submission.key}: ok")
        may_end.set()
        shift.say.wait_for("The image of this site: ok")


def test_worker_that_ends_waits_for_no_build_of_this_site(at_once, monkeypatch):
    builder = FakeBuildah()
    builder.may_end.clear()
    monkeypatch.setattr(worker, "end_boxes", builder.may_end.set)

    with at_work(builder) as shift:
        assert builder.has_begun.wait(60)
        shift.stop()
        shift.say.wait_for("The image of this site: given up")

    assert Showcase.objects.count() == 0


# Exercises that are being written


def test_worker_with_nothing_else_to_do_builds_what_an_author_asks_for():
    rehearsing.ask(FOLDER, exercise_with())

    with at_work(FakeBuilder()) as shift:
        shift.say.wait_for(f"{FOLDER}: ended")

    story = rehearsing.story_of(FOLDER)
    assert (story.done, story.is_over) == (2, True)


def test_submissions_do_not_wait_for_what_an_author_asks_for():
    class Slow(FakeBuilder):
        def check(self, job, progress=unwatched):
            assert job.dockerfile != FILES.dockerfile or may_end.wait(60)
            return super().check(job, progress)

    may_end = Event()
    stored = store()
    rehearsing.ask(FOLDER, exercise_with())

    with at_work(Slow()) as shift:
        shift.say.wait_for(f"{FOLDER}: begun")
        submission = in_line(stored)
        shift.say.wait_for(f"{submission.key}: ok")
        may_end.set()
        shift.say.wait_for(f"{FOLDER}: ended")
