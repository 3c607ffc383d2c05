"""Two histories become one: nothing lost or doubled, and what is derived is as if never apart."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learning.models import Learner
from quizzes import attempts, recall, records
from quizzes.models import Answer, Card, Mode, ReviewPlan
from quizzes.recall import Review
from tests.quizzes.conftest import answer, fill

START = datetime(2026, 11, 1, tzinfo=UTC)
KEYS = count()
FIELDS = ("key", "question", "is_first", "tries", "is_right", "hints", "certainty", "answered_at")
few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
events = st.tuples(
    st.sampled_from(["easy-1", "twin-1", "twin-2", "call-1"]),
    st.integers(0, 40),  # the hour: the same one may occur on both sides
    st.booleans(),
    st.integers(0, 2),  # hints
    st.none() | st.integers(1, 3),  # certainty
    st.integers(1, 2),  # tries
)
histories = st.lists(events, max_size=8)


@pytest.fixture
def write(bank):
    """Store a history as if it had been answered; what is derived comes with it."""

    def write(learner, history):
        for slug, hour, right, hints, certainty, tries in history:
            Answer.objects.create(
                learner=learner,
                question=bank[slug],
                revision=bank[slug].current,
                mode=Mode.PRACTICE,
                given=["key"],
                score=right,
                credit=right,
                is_right=right,
                is_first=False,
                hints=hints,
                certainty=certainty,
                tries=tries,
                key=f"k{next(KEYS)}",
                answered_at=START + timedelta(hours=hour),
            )
        records.mark_first_exposures(learner)
        records.rebuild_cards(learner)

    return write


def log_of(learner):
    return sorted(Answer.objects.filter(learner=learner).values_list(*FIELDS))


def cards_of(learner):
    values = ("family", "memory", "due_at", "last_at", "last_question", "was_right", "pattern")
    return sorted(Card.objects.filter(learner=learner).values_list(*values), key=lambda c: c[0])


def expected_cards(learner):
    """Each item's memory, replayed from the whole log."""
    found = {}
    rows = Answer.objects.filter(learner=learner, tries=1).order_by("answered_at", "pk")
    for one in rows.select_related("question"):
        review = Review(one.answered_at, one.is_right, one.hints, one.certainty)
        family = one.question.family
        found[family] = recall.reviewed(found.get(family), review)
    return found


def undone(action):
    """What the action returns; the database is as it was before."""
    with transaction.atomic():
        found = action()
        transaction.set_rollback(True)
    return found


@few
@given(one=histories, other=histories)
def test_merge_loses_and_doubles_no_answer_and_derives_the_rest_anew(write, one, other):
    def merged():
        source, target = Learner.objects.create(), Learner.objects.create()
        write(source, one)
        write(target, other)
        before = {row[0] for learner in (source, target) for row in log_of(learner)}

        records.merge(source, target)

        assert (log_of(source), cards_of(source)) == ([], [])
        assert {row[0] for row in log_of(target)} == before
        assert len(log_of(target)) == len(before) == len(one) + len(other)
        firsts = Answer.objects.filter(learner=target, is_first=True)
        rows = Answer.objects.filter(learner=target).order_by("-answered_at", "-pk")
        earliest = dict(rows.values_list("question", "key"))  # the last one of each wins
        assert sorted(firsts.values_list("question", "key")) == sorted(earliest.items())
        assert {card[0]: card[1] for card in cards_of(target)} == expected_cards(target)

    undone(merged)


@few
@given(one=histories, other=histories)
def test_merging_twice_is_merging_once(write, one, other):
    def merged():
        source, target = Learner.objects.create(), Learner.objects.create()
        write(source, one)
        write(target, other)

        records.merge(source, target)
        once = (log_of(target), cards_of(target))
        records.merge(source, target)

        assert (log_of(target), cards_of(target)) == once

    undone(merged)


@few
@given(parts=st.tuples(histories, histories, histories), order=st.permutations(range(3)))
def test_order_of_merging_does_not_matter(write, parts, order):
    def merged():
        learners = [Learner.objects.create() for _ in parts]
        for learner, history in zip(learners, parts, strict=True):
            write(learner, history)

        def result(order):
            last = learners[order[-1]]
            for number in order[:-1]:
                records.merge(learners[number], last)
            return log_of(last), cards_of(last)

        assert undone(lambda: result(order)) == undone(lambda: result(range(3)))

    undone(merged)


