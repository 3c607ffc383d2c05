"""The bank's table: what is found, how it is counted, sorted and paged."""

import pytest

from authoring import bank
from authoring.bank import Wanted
from authoring.models import BankEntry
from quizzes.models import ItemTally, Question


@pytest.fixture
def many(db):
    """Sixty drafts of three kinds, and nothing else."""
    kinds, levels = ("single", "order", "line"), ("easy", "medium", "hard", "easy")
    BankEntry.objects.bulk_create(
        BankEntry(
            path=f"patterns/stages/questions/q-{n:02}.md",
            pattern="stages",
            slug=f"q-{n:02}",
            objective="st.copy",
            kind=kinds[n % 3],
            difficulty=levels[n % 4],
            status="draft" if n % 2 else "reviewed",
            source="browser",
            stem=f"Question {n}",
            words=f"question {n} {'layer' if n % 5 == 0 else 'stage'}",
        )
        for n in range(60)
    )


def slugs(listing):
    return [row.entry.slug for row in listing.rows]


def counts(listing, facet):
    found = next(one for one in listing.facets if one.name == facet)
    return {choice.value: choice.count for choice in found.choices}


def test_page_holds_fifty_and_the_next_the_rest(many):
    first = bank.listing(Wanted(sort="question"))
    second = bank.listing(Wanted(sort="question", page=2))

    assert slugs(first) + slugs(second) == [f"q-{n:02}" for n in range(60)]
    assert (first.first, first.last, first.total) == (1, 50, 60)
    assert (second.first, second.last, second.has_next) == (51, 60, False)


def test_page_past_the_end_is_the_last(many):
    assert slugs(bank.listing(Wanted(sort="question", page=99)))[0] == "q-50"


def test_facet_counts_what_there_would_be_if_it_were_chosen(many):
    listing = bank.listing(Wanted(facets={"kind": "order", "status": "draft"}))

    assert listing.total == 10
    assert counts(listing, "kind") == {"line": 10, "order": 10, "single": 10}
    assert counts(listing, "status") == {"draft": 10, "reviewed": 10}
    assert sum(counts(listing, "difficulty").values()) == 10


def test_values_that_have_an_order_stand_in_it(many):
    assert list(counts(bank.listing(Wanted()), "difficulty")) == ["easy", "medium", "hard"]


def test_every_word_has_to_be_there_whatever_its_case_or_place(many):
    assert bank.listing(Wanted(words="LAYER question")).total == 12
    assert bank.listing(Wanted(words="ayer")).total == 12
    assert bank.listing(Wanted(words="layer stage")).total == 0


def test_search_takes_signs_as_they_are(many):
    assert bank.listing(Wanted(words="% _ \\ ' \"")).total == 0


def test_figures_are_hidden_until_enough_have_answered(course):
    few, enough = Question.objects.order_by("slug")[:2]
    for question, answers in ((few, 29), (enough, 30)):
        ItemTally.objects.create(
            question=question, answers=answers, facility=0.5, discrimination=0.25, flags=["key"]
        )

    rows = {row.entry.slug: row for row in bank.listing(Wanted()).rows}

    assert (rows[few.slug].answers, rows[few.slug].facility) == (29, None)
    assert (rows[enough.slug].facility, rows[enough.slug].discrimination) == (50, 0.25)
    assert rows[enough.slug].is_early


@pytest.mark.parametrize("sort", [*bank.SORTS, *(f"-{name}" for name in bank.SORTS)])
def test_every_column_sorts_both_ways_with_the_unknown_last(course, sort):
    easy, hard = Question.objects.order_by("slug")[:2]
    ItemTally.objects.create(question=easy, answers=90, facility=0.9, discrimination=0.1)
    ItemTally.objects.create(question=hard, answers=80, facility=0.2, discrimination=0.4)

    found = slugs(bank.listing(Wanted(sort=sort)))

    assert len(found) == Question.objects.count()
    if "facility" in sort:
        assert found[:2] == ([easy.slug, hard.slug] if sort[0] == "-" else [hard.slug, easy.slug])


def test_flagged_questions_are_counted_and_found(course):
    bad = Question.objects.order_by("slug")[0]
    ItemTally.objects.create(question=bad, answers=60, flags=["key"])
    ItemTally.objects.create(question=Question.objects.order_by("slug")[1], answers=60)

    assert bank.listing(Wanted()).flagged == 1
    assert slugs(bank.listing(Wanted(flagged=True))) == [bad.slug]


def test_page_costs_few_queries_however_many_there_are(many, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        bank.listing(Wanted(words="question", facets={"kind": "line"}, sort="-facility"))
