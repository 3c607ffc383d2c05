"""The bank's table: what is found, how it is counted, sorted and paged."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from authoring import bank
from authoring.finding import PAGE
from authoring.models import BankEntry
from authoring.wanted import FACETS, MOST_TERMS, SORTS, Wanted
from learning.models import Pattern
from quizzes.models import ItemTally, Question

VALUES = {
    "pattern": ("stages", "cache"),
    "objective": ("", "st.copy", "st.size"),
    "kind": ("single", "order", "line", "not, known"),
    "difficulty": ("", "easy", "medium", "hard"),
    "status": ("draft", "review", "reviewed", "retired"),
    "source": ("browser", "gift"),
}
WORDS = ("layer", "layers", "stage", "größe", "über", "100%", "a_b", "a\\b", "x", "'", "straße")
LOOKED_FOR = (*WORDS, "LAYER", "ay", "e", "%", "_", "\\", "GRÖSSE", "ß", "ss", "none", "axb")


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


@pytest.fixture
def mixed(db):
    """Entries as chance has them, some of them of questions with figures, some of these alike."""
    chance = Random(11)
    pattern = Pattern.objects.create(slug="stages", title="Stages", order=1)
    now = timezone.now()
    names = [f"q-{n}" for n in range(120)]
    Question.objects.bulk_create(
        Question(slug=name, pattern=pattern, guessing=0) for n, name in enumerate(names) if n % 3
    )
    questions = Question.objects.in_bulk(field_name="slug")
    ItemTally.objects.bulk_create(
        ItemTally(
            question=questions[name],
            answers=chance.choice((0, 40, 90)),
            facility=chance.choice((None, 0.25, 0.5)),
            discrimination=chance.choice((None, -0.1, 0.4)),
            flags=chance.choice(([], [], ["key"], ["key", "guess"])),
        )
        for name in names[1::3]
    )
    BankEntry.objects.bulk_create(
        BankEntry(
            path=f"patterns/stages/questions/{name}.md",
            slug=name,
            question=questions.get(name),
            stem=f"Question {name}",
            words=" ".join(chance.choices(WORDS, k=chance.randrange(5))).casefold(),
            changed_at=now - timedelta(days=chance.randrange(20)),
            **{name: chance.choice(values) for name, values in VALUES.items()},
        )
        for name in names
    )
    return list(BankEntry.objects.select_related("question__tally"))


def by_chance(seed):
    """Something to look for: from nothing to everything at once."""
    chance = Random(seed)
    most = chance.randrange(len(FACETS) + 1)
    names = chance.sample(list(FACETS), most) if chance.random() < 0.7 else []
    chosen = {name: chance.choice((*filter(None, VALUES[name]), "unknown")) for name in names[:3]}
    return Wanted(
        words=" ".join(chance.choices(LOOKED_FOR, k=chance.choice((0, 0, 1, 1, 2, 9)))),
        facets=chosen,
        flagged=chance.random() < 0.3,
        sort=chance.choice(("", "-")) + chance.choice(list(SORTS)),
        page=chance.choice((1, 1, 2, 3, 9)),
    )


def plainly(entries, wanted):
    """The same, counted and sorted one by one."""
    entries = sorted(entries, key=lambda one: one.slug)
    hits = [one for one in entries if all(term in one.words for term in wanted.terms)]
    flagged = [one for one in hits if figure(one, "flags")]
    counted = flagged if wanted.flagged else hits
    chosen = sorted_plainly(having(counted, wanted), wanted.sort)
    page = min(wanted.page, max(1, -(-len(chosen) // PAGE)))
    return {
        "rows": [one.slug for one in chosen[(page - 1) * PAGE : page * PAGE]],
        "page": page,
        "total": len(chosen),
        "flagged": len(having(flagged, wanted)),
        "facets": {name: counted_plainly(counted, wanted, name) for name in FACETS},
    }


def having(entries, wanted, besides=""):
    chosen = [(name, value) for name, value in wanted.facets.items() if name != besides]
    return [one for one in entries if all(getattr(one, name) == value for name, value in chosen)]


def counted_plainly(entries, wanted, name):
    counts = Counter(getattr(one, name) for one in having(entries, wanted, name))
    shown = {value for value in {*counts, wanted.facets.get(name, "")} if value}
    return {value: counts[value] for value in shown}


def figure(entry, name):
    tally = getattr(entry.question, "tally", None) if entry.question else None
    return getattr(tally, name, None)


def sorted_plainly(entries, sort):
    name = SORTS[sort.removeprefix("-")].rpartition("__")[2]
    value = {one.pk: getattr(one, name, figure(one, name)) for one in entries}
    known = [one for one in entries if value[one.pk] is not None]
    unknown = [one for one in entries if value[one.pk] is None]
    known.sort(key=lambda one: value[one.pk], reverse=sort[0] == "-")  # stable, both ways
    return known + unknown


def shown(listing):
    return {
        "rows": slugs(listing),
        "page": listing.wanted.page,
        "total": listing.total,
        "flagged": listing.flagged,
        "facets": {facet.name: counts(listing, facet.name) for facet in listing.facets},
    }


def slugs(listing):
    return [row.slug for row in listing.rows]


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

    rows = {row.slug: row for row in bank.listing(Wanted()).rows}

    assert (rows[few.slug].answers, rows[few.slug].facility) == ("29", "–")
    assert (rows[enough.slug].facility, rows[enough.slug].discrimination) == ("50 %", "0.25")
    assert rows[enough.slug].is_early


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
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


def test_whatever_is_wanted_is_found_and_counted_as_it_would_be_one_by_one(mixed):
    for seed in range(100):
        wanted = by_chance(seed)
        assert (wanted, shown(bank.listing(wanted))) == (wanted, plainly(mixed, wanted))


def test_chance_looks_for_everything():
    tried = [by_chance(seed) for seed in range(100)]

    assert {one.sort.removeprefix("-") for one in tried} == set(SORTS)
    assert {len(one.facets) for one in tried} == {0, 1, 2, 3}
    assert max(len(one.terms) for one in tried) == MOST_TERMS
    assert {one.flagged for one in tried} == {True, False}