def test_answers_given_one_by_one_and_merged_are_as_if_given_by_one(begin, learner):
    other = Learner.objects.create()
    for slug, whose, right in (
        ("easy-1", learner, False),
        ("easy-1", other, True),
        ("twin-1", other, True),
        ("twin-2", learner, False),
        ("easy-1", learner, True),
    ):
        answer(begin(Mode.PRACTICE, slug, whose=whose), right=right)

    records.merge(other, learner)

    firsts = Answer.objects.order_by("pk").values_list("is_first", flat=True)
    assert list(firsts) == [True, False, True, True, False]
    assert {card[0]: card[1] for card in cards_of(learner)} == expected_cards(learner)


def test_open_test_moves_and_can_be_handed_in(begin, learner):
    target = Learner.objects.create()
    attempt = begin(Mode.TEST, "easy-1", "easy-2")
    fill(attempt, True, False)

    records.merge(learner, target)
    learner.delete()
    attempt.refresh_from_db()
    attempts.hand_in(attempt)

    assert attempt.learner == target
    assert target.answers.count() == 2


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        (None, None, None),
        ((5, None), None, (5, None)),
        (None, (5, date(2027, 1, 1)), (5, date(2027, 1, 1))),
        ((5, date(2027, 2, 1)), (9, date(2027, 1, 1)), (9, date(2027, 1, 1))),
        ((9, None), (5, date(2027, 1, 1)), (9, date(2027, 1, 1))),
    ],
)
def test_plans_become_one_whichever_is_merged_into_which(db, one, other, merged):
    def result(first, second):
        source, target = Learner.objects.create(), Learner.objects.create()
        for learner, plan in ((source, first), (target, second)):
            if plan:
                ReviewPlan.objects.create(learner=learner, per_day=plan[0], exam_on=plan[1])
        records.merge(source, target)
        assert not ReviewPlan.objects.filter(learner=source).exists()
        return ReviewPlan.objects.filter(learner=target).values_list("per_day", "exam_on").first()

    assert result(one, other) == result(other, one) == merged


def test_export_says_what_was_answered_and_is_fit_for_json(begin, learner, bank):
    other = Learner.objects.create()
    for whose in (learner, other):
        answer(begin(whose=whose), right=False, certainty=None)
        fill(begin(Mode.TEST, "easy-2", "easy-3", whose=whose), True)
        ReviewPlan.objects.create(learner=whose, per_day=7, exam_on=date(2027, 1, 1))

    exported = json.loads(json.dumps(records.export(learner)))

    counted = Answer.objects.get(learner=learner)
    assert {name: len(rows) for name, rows in exported.items()} == {
        "attempts": 2,
        "unfinished": 5,
        "answers": 1,
        "cards": 1,
        "review_plan": 1,
    }
    assert exported["answers"] == [
        {
            "question": "easy-1",
            "revision_number": 1,
            "mode": "practice",
            "given": ["other"],
            "score": 0.0,
            "credit": 0.0,
            "is_right": False,
            "is_first": True,
            "tries": 1,
            "hints": 0,
            "certainty": None,
            "misconceptions": ["mixed-up"],
            "seconds": None,
            "answered_at": counted.answered_at.isoformat(),
            "slot_attempt_key": counted.slot.attempt.key,
        }
    ]
    assert exported["review_plan"] == [{"per_day": 7, "exam_on": "2027-01-01"}]
    assert {row["key"] for row in exported["attempts"]} == {a.key for a in learner.attempts.all()}


def test_export_holds_every_field_of_an_answer_that_is_the_learners(begin, learner):
    """A field that is added to the log must not be forgotten here."""
    answer(begin())
    ours = {"id", "learner", "key", "slot", "is_counted"}  # the last: whether statistics have it
    fields = {field.name for field in Answer._meta.get_fields()} - ours

    (row,) = records.export(learner)["answers"]

    known = {"slot_attempt_key", "revision_number"}
    assert row.keys() - known == fields - {"revision"}
    assert known <= row.keys()
