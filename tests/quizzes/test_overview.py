"""What a learner has done, counted: by objective, by day, by pattern."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quizzes import attempts, overview
from quizzes.models import Answer, Card, Mode, Question, Status
from quizzes.overview import StripDay
from tests.quizzes.conftest import answer, fill

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def figures(learner, pattern):
    return {
        one.sentence: (one.practised, one.practised_right, one.tested, one.tested_right)
        for one in overview.objectives_of(learner, pattern)
    }


def test_practice_and_tests_are_counted_apart_and_only_first_tries(begin, learner, pattern):
    practice = begin(Mode.PRACTICE, "easy-1", "easy-2")
    answer(practice, 1, right=False)
    answer(practice, 1)
    answer(practice, 2)
    answer(begin(Mode.RECALL, "medium-1"))
    test = begin(Mode.TEST, "hard-1", "easy-3")
    fill(test, True)
    attempts.hand_in(test)
    answer(begin(Mode.PRACTICE, "easy-1", whose=type(learner).objects.create()))
    answer(begin(Mode.PRACTICE, "call-1"))

    assert figures(learner, pattern) == {
        "Say what copy does.": (2, 1, 1, 1),
        "Say what cache does.": (1, 1, 0, 0),
        "Say what user does.": (0, 0, 1, 0),
        "Say what size does.": (0, 0, 0, 0),
    }


def test_objective_without_asked_questions_is_left_out(bank, learner, pattern):
    Question.objects.filter(objective__slug="st.user").update(status=Status.RETIRED)

    assert "Say what user does." not in figures(learner, pattern)
    assert len(figures(learner, pattern)) == 3


def test_kept_is_what_was_right_and_is_likely_to_be_remembered(begin, learner, pattern):
    for slug, right in (("easy-1", True), ("medium-1", True), ("hard-1", False)):
        answer(begin(Mode.PRACTICE, slug), right=right)
    card = Card.objects.get(family="medium-1")
    long_ago = timezone.now() - timedelta(days=60)
    card.memory["last_review"] = long_ago.isoformat()
    card.save()

    copy = overview.objectives_of(learner, pattern)[0]

    assert (copy.items, copy.kept) == (3, 1)


def test_pattern_counts_its_open_ways_and_those_read(begin, learner, pattern):
    attempts.hand_in(begin(Mode.TEST, "easy-1"))

    found = overview.of_pattern(learner, pattern)

    assert (found.open_ways, found.read_ways) == (3, 1)  # test, try and recall; the test
    assert found.standing.pattern == pattern


@pytest.fixture
def make_answers(begin, learner):
    """So many answers on a day."""
    counted = answer(begin(Mode.TRY, "easy-1"))

    def make(day, count):
        noon = timezone.now().replace(year=day.year, month=day.month, day=day.day, hour=12)
        Answer.objects.bulk_create(
            Answer(
                learner=learner,
                question=counted.question,
                revision=counted.revision,
                mode=Mode.PRACTICE,
                given=["key"],
                score=1,
                credit=1,
                is_right=True,
                is_first=False,
                key=f"{day}.{number}",
                answered_at=noon,
            )
            for number in range(count)
        )

    counted.delete()
    return make


def test_strip_shows_thirteen_weeks_that_begin_on_mondays_and_end_today(make_answers, learner):
    first = MONDAY - timedelta(weeks=12)
    make_answers(first, 2)
    make_answers(first - timedelta(days=1), 7)  # too long ago
    make_answers(FRIDAY, 3)

    weeks = overview.strip(learner, FRIDAY)

    days = [day for week in weeks for day in week]
    assert [len(week) for week in weeks] == [7] * 12 + [5]
    assert {day.day.weekday() for day in (week[0] for week in weeks)} == {0}
    assert [day for day in days if day.count] == [StripDay(first, 2), StripDay(FRIDAY, 3)]


@pytest.mark.parametrize(
    ("count", "level"), [(0, 0), (1, 1), (4, 1), (5, 2), (12, 3), (24, 3), (25, 4), (900, 4)]
)
def test_square_is_darker_with_more_answers(count, level):
    assert StripDay(MONDAY, count).level == level


def test_rows_of_the_strip_are_the_days_of_the_week(db):
    rows = overview.strip_rows(overview.strip(None, FRIDAY))

    assert [row.name for row in rows] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert [row.days[-1] and row.days[-1].day for row in rows] == [
        *(MONDAY + timedelta(days=n) for n in range(5)),
        None,
        None,
    ]
    assert {len(row.days) for row in rows} == {13}


def test_strip_is_one_query_whatever_was_done(make_answers, learner, django_assert_num_queries):
    make_answers(MONDAY, 30)

    with django_assert_num_queries(1):
        overview.strip(learner, FRIDAY)
