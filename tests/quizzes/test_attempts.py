"""Each answer counts exactly once, whatever is sent twice; and as much as it is worth."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learning.models import Reading
from quizzes import attempts, records
from quizzes.attempts import Given, Stale
from quizzes.models import Answer, Attempt, Card, Mode, Slot
from tests.quizzes.conftest import RIGHT, answer, fill, given, slot_of

TEN = (
    *("easy-1", "easy-2", "easy-3", "medium-1", "medium-2"),
    *("medium-3", "medium-4", "hard-1", "hard-2", "hard-3"),
)


def rows(**which):
    """The log: which try of which slot, and whether it was right."""
    found = Answer.objects.filter(**which).order_by("pk")
    return list(found.values_list("slot__number", "tries", "is_right"))


# Feedback at once


def test_form_sent_twice_counts_once(begin):
    attempt = begin()
    slot = slot_of(attempt)
    form = given(slot)

    assert attempts.answer_now(slot, form).is_right
    assert attempts.answer_now(slot, form) is None
    assert rows() == [(1, 1, True)]


def test_second_tab_with_another_answer_does_not_count(begin):
    slot = slot_of(begin())
    one, other = given(slot, right=False), given(slot, right=True)

    attempts.answer_now(slot, one)

    assert attempts.answer_now(slot, other) is None
    assert rows() == [(1, 1, False)]
    assert Slot.objects.get(pk=slot.pk).given == one.answer


def test_retry_after_a_lost_response_counts_once_however_often(begin):
    slot = slot_of(begin())
    form = given(slot, right=False)

    for _ in range(4):
        attempts.answer_now(slot, form)

    assert rows() == [(1, 1, False)]


def test_back_button_sends_an_old_version_and_changes_nothing(begin):
    attempt = begin()
    old = given(slot_of(attempt), right=False)
    answer(attempt, right=False)
    answer(attempt, right=True)

    assert attempts.answer_now(slot_of(attempt), old) is None
    assert rows() == [(1, 1, False), (1, 2, True)]


def test_settled_question_takes_no_more(begin):
    attempt = begin()
    answer(attempt)

    assert answer(attempt, right=False) is None
    assert rows() == [(1, 1, True)]


def test_same_wrong_answer_again_in_a_new_form_is_another_try(begin):
    attempt = begin()

    answer(attempt, right=False)
    answer(attempt, right=False)

    assert rows() == [(1, 1, False), (1, 2, False)]


@pytest.mark.parametrize(
    ("hints", "wrong", "credit"),
    [(0, 0, 1.0), (1, 0, 0.75), (3, 0, 0.25), (0, 1, 0.5), (0, 3, 0.125), (2, 2, 0.125)],
)
def test_hints_and_further_tries_cost_credit_and_no_score(begin, hints, wrong, credit):
    attempt = begin()
    for number in range(1, hints + 1):
        attempts.ask_hint(slot_of(attempt), number)
    for _ in range(wrong):
        answer(attempt, right=False)

    counted = answer(attempt)

    assert (counted.score, counted.credit) == (1.0, credit)
    assert (counted.hints, counted.tries) == (hints, wrong + 1)


def test_credit_never_falls_below_nothing():
    assert attempts.credit(1.0, hints=9, tries=1) == 0


def test_partly_right_answer_has_its_share(begin):
    attempt = begin(Mode.PRACTICE, "easy-2")

    counted = answer(attempt, answer=["key"])

    assert 0 < counted.score < 1
    assert (counted.is_right, counted.credit) == (False, counted.score)


def test_only_the_first_answer_ever_is_the_first_exposure(begin):
    answer(begin(), right=False)
    answer(begin(Mode.TRY, "easy-1"))
    answer(begin(Mode.TRY, "easy-2"))

    assert list(Answer.objects.order_by("pk").values_list("question__slug", "is_first")) == [
        ("easy-1", True),
        ("easy-1", False),
        ("easy-2", True),
    ]


def test_what_another_learner_answered_is_no_exposure(begin, learner):
    other = type(learner).objects.create()
    answer(begin(whose=other))

    assert answer(begin()).is_first


def test_certainty_is_kept_with_the_answer(begin):
    attempt = begin(certainty=True)

    assert answer(attempt, 1, certainty=3).certainty == 3
    assert answer(attempt, 2).certainty is None


def test_misconceptions_are_those_that_a_wrong_answer_showed(begin):
    attempt = begin()

    assert answer(attempt, right=False).misconceptions == ["mixed-up"]
    assert answer(attempt, right=True).misconceptions == []


@pytest.mark.parametrize(
    ("shown", "seconds"),
    [(-30, 30), (-7_200, None), (None, None), (60, None), (2**40, None)],
    ids=["half a minute", "before the run", "not said", "to come", "far away"],
)
def test_seconds_are_from_the_first_form_to_the_answer(begin, shown, seconds):
    attempt = begin()
    Attempt.objects.update(started_at=timezone.now() - timedelta(hours=1))
    now = int(timezone.now().timestamp())

    counted = answer(attempt, since=None if shown is None else now + shown)

    assert counted.seconds in ({seconds, seconds + 1} if seconds else {None})


def test_whoever_was_away_is_not_said_to_have_thought_for_days():
    start = timezone.now()

    assert attempts.seconds_between(start, start + timedelta(days=2)) == 3_600
    assert attempts.seconds_between(start, start - timedelta(seconds=1)) == 0


def test_run_is_finished_with_its_last_question(begin):
    attempt = begin()
    for number in (1, 2):
        answer(attempt, number, right=False)
    attempt.refresh_from_db()
    assert attempt.is_open

    last = answer(attempt, 3)

    attempt.refresh_from_db()
    assert attempt.finished_at == last.answered_at


def test_options_stand_in_the_same_order_as_long_as_the_run_lasts(begin):
    attempt = begin()

    orders = [attempts.shuffle(slot_of(attempt)).sample(range(9), 9) for _ in range(2)]

    assert orders[0] == orders[1]


# Giving up


def test_giving_up_counts_once_as_missed(begin):
    slot = slot_of(begin())

    assert attempts.answer_now(slot, Given([], 0), gave_up=True).score == 0
    assert attempts.answer_now(slot, Given([], 0), gave_up=True) is None
    assert answer(slot.attempt) is None
    assert rows() == [(1, 1, False)]


def test_giving_up_after_a_wrong_answer_leaves_that_answer_the_first(begin):
    attempt = begin()
    answer(attempt, right=False)

    attempts.answer_now(slot_of(attempt), Given([], 1), gave_up=True)

    assert rows() == [(1, 1, False), (1, 2, False)]
    assert Answer.objects.filter(is_first=True).get().tries == 1
    assert slot_of(attempt).is_settled


def test_giving_up_with_an_old_form_does_nothing(begin):
    attempt = begin()
    answer(attempt, right=False)

    assert attempts.answer_now(slot_of(attempt), Given([], 0), gave_up=True) is None
    assert not slot_of(attempt).is_settled


# Hints


def test_hints_open_in_order_and_are_free_when_asked_again(begin):
    attempt = begin()
    seen = []

    for number in (2, 1, 1, 3, 2, 2, 1, 3):
        attempts.ask_hint(slot_of(attempt), number)
        seen.append(slot_of(attempt).hints)

    assert seen == [0, 1, 1, 1, 2, 2, 2, 3]


def test_settled_question_opens_no_hint(begin):
    attempt = begin()
    answer(attempt)

    attempts.ask_hint(slot_of(attempt), 1)

    assert slot_of(attempt).hints == 0


# The test


def test_saved_answers_are_in_no_log_before_handing_in(begin):
    attempt = begin(Mode.TEST, *TEN)

    fill(attempt, *[True] * 10)

    assert (Answer.objects.count(), Card.objects.count()) == (0, 0)
    assert attempt.slots.filter(given__isnull=False).count() == 10


def test_saved_answer_may_be_changed_until_handing_in(begin):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, False, False)
    fill(attempt, True)

    attempts.hand_in(attempt)

    assert rows(is_right=True) == [(1, 1, True)]
    assert slot_of(attempt).tries == 2


def test_saving_the_same_again_changes_nothing(begin):
    slot = slot_of(begin(Mode.TEST, *TEN))
    form = given(slot)

    attempts.save(slot, form)
    before = Slot.objects.filter(pk=slot.pk).values().get()
    attempts.save(slot, form)

    assert Slot.objects.filter(pk=slot.pk).values().get() == before


def test_old_form_with_another_answer_is_stale_and_loses_nothing(begin):
    slot = slot_of(begin(Mode.TEST, *TEN))
    attempts.save(slot, given(slot, right=True))

    with pytest.raises(Stale):
        attempts.save(slot, given(slot, right=False))

    assert Slot.objects.get(pk=slot.pk).given == RIGHT["single"]


def test_handing_in_twice_counts_once(begin):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, *[True] * 7, *[False] * 3)
    again = Attempt.objects.get(pk=attempt.pk)

    attempts.hand_in(attempt)
    finished = Attempt.objects.get(pk=attempt.pk).finished_at
    attempts.hand_in(again)
    attempts.hand_in(Attempt.objects.get(pk=attempt.pk))

    assert rows() == [(number, 1, number <= 7) for number in range(1, 11)]
    assert Attempt.objects.get(pk=attempt.pk).finished_at == finished


def test_what_was_left_open_counts_as_not_right(begin):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, True, None, True)

    attempts.hand_in(attempt)

    assert rows() == [(n, 1, n in {1, 3}) for n in range(1, 11)]
    assert list(Answer.objects.filter(slot__number=2).values_list("given", "score", "seconds")) == [
        ([], 0.0, None)
    ]


def test_saving_after_handing_in_is_stale_and_changes_nothing(begin):
    attempt = begin(Mode.TEST, *TEN)
    attempts.hand_in(attempt)

    with pytest.raises(Stale):
        fill(attempt, True)

    assert slot_of(attempt).given is None
    assert rows(is_right=True) == []


def test_answers_of_a_test_count_when_it_is_handed_in(begin):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, True, True)
    practised = answer(begin(Mode.PRACTICE, "easy-1"), right=False)

    attempts.hand_in(attempt)

    counted = Answer.objects.get(mode=Mode.TEST, question__slug="easy-1")
    assert practised.is_first
    assert not counted.is_first
    assert counted.answered_at == attempt.finished_at > practised.answered_at


def test_order_of_counting_is_the_order_of_the_log(begin, learner):
    """Else a merge, which replays the log, would change what is due."""
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, True, True)
    answer(begin(Mode.PRACTICE, "easy-1"), right=False)
    attempts.hand_in(attempt)
    before = list(Card.objects.order_by("family").values("family", "memory", "due_at"))
    firsts = list(Answer.objects.filter(is_first=True).order_by("pk"))

    records.rebuild_cards(learner)
    records.mark_first_exposures(learner)

    assert list(Card.objects.order_by("family").values("family", "memory", "due_at")) == before
    assert list(Answer.objects.filter(is_first=True).order_by("pk")) == firsts


def test_handed_in_test_marks_its_way_as_read(begin, learner):
    attempt = begin(Mode.TEST, *TEN)

    attempts.hand_in(attempt)

    assert [(r.study.way, r.read_at is not None) for r in Reading.objects.all()] == [("test", True)]


def test_thinking_time_of_a_test_ends_with_the_last_saved_answer(begin):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, True)
    start = timezone.now() - timedelta(hours=5)
    Slot.objects.filter(number=1).update(seen_at=start, answered_at=start + timedelta(seconds=40))

    attempts.hand_in(attempt)

    assert Answer.objects.get(slot__number=1).seconds == 40


def test_deleted_meanwhile_is_counted_for_nobody(begin, learner):
    attempt, test = begin(), begin(Mode.TEST, *TEN)
    slot, saved = slot_of(attempt), slot_of(test)
    learner.delete()

    assert attempts.answer_now(slot, given(slot)) is None
    with pytest.raises(Stale):
        attempts.save(saved, given(saved))
    attempts.hand_in(test)
    assert Answer.objects.count() == 0


def test_claimed_meanwhile_is_counted_for_the_claiming_learner(begin, learner):
    attempt = begin()
    slot = slot_of(attempt)
    other = type(learner).objects.create()
    records.merge(learner, other)
    learner.delete()

    assert attempts.answer_now(slot, given(slot)).learner_id == other.pk
