"""What a learner hands in is taken once, judged at once, and in line or done."""

import pytest
from django.db.utils import IntegrityError

from lab import queue, submitting
from lab.exercises.exercise import Files
from lab.models import LONGEST_FILE, Draft, State, Submission, Worker
from lab.submitting import NotTakenError, submit
from learning.models import Learner
from tests.lab.line import BASES, FILES, ONE_STAGE, in_line, pass_time, store

SECOND = {"slug": "second", "title": "The second", "number": 2, "digest": "2" * 64}


def as_stored(submission):
    return Submission.objects.get(pk=submission.pk)


def met(submission):
    rows = submission.judgements
    return {one["id"]: one["foreseen"] and one["foreseen"]["met"] for one in rows}


# Where nothing is built


def test_without_a_sandbox_it_is_done_at_once_and_judged_by_the_report(stored, learner):
    submission = submit(learner, stored, FILES, "form")

    done = as_stored(submission)
    assert (done.state, done.status, done.message) == (
        State.DONE,
        "unavailable",
        queue.SWITCHED_OFF,
    )
    assert met(done) == {"two": True, "user": True, "made": True}
    assert (done.has_passed, done.bases, done.finished_at is None) == (True, "", False)


def test_goal_that_is_foreseen_as_missed_does_not_pass(stored, learner):
    done = submit(learner, stored, ONE_STAGE, "form")

    assert (met(done)["two"], done.has_passed) == (False, False)


@pytest.mark.usefixtures("builds_here")
def test_where_no_worker_can_build_it_is_done_at_once(stored, learner):
    queue.note_worker("broken:1", BASES, "no buildah")

    done = submit(learner, stored, FILES, "form")

    assert (done.state, done.message) == (State.DONE, queue.NOBODY_BUILDS)


# In line


@pytest.fixture
def here(builds_here, stored):
    """A worker is there that can build."""
    queue.note_worker("one:1", BASES)
    return stored


def test_it_waits_with_what_the_report_says(here, learner):
    submission = submit(learner, here, FILES, "form")

    waiting = as_stored(submission)
    assert (waiting.state, waiting.status, waiting.has_passed) == (State.WAITING, "", None)
    assert [one["id"] for one in waiting.foreseen] == ["two", "user", "made"]
    assert (waiting.dockerfile, waiting.ignore_file) == (FILES.dockerfile, None)


def test_same_form_sent_twice_is_taken_once(here, learner):
    first = submit(learner, here, FILES, "form")
    again = submit(learner, here, ONE_STAGE, "form")

    assert again == first
    assert Submission.objects.count() == 1


def test_form_of_somebody_else_is_not_taken(here, learner):
    submit(Learner.objects.create(), here, FILES, "form")

    with pytest.raises(NotTakenError, match="sent by somebody else"):
        submit(learner, here, FILES, "form")

    assert Submission.objects.count() == 1


def test_newer_one_replaces_the_one_that_waits(here, learner):
    first = submit(learner, here, FILES, "one")
    second = submit(learner, here, ONE_STAGE, "two")

    assert [as_stored(one).state for one in (first, second)] == [State.REPLACED, State.WAITING]


def test_one_that_is_built_is_not_replaced(here, learner):
    first = submit(learner, here, FILES, "one")
    queue.claim("one:1", BASES)
    second = submit(learner, here, ONE_STAGE, "two")

    assert [as_stored(one).state for one in (first, second)] == [State.RUNNING, State.WAITING]


def test_while_one_of_another_exercise_waits_nothing_is_taken(here, learner):
    waiting = submit(learner, here, FILES, "one")

    with pytest.raises(NotTakenError, match="Your submission for “Two stages” still waits"):
        submit(learner, store(**SECOND), FILES, "two")

    assert as_stored(waiting).state == State.WAITING
    assert Submission.objects.count() == 1


