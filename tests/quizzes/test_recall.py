"""Spaced review: the rating of an answer, the schedule, a day's load, and an exam to come."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from fsrs import Rating
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes import recall
from quizzes.recall import KEPT, Known, Review

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY = date(2027, 1, 1)
DAY = timedelta(days=1)

reviews = st.builds(
    Review,
    at=st.integers(0, 200 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
    is_right=st.booleans(),
    hints=st.integers(0, 3),
    certainty=st.none() | st.integers(1, 3),
)
logs = st.lists(reviews, min_size=1, max_size=12).map(
    lambda log: sorted(log, key=lambda review: review.at)
)


def item(family, *days, right=True, pattern=1):
    """An item that was reviewed so many days before today, at noon."""
    noon = datetime.combine(TODAY, time(12), tzinfo=UTC)
    memory = recall.replayed(Review(noon - n * DAY, right) for n in days)
    return Known(family, pattern, memory, recall.due_at(memory))


@st.composite
def item_lists(draw, most=40):
    """Items with histories that end before today."""
    found = []
    for number in range(draw(st.integers(0, most))):
        days = draw(st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True))
        pattern = draw(st.integers(1, 3))
        found.append(item(f"family-{number}", *days, right=draw(st.booleans()), pattern=pattern))
    return found


@pytest.mark.parametrize(
    ("right", "hints", "certainty", "rating"),
    [
        (False, 0, None, Rating.Again),
        (False, 2, 3, Rating.Again),
        (False, 0, 1, Rating.Again),
        (True, 1, None, Rating.Hard),
        (True, 1, 3, Rating.Hard),
        (True, 0, 1, Rating.Hard),
        (True, 0, None, Rating.Good),
        (True, 0, 2, Rating.Good),
        (True, 0, 3, Rating.Easy),
    ],
)
def test_rating_is_made_of_right_hints_and_certainty(right, hints, certainty, rating):
    assert recall.rating_of(Review(START, right, hints, certainty)) == rating


@given(log=logs)
def test_replaying_the_log_gives_the_schedule_that_grew_answer_by_answer(log):
    memory = None
    for review in log:
        memory = recall.reviewed(memory, review)

    assert recall.replayed(log) == memory
    assert recall.replayed(iter(log[::-1])) == memory or len({r.at for r in log}) < len(log)


@given(log=logs)
def test_schedule_is_never_before_the_last_answer_and_falls_to_the_wanted_share(log):
    memory = recall.replayed(log)
    due = recall.due_at(memory)

    assert due >= log[-1].at + DAY
    assert recall.retrievability(memory, log[-1].at) == 1
    assert recall.retrievability(memory, due - DAY) >= recall.retrievability(memory, due + DAY)


def test_empty_log_knows_nothing():
    assert recall.replayed([]) is None


def test_reviewing_does_not_change_the_memory_it_was_given():
    memory = recall.reviewed(None, Review(START, True))
    before = dict(memory)

    recall.reviewed(memory, Review(START + 3 * DAY, False))

    assert memory == before


def test_better_answers_come_back_later():
    dues = [
        recall.due_at(recall.replayed([Review(START, *answer)]))
        for answer in ((False,), (True, 1), (True,), (True, 0, 3))
    ]

    assert dues == sorted(dues)
    assert dues[1] < dues[2] < dues[3]


def test_due_items_of_one_pattern_take_turns_with_the_others():
    items = [item(f"a{n}", 40 + n, pattern=1) for n in range(3)]
    items += [item(f"b{n}", 30 + n, pattern=2) for n in range(2)]

    assert [one.family for one in recall.due(items, TODAY)] == ["a2", "b1", "a1", "b0", "a0"]


@given(items=item_lists())
def test_due_is_exactly_what_is_due_by_the_end_of_the_day(items):
    found = recall.due(items, TODAY)

    late = {one.family for one in items if one.due_at < datetime.combine(TODAY + DAY, time(0), UTC)}
    assert {one.family for one in found} == late
    assert len(found) == len(late)


@given(items=item_lists(), days=st.integers(1, 20), per_day=st.integers(1, 8))
def test_before_an_exam_every_weak_item_has_its_day_where_there_is_room(items, days, per_day):
    exam = TODAY + days * DAY
    morning = datetime.combine(exam, time.min, tzinfo=UTC)
    weak = {one.family for one in items if recall.retrievability(one.memory, morning) < KEPT}
    assume(len(weak) <= days * per_day)

    planned = set()
    for ahead in range(days):
        today = TODAY + ahead * DAY
        chosen = recall.for_exam(items, today, exam, per_day)
        assert len(chosen) <= per_day
        planned |= {one.family for one in chosen}
        items = [answered(one, today) if one in chosen else one for one in items]

    assert planned == weak


def answered(one, day, right=True):
    """The item after an answer at that day's noon."""
    at = datetime.combine(day, time(12), tzinfo=UTC)
    memory = recall.reviewed(one.memory, Review(at, right))
    return Known(one.family, one.pattern, memory, recall.due_at(memory))


@given(items=item_lists(), days=st.integers(-30, 0))
def test_nothing_is_planned_on_the_exams_day_or_after_it(items, days):
    assert recall.for_exam(items, TODAY, TODAY + days * DAY, 20) == []


@given(items=item_lists(), days=st.integers(1, 20), per_day=st.integers(1, 8))
def test_too_many_weak_items_fill_every_day_and_no_more(items, days, per_day):
    exam = TODAY + days * DAY
    morning = datetime.combine(exam, time.min, tzinfo=UTC)
    weak = [one for one in items if recall.retrievability(one.memory, morning) < KEPT]
    assume(len(weak) > days * per_day)

    assert len(recall.for_exam(items, TODAY, exam, per_day)) == per_day


def test_what_was_reviewed_today_for_the_exam_does_not_come_again_today():
    items = [item(f"family-{n}", 1, right=False) for n in range(8)]
    exam = TODAY + 2 * DAY

    chosen = recall.for_exam(items, TODAY, exam, 4)
    items = [answered(one, TODAY, right=False) if one in chosen else one for one in items]

    assert len(chosen) == 4
    assert recall.for_exam(items, TODAY, exam, 4) == []


@given(items=item_lists(), per_day=st.integers(1, 8), done=st.integers(0, 10))
def test_forecast_holds_each_item_that_falls_due_once(items, per_day, done):
    days = recall.forecast(items, TODAY, per_day, done)

    end = datetime.combine(TODAY + 14 * DAY, time(0), UTC)
    assert sum(day.count for day in days) + days[-1].left == sum(one.due_at < end for one in items)
    assert [day.day for day in days] == [TODAY + n * DAY for n in range(14)]


@given(items=item_lists(), per_day=st.integers(1, 8), done=st.integers(0, 10))
def test_no_day_holds_more_than_its_load_and_none_has_room_while_some_wait(items, per_day, done):
    days = recall.forecast(items, TODAY, per_day, done)
    rooms = [max(0, per_day - done)] + [per_day] * 13

    assert [day for day, room in zip(days, rooms, strict=True) if day.count > room] == []
    assert [d for d, room in zip(days, rooms, strict=True) if d.left and d.count < room] == []
