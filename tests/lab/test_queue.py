"""Whose turn it is, who has it, and that every submission ends exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from lab import queue
from lab.exercises.part import open_way
from lab.models import State, Submission, Worker
from lab.outcome import Ending
from learning.models import Learner, Reading
from sandbox import Status
from tests.lab.line import BASES, exercise_with, had_turn, in_line, pass_time, run_out, store

MET = {"id": "two", "wants": "Two.", "because": "", "foreseen": None,
       "seen": {"met": True, "text": "Two."}}  # fmt: skip
MISSED = {**MET, "seen": {"met": False, "text": "One."}}
GOOD = Ending(Status.OK, "The image was built.", [MET], {"log": ["good"]}, BASES)


def claim(worker="one:1", bases=BASES):
    return queue.claim(worker, bases)


def as_stored(submission):
    return Submission.objects.get(pk=submission.pk)


# Turns


def test_who_waits_longest_is_next(stored):
    second, first, third = (in_line(stored, ago=ago) for ago in (20, 30, 10))

    taken = [claim() for _ in range(4)]

    assert taken == [first, second, third, None]


def test_claim_says_who_has_it_and_for_how_long(stored):
    submission = in_line(stored)
    before = timezone.now()

    claim("one:1")

    held = as_stored(submission)
    assert (held.state, held.worker, held.tries) == (State.RUNNING, "one:1", 1)
    assert before <= held.started_at <= timezone.now()
    assert held.lease_until == held.started_at + queue.LEASE


def test_newcomer_comes_before_somebody_with_more_turns(stored, learner):
    had_turn(stored, learner, ago=300)
    in_line(stored, learner, ago=60)
    newcomer = in_line(stored, ago=1)

    assert claim() == newcomer


def test_turns_of_more_than_ten_minutes_ago_do_not_count(stored, learner):
    for ago in range(601, 631):
        had_turn(stored, learner, ago=ago)
    patient = in_line(stored, learner, ago=60)
    in_line(stored, ago=1)

    assert claim() == patient


def test_thirty_submissions_of_one_learner_starve_nobody(stored, learner):
    others = {}
    order = []
    for number in range(30):
        in_line(stored, learner)
        if number % 10 == 5:
            others[number] = in_line(stored)
        taken = claim()
        order.append(taken.learner_id)
        queue.finish(taken, GOOD)
        if taken.learner_id != learner.pk:  # who hands in all the time comes right after
            queue.finish(claim(), GOOD)
        pass_time(20)

    assert [number for number, one in enumerate(order) if one != learner.pk] == [5, 15, 25]
    assert Submission.objects.filter(state=State.DONE).count() == 33


def test_somebody_with_many_turns_is_not_starved_by_newcomers(stored, learner):
    for _ in range(5):
        had_turn(stored, learner, ago=1)
    patient = in_line(stored, learner)
    waited = 0
    while True:
        in_line(stored)
        taken = claim()
        if taken == patient:
            break
        queue.finish(taken, GOOD)
        pass_time(60)
        waited += 60

    assert waited == 600


def test_what_was_built_before_is_no_turn(stored, learner):
    known = in_line(stored, state=State.DONE, status="ok", bases=BASES, dockerfile="FROM a\n")
    copied = in_line(stored, learner, dockerfile=known.dockerfile)
    assert claim() is None
    early = in_line(stored, learner, ago=2)
    in_line(stored, ago=1)

    assert as_stored(copied).started_at is None
    assert claim() == early


def test_second_of_a_learner_is_not_taken_while_the_first_is_built(stored, learner):
    in_line(stored, learner)
    first = claim()
    second = in_line(stored, learner)

    assert claim() is None

    queue.finish(first, GOOD)
    assert claim() == second


def test_place_is_that_in_the_line(stored, learner):
    had_turn(stored, learner, ago=10)
    last = in_line(stored, learner, ago=50)
    first, second = in_line(stored, ago=40), in_line(stored, ago=30)

    assert [queue.place(one) for one in (first, second, last)] == [1, 2, 3]
    assert queue.place(claim()) == 0


def test_cancelled_one_leaves_the_line_and_a_running_one_stays(stored):
    waiting, running = in_line(stored), in_line(stored, ago=9)
    claim()

    assert [queue.cancel(waiting), queue.cancel(running)] == [True, False]
    assert [as_stored(one).state for one in (waiting, running)] == [State.REPLACED, State.RUNNING]


def test_empty_line_costs_one_query(stored, django_assert_num_queries):
    in_line(stored, state=State.DONE)

    with django_assert_num_queries(1):
        assert claim() is None


@pytest.mark.usefixtures("shared_database")
def test_workers_that_claim_at_once_get_each_submission_once():
    stored = store()
    submissions = {in_line(stored).pk for _ in range(24)}
    at_once = Barrier(6, timeout=60)

    def work(number):
        taken = []
        at_once.wait()
        try:
            while len(taken) < 24 and Submission.objects.waiting().exists():
                if submission := claim(f"one:{number}"):
                    taken.append(submission.pk)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(6) as pool:
        taken = [pk for each in pool.map(work, range(6)) for pk in each]

    assert len(taken) == 24
    assert set(taken) == submissions
    assert set(Submission.objects.values_list("tries", flat=True)) == {1}


@pytest.mark.usefixtures("shared_database")
def test_workers_that_claim_at_once_never_build_two_of_one_learner():
    stored = store()
    learner = Learner.objects.create()
    at_once = Barrier(4, timeout=60)

    def work(number):
        at_once.wait()
        try:
            return [claim(f"one:{number}") for _ in range(3)]
        finally:
            connection.close()

    in_line(stored, learner)
    with ThreadPoolExecutor(4) as pool:
        taken = [one for each in pool.map(work, range(4)) for one in each if one]

    assert len(taken) == 1


# Leases


def test_lease_that_ran_out_is_taken_again_before_all_others(stored):
    left = in_line(stored)
    in_line(stored, ago=100)
    other = claim("gone:1")
    queue.finish(other, GOOD)
    first = claim("gone:1")
    assert first == left
    in_line(stored, ago=200)
    run_out(first)

    again = claim("one:1")

    assert (again, again.tries, again.worker) == (left, 2, "one:1")


def test_only_who_holds_the_lease_writes(stored):
    in_line(stored)
    late = claim("late:1")
    run_out(late)
    again = claim("late:1")  # even by the same name

    assert queue.renew(late, {"text": "late"}) is False
    assert queue.give_back(late, counts=True) is False
    assert queue.finish(late, Ending(Status.FAILED, "late", [MISSED])) is False
    assert queue.finish(again, GOOD) is True
    assert queue.finish(again, Ending(Status.FAILED, "twice", [MISSED])) is False
    done = as_stored(again)
    assert (done.state, done.status, done.has_passed) == (State.DONE, "ok", True)


def test_lease_that_ran_out_and_was_not_taken_still_counts(stored):
    in_line(stored)
    slow = claim()
    run_out(slow)

    assert queue.renew(slow, {"number": 3}) is True
    assert claim("two:1") is None
    assert as_stored(slow).progress == {"number": 3}


def test_what_broke_off_twice_ends_as_unavailable_and_fails_nobody(stored):
    in_line(stored, foreseen=[{**MET, "seen": None, "foreseen": MET["seen"]}])
    for _ in range(queue.MOST_TRIES):
        run_out(claim("gone:1"))

    assert claim() is None
    assert queue.reap() == 1
    assert queue.reap() == 0
    done = Submission.objects.get()
    assert (done.state, done.status, done.message, done.has_passed, done.tries) == (
        State.DONE,
        "unavailable",
        queue.BROKE_OFF,
        True,
        2,
    )
    assert done.finished_at is not None


def test_what_the_builder_could_not_build_is_tried_once_more(stored):
    in_line(stored)
    queue.break_off(claim("one:1"))

    again = claim("two:1")
    queue.break_off(again)

    assert again.tries == 2
    done = as_stored(again)
    assert (done.state, done.status, done.message) == (State.DONE, "unavailable", queue.BROKE_OFF)


def test_what_was_built_in_part_ends_as_that_after_two_tries(stored):
    in_line(stored)
    queue.break_off(claim(), GOOD)
    assert Submission.objects.get().state == State.RUNNING

    queue.break_off(claim(), GOOD)

    assert Submission.objects.get().status == "ok"


def test_given_back_is_no_try_and_others_may_have_it_at_once(stored, learner):
    in_line(stored, learner)
    taken = claim("one:1")
    in_line(stored, learner)  # another of the learner's waits by now

    queue.give_back(taken, counts=False)

    again = claim("two:1")
    assert (again, again.tries) == (taken, 1)


def test_changed_exercise_is_built_as_it_is_now(stored):
    submission = in_line(stored)
    before = submission.same
    changed = store(digest="2" * 64)

    taken = claim()

    assert taken.exercise_digest == changed.digest
    assert taken.same == queue.same_digest(taken) != before


# Results that are shared


def done(stored, **fields):
    values = {"status": "ok", "bases": BASES, "judgements": [MET], "has_passed": True}
    return in_line(stored, state=State.DONE, **{"dockerfile": "FROM a\n", **values, **fields})


def test_same_files_on_the_same_bases_end_when_they_are_claimed(stored):
    earlier = done(stored, message="The image was built.", outcome={"log": ["good"]})
    submission = in_line(stored, dockerfile="FROM a\n")
    other = in_line(stored)

    assert claim() == other
    copied = as_stored(submission)
    assert (copied.state, copied.tries, copied.started_at) == (State.DONE, 0, None)
    names = ("status", "message", "judgements", "outcome", "bases", "has_passed")
    assert [getattr(copied, name) for name in names] == [getattr(earlier, name) for name in names]


@pytest.mark.parametrize(
    "fields",
    [
        {"bases": "c" * 64},
        {"status": "stopped"},
        {"status": "unavailable"},
        {"status": "refused"},
        {"outcome": {"variants": [{"status": "ok"}, {"status": "unavailable"}]}},
        {"ignore_file": ""},
        {"dockerfile": "FROM b\n"},
    ],
)
def test_other_results_are_not_shared(stored, fields):
    done(stored, **fields)
    submission = in_line(stored, dockerfile="FROM a\n")

    assert claim() == submission


def test_worker_that_does_not_know_its_bases_shares_nothing(stored):
    done(stored, bases="")
    submission = in_line(stored, dockerfile="FROM a\n")

    assert claim(bases="") == submission


def test_passing_is_noted_as_progress(stored):
    open_way(stored.pattern, [exercise_with()])
    submission = in_line(stored)

    queue.finish(claim(), GOOD)

    assert Reading.objects.get(learner=submission.learner).percent == 100


# Workers


@pytest.mark.usefixtures("builds_here")
def test_service_is_what_the_workers_say(db):
    assert queue.service() == queue.Service(False, queue.NO_WORKER, 0)

    queue.note_worker("broken:1", BASES, "no buildah")
    assert queue.service() == queue.Service(False, queue.NO_WORKER, 0)

    queue.note_worker("one:1", BASES)
    queue.note_worker("two:1", BASES)
    assert queue.service() == queue.Service(True, "", 2)

    Worker.objects.update(seen_at=timezone.now() - queue.HEARD_OF)
    assert queue.service() == queue.Service(False, queue.NO_WORKER, 0)


def test_service_without_a_sandbox_says_that_it_is_switched_off(db):
    queue.note_worker("one:1", BASES)

    assert queue.service() == queue.Service(False, queue.SWITCHED_OFF, 0)


def test_workers_not_heard_of_for_long_are_forgotten(db):
    queue.note_worker("old:1", BASES)
    Worker.objects.update(seen_at=timezone.now() - queue.FORGOTTEN - timedelta(seconds=1))

    queue.note_worker("one:1", BASES, "x" * 600)
    queue.note_worker("one:1", BASES, "y")

    assert [(worker.name, worker.obstacle) for worker in Worker.objects.all()] == [("one:1", "y")]


def test_nobody_waits_for_ever_where_there_is_no_worker(stored):
    early, late = in_line(stored, ago=61), in_line(stored, ago=59)
    left = in_line(stored, ago=100)
    claim("gone:1")
    run_out(left, ago=61)

    assert queue.reap() == 2
    assert {as_stored(one).message for one in (early, left)} == {queue.NOBODY_BUILDS}
    assert as_stored(late).state == State.WAITING


def test_worker_that_cannot_build_ends_what_waits_at_once(stored):
    queue.note_worker("broken:1", BASES, "no buildah")
    submission = in_line(stored)

    assert queue.reap() == 1
    assert as_stored(submission).status == "unavailable"


def test_while_one_worker_can_build_everybody_waits(stored):
    queue.note_worker("broken:1", BASES, "no buildah")
    queue.note_worker("one:1", BASES)
    in_line(stored, ago=3_600)

    assert queue.reap() == 0


def test_reaping_does_not_end_what_was_taken_meanwhile(stored):
    submission = in_line(stored, ago=61)
    [(seen, why)] = queue.hopeless()
    claim("late:1")

    assert queue.reaped(seen, why) is False
    assert as_stored(submission).state == State.RUNNING