def test_one_that_waits_for_no_worker_does_not_block_for_ever(here, learner):
    waiting = submit(learner, here, FILES, "one")
    Worker.objects.all().delete()
    pass_time(61)

    submit(learner, store(**SECOND), FILES, "two")

    assert as_stored(waiting).message == queue.NOBODY_BUILDS


def test_others_that_wait_change_nothing(here, learner):
    other = submit(Learner.objects.create(), store(**SECOND), FILES, "one")
    mine = submit(learner, here, FILES, "two")

    assert [as_stored(one).state for one in (other, mine)] == [State.WAITING, State.WAITING]


def test_what_anybody_had_built_is_done_at_once(here, learner):
    known = {"status": "ok", "bases": BASES, "message": "Built.", "has_passed": False}
    in_line(here, state=State.DONE, dockerfile=FILES.dockerfile, **known)

    submission = submit(learner, here, FILES, "form")

    done = as_stored(submission)
    assert (done.state, done.status, done.message, done.tries) == (State.DONE, "ok", "Built.", 0)


def test_what_was_built_on_other_bases_is_built_again(here, learner):
    known = {"status": "ok", "bases": "c" * 64}
    in_line(here, state=State.DONE, dockerfile=FILES.dockerfile, **known)

    assert submit(learner, here, FILES, "form").state == State.WAITING


def test_fault_of_the_database_is_no_refusal(here, learner, monkeypatch):
    def fail(submission):
        raise IntegrityError

    monkeypatch.setattr(submitting, "take", fail)

    with pytest.raises(IntegrityError):
        submit(learner, here, FILES, "form")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (Files("é" * (LONGEST_FILE // 2 + 1)), "at most 64 KiB"),
        (Files("FROM a", "é" * (LONGEST_FILE // 2 + 1)), "at most 64 KiB"),
        (Files("FROM a\0"), "zero byte"),
    ],
)
def test_what_cannot_be_stored_is_not_taken(here, learner, files, why):
    with pytest.raises(NotTakenError, match=why):
        submit(learner, here, files, "form")


# Drafts and help


def test_draft_is_kept_until_it_is_handed_in(stored, learner):
    assert submitting.draft_of(learner, stored) is None

    submitting.save_draft(learner, stored, ONE_STAGE)
    submitting.save_draft(learner, stored, Files("FROM a\n", ""))
    assert submitting.draft_of(learner, stored) == Files("FROM a\n", "")

    submit(learner, stored, FILES, "form")
    assert submitting.draft_of(learner, stored) is None


def test_refused_submission_keeps_the_draft(here, learner):
    submit(learner, here, FILES, "one")
    second = store(**SECOND)
    submitting.save_draft(learner, second, FILES)

    with pytest.raises(NotTakenError):
        submit(learner, second, FILES, "two")

    assert Draft.objects.count() == 1


def test_hints_open_in_their_order_and_once(stored, learner):
    shown = []
    for number in (2, 1, 1, 2, 1):
        submitting.note_hint(learner, stored, number)
        shown.append(submitting.aid_of(learner, stored).hints)

    assert shown == [0, 1, 1, 2, 2]


def test_solution_is_noted_the_first_time(stored, learner):
    submitting.note_solution(learner, stored)
    first = submitting.aid_of(learner, stored).solution_at
    submitting.note_solution(learner, stored)

    assert submitting.aid_of(learner, stored).solution_at == first


def test_stranger_was_shown_nothing(stored):
    aid = submitting.aid_of(None, stored)

    assert (aid.pk, aid.hints, aid.solution_at) == (None, 0, None)


def test_submission_says_what_help_was_shown_by_then(stored, learner):
    before = submit(learner, stored, FILES, "one")
    submitting.note_hint(learner, stored, 1)
    submitting.note_solution(learner, stored)
    after = submit(learner, stored, FILES, "two")

    assert [(one.hints, one.has_seen_solution) for one in (before, after)] == [
        (0, False),
        (1, True),
    ]
