"""A pattern's tests as wholes; and the reference test, from rows of the log to the columns."""

import json

import pytest

from quizzes import attempts
from quizzes.models import ItemTally, Mode, PatternTally, Question, Revision
from quizzes.tallies import count
from tests.quizzes.conftest import fill
from tests.quizzes.population import Population
from tests.quizzes.test_statistics import REFERENCE, needs_reference, read


def test_a_learners_first_test_counts_as_a_whole(begin, pattern, bank):
    slugs = [slug for slug, question in bank.items() if question.pattern_id == pattern.pk][:10]
    for rights in ([True] * 6 + [None] * 4, [True] * 10):
        run = begin(Mode.TEST, *slugs)
        fill(run, *rights)
        attempts.hand_in(run)
    count()
    tally = PatternTally.objects.get()

    assert (tally.tests, tally.length, tally.mean) == (1, 10, 6)


@needs_reference
def test_answers_as_stored_give_what_psych_gives(pattern):
    """The reference test, from rows of the log to the columns."""
    key = (REFERENCE / "CTTdata_key.csv").read_text().strip().split(",")
    rows = read("CTTdata_responses.csv")
    asked = [single(pattern, name, right) for name, right in zip(rows[0], key, strict=True)]
    population = Population(asked)
    for row in rows:
        run = population.run(population.learner(), population.items, Mode.TEST)
        for reply, right in zip(population.answers[-len(key) :], key, strict=True):
            reply.given = [row[reply.question.slug]]
            reply.score = reply.credit = float(reply.given == [right])
        assert run.is_test
    population.store()
    count()

    tallied = {tally.question.slug: tally for tally in ItemTally.objects.select_related("question")}
    for expected in read("CTTdata_items.csv"):
        tally = tallied[expected["item"]]
        got = [tally.facility, tally.discrimination]
        wanted = [float(expected[name]) for name in ("p", "r_item_rest")]
        assert got == pytest.approx(wanted, abs=1e-9)
    reference = json.loads((REFERENCE / "CTTdata_summary.json").read_text())
    tally = PatternTally.objects.get()
    got = [tally.alpha, tally.mean, tally.spread, tally.standard_error]
    names = ("alpha_psych_raw", "mean", "sd", "sem")
    assert (tally.tests, tally.length) == (reference["n"], 20)
    assert got == pytest.approx([reference[name] for name in names], abs=1e-9)


def single(pattern, slug, right):
    options = [{"id": one, "html": one, "right": one == right} for one in "ABCD"]
    question = Question.objects.create(
        slug=slug,
        pattern=pattern,
        kind="single",
        difficulty="medium",
        status="reviewed",
        family=slug,
        guessing=0.25,
    )
    question.current = Revision.objects.create(
        question=question, number=1, body={"spec": {"options": options}}, seconds=60, digest=slug
    )
    question.save()
    return question
