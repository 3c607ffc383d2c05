"""What is due today, how many fit into the day, and which variant of an item is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learning.models import Pattern
from quizzes import recall, reviewing, selection
from quizzes.models import Answer, Card, Mode, Question, ReviewPlan, Status
from quizzes.recall import Review
from tests.quizzes.conftest import answer

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def make_card(bank, learner):
    """A card of an item that was answered so many days ago."""

    def make(slug, days, right=True, whose=learner):
        question = bank[slug]
        at = timezone.now() - days * DAY
        memory = recall.reviewed(None, Review(at, right))
        return Card.objects.create(
            learner=whose,
            pattern=question.pattern,
            family=question.family,
            memory=memory,
            was_right=right,
            due_at=recall.due_at(memory),
            last_at=at,
            last_question=question,
        )

    return make


def names(bank, chosen):
    slugs = {question.pk: slug for slug, question in bank.items()}
    return [slugs[one.question] for one in chosen]


def test_every_answer_makes_or_moves_its_items_card(begin, learner, bank):
    attempt = begin(Mode.PRACTICE, "twin-1")
    counted = answer(attempt, right=False)
    answer(attempt)  # a second try says nothing of memory

    card = Card.objects.get()

    assert (card.family, card.last_question, card.last_at) == (
        "twins",
        bank["twin-1"],
        counted.answered_at,
    )
    assert card.memory == recall.reviewed(None, Review(counted.answered_at, False))
    assert card.due_at == recall.due_at(card.memory)


def test_variants_share_one_card_and_take_turns(begin, learner, bank, pattern):
    def next_variant():
        found = selection.candidates(learner, pattern)
        return names(bank, [reviewing.variant("twins", found)])

    asked = []
    for _ in range(4):
        asked += next_variant()
        answer(begin(Mode.RECALL, asked[-1]))

    assert asked == ["twin-1", "twin-2", "twin-1", "twin-2"]
    assert Card.objects.count() == 1


def test_item_without_an_asked_variant_is_not_due(make_card, learner, today, pattern):
    make_card("easy-1", 30)
    make_card("twin-1", 30)
    Question.objects.filter(slug__in=["easy-1", "twin-1"]).update(status=Status.RETIRED)

    assert reviewing.agenda(learner, today).due == 1
    found = selection.candidates(learner, pattern)
    assert reviewing.variant("easy-1", found) is None
    assert [one.family for one in reviewing.next_questions(learner, found, today)] == ["twins"]


def test_agenda_counts_what_is_due_within_the_days_load(make_card, learner, today):
    for slug in ("easy-1", "easy-2", "easy-3", "medium-1", "call-1"):
        make_card(slug, 30)
    make_card("call-2", 0)
    reviewing.save_plan(learner, 3, None)

    agenda = reviewing.agenda(learner, today)

    assert (agenda.cards, agenda.due, agenda.left, agenda.done) == (6, 3, 2, 0)
    assert [day.count for day in agenda.days][:2] == [3, 2]
    assert agenda.busiest == 3


def test_reviews_made_today_take_from_the_days_load(begin, make_card, learner, today):
    for slug in ("easy-1", "easy-2", "easy-3", "medium-1"):
        make_card(slug, 30)
    reviewing.save_plan(learner, 2, None)
    answer(begin(Mode.RECALL, "easy-1"))

    agenda = reviewing.agenda(learner, today)

    assert (agenda.done, agenda.due, agenda.left) == (1, 1, 2)


def test_only_first_tries_of_today_in_review_are_done(begin, learner, today):
    wrong = begin(Mode.RECALL, "easy-1")
    answer(wrong, right=False)
    answer(wrong)
    answer(begin(Mode.PRACTICE, "easy-2"))
    old = answer(begin(Mode.RECALL, "easy-3"))
    Answer.objects.filter(pk=old.pk).update(answered_at=timezone.now() - DAY)
    answer(begin(Mode.RECALL, "easy-4", whose=type(learner).objects.create()))

    assert reviewing.done_today(learner, today) == 1
    assert reviewing.done_today(None, today) == 0


def test_one_pattern_has_its_share_of_the_agenda(make_card, learner, today):
    make_card("easy-1", 30)
    make_card("call-1", 30)
    make_card("call-2", 30)

    calls = Pattern.objects.get(slug="calls")

    assert reviewing.agenda(learner, today, calls).due == 2
    assert reviewing.agenda(learner, today).due == 3


def test_next_sitting_lets_patterns_take_turns(make_card, learner, today, bank):
    for slug in ("easy-1", "easy-2", "easy-3"):
        make_card(slug, 30)
    for slug in ("call-1", "call-2"):
        make_card(slug, 20)

    found = selection.candidates(learner)
    chosen = names(bank, reviewing.next_questions(learner, found, today))

    assert [slug.startswith("call") for slug in chosen] == [False, True, False, True, False]


def test_next_sitting_holds_no_more_than_the_day_does(make_card, learner, today):
    for slug in ("easy-1", "easy-2", "easy-3"):
        make_card(slug, 30)
    reviewing.save_plan(learner, 2, None)

    found = selection.candidates(learner)

    assert len(reviewing.next_questions(learner, found, today)) == 2


def test_sitting_is_short_even_where_the_day_holds_more(make_card, learner, today, bank):
    for slug in [slug for slug in bank if slug != "twin-2"]:
        make_card(slug, 30)

    found = selection.candidates(learner)

    assert len(reviewing.next_questions(learner, found, today)) == reviewing.SITTING


def test_past_exam_changes_nothing(make_card, learner, today):
    make_card("easy-1", 1)
    before = reviewing.agenda(learner, today).due
    ReviewPlan.objects.create(learner=learner, exam_on=today - DAY)

    agenda = reviewing.agenda(learner, today)

    assert (agenda.due, agenda.for_exam) == (before, 0)


def test_exam_brings_forward_what_would_be_forgotten_and_tells_how_many(make_card, learner, today):
    for slug in ("easy-1", "easy-2", "easy-3"):
        make_card(slug, 2, right=False)
    Card.objects.update(due_at=timezone.now() + 5 * DAY)  # not due by themselves

    reviewing.save_plan(learner, 2, today + 10 * DAY)
    calm = reviewing.agenda(learner, today)
    reviewing.save_plan(learner, 2, today + DAY)
    urgent = reviewing.agenda(learner, today)

    assert (calm.due, calm.for_exam) == (0, 0)
    assert (urgent.due, urgent.for_exam) == (2, 2)


def test_due_items_go_before_those_for_the_exam_and_no_item_comes_twice(make_card, learner, today):
    make_card("easy-1", 30)
    for slug in ("easy-2", "easy-3"):
        make_card(slug, 2, right=False)
    later = Card.objects.exclude(family="easy-1")
    later.update(due_at=timezone.now() + 5 * DAY)
    reviewing.save_plan(learner, 2, today + DAY)

    plan = reviewing.plan_of(learner)
    chosen, _, for_exam = reviewing.queue(reviewing.known(learner), plan, today, 0)

    assert (chosen[0].family, len({one.family for one in chosen}), for_exam) == ("easy-1", 2, 1)


def test_plan_is_stored_once_a_learner_and_changed_in_place(learner, today):
    reviewing.save_plan(learner, 5, None)
    reviewing.save_plan(learner, 7, today + DAY)

    assert list(ReviewPlan.objects.values_list("per_day", "exam_on")) == [(7, today + DAY)]


def test_stranger_has_the_usual_plan_and_nothing_to_review(db, today):
    agenda = reviewing.agenda(None, today)

    assert (agenda.plan.per_day, agenda.plan.pk, agenda.cards, agenda.due) == (20, None, 0, 0)


def test_what_others_have_due_is_not_mine(make_card, learner, today):
    make_card("easy-1", 30, whose=type(learner).objects.create())

    assert reviewing.agenda(learner, today).cards == 0
