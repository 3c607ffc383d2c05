"""Workers that are killed at random moments lose nothing, double nothing, leave nothing."""

import os
import select
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from lab.models import State, Submission
from sandbox import doctor
from sandbox.place import Place
from tests.lab.crash import Yard, crash_round, drain, generator, mounts
from tests.lab.line import in_line, store
from tests.serving import serving


@pytest.fixture
def yard(shared_database):
    """With CI=true there must be a sandbox."""
    obstacle = doctor.obstacle(Place.from_environment())
    if obstacle and os.environ.get("CI") == "true":
        pytest.fail(f"no sandbox here ({obstacle}), and with CI=true nothing may be left out")
    if obstacle:
        pytest.skip(f"no sandbox here ({obstacle}); make sandbox")
    yard = Yard(store())
    yield yard
    for process in yard.processes:
        if process.poll() is None:
            process.kill()
            process.wait(60)
        process.stdout.close()


@pytest.mark.builds
def test_workers_killed_at_any_moment_lose_and_double_nothing(yard):
    before = mounts()
    chance = generator(7)

    for _ in range(4):
        crash_round(yard, 4, chance)
    code = drain(yard)

    assert code == 0
    assert list(yard.faults()) == []
    assert mounts() == before
    assert set(Submission.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.builds
def test_worker_asked_to_end_ends_after_its_build(yard):
    yard.fill(1)
    ear = yard.worker()
    assert ear.wait_for(": begun")

    code = ear.stop()

    assert code == 0
    assert list(yard.faults()) == []
    assert Submission.objects.get().status == "ok"


@pytest.mark.builds
def test_worker_asked_twice_ends_at_once_and_gives_back(yard):
    submission = in_line(yard.stored, dockerfile="FROM busybox\nRUN sleep 25\n")
    yard.files[submission.key] = "slow"
    ear = yard.worker()
    assert ear.wait_for(": begun")
    ear.process.send_signal(signal.SIGINT)
    assert ear.wait_for("It ends after them.")

    code = ear.stop()

    left = Submission.objects.get()
    assert (code, left.state, left.worker, left.tries) == (0, State.RUNNING, "", 0)
    assert list(yard.left()) == []


def test_worker_that_serve_started_ends_with_it(tmp_path):
    with serving(tmp_path, SANDBOX="buildah") as site:
        end = os.pidfd_open(worker_of(site))

    ended, _, _ = select.select([end], [], [], 60)
    os.close(end)
    assert len(ended) == 1


def test_worker_that_is_killed_alone_is_started_again(tmp_path):
    with serving(tmp_path, SANDBOX="buildah") as site:
        killed = worker_of(site)
        os.kill(killed, signal.SIGKILL)

        assert worker_of(site, but=killed) != killed


def worker_of(site, but=None):
    """The worker, which a keeper of the server has started or is about to."""
    end = os.pidfd_open(site.process.pid)
    try:
        for _ in range(600):
            with suppress(OSError):  # a process may end while it is looked at
                for child in descendants(site.process.pid):
                    if child != but and "run_worker" in words(child)[1:4]:
                        return child
            ended, _, _ = select.select([end], [], [], 0.1)
            assert ended == [], site.printed()
    finally:
        os.close(end)
    raise AssertionError(f"no worker: {site.printed()}")


def descendants(process):
    for child in children(process):
        yield from children(child)


def children(process):
    return map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())


def words(process):
    return Path(f"/proc/{process}/cmdline").read_text().split("\0")
