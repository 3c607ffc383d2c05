"""What was counted, as values that can be compared, and what comes of counting it all anew."""

import pytest

from quizzes.models import Answer, Attempt, ItemTally, PatternTally, Question
from quizzes.statistics import from_json, question_from_json
from quizzes.tallies import count
from tests.quizzes.population import Population


def sums():
    """What is kept, as values that can be compared."""
    items = {
        tally.question.slug: {
            form: question_from_json(stored) for form, stored in tally.sums.items()
        }
        for tally in ItemTally.objects.select_related("question")
    }
    tests = {
        tally.pattern.slug: from_json(tally.sums["10"])
        for tally in PatternTally.objects.select_related("pattern")
        if "10" in tally.sums
    }
    return items, tests


def columns():
    items = ItemTally.objects.order_by("question").values_list(
        "question", "revision", "answers", "compared", "facility", "discrimination", "efficiency",
        "seconds", "pace", "flags", "reasons",
    )  # fmt: skip
    tests = PatternTally.objects.order_by("pattern").values_list(
        "pattern", "tests", "length", "mean", "median", "spread", "alpha", "standard_error"
    )
    return list(items), list(tests)


def forget():
    """As if nothing had been counted yet."""
    ItemTally.objects.all().delete()
    PatternTally.objects.all().delete()
    Attempt.objects.update(is_counted=False, is_first_test=False)
    Answer.objects.update(is_counted=False)


def anew():
    """What comes of counting everything at once."""
    forget()
    count()
    return without_nothing(sums()), columns()


def without_nothing(kept):
    """Sums from which everything was taken back are as good as none."""
    items, tests = kept
    return (
        {
            slug: left
            for slug, forms in items.items()
            if (left := {form: one for form, one in forms.items() if one.n})
        },
        {slug: one for slug, one in tests.items() if one.n},
    )


@pytest.fixture
def population(bank, pattern):
    found = Question.objects.filter(pattern=pattern).select_related("current").order_by("pk")
    return Population(found)


@pytest.fixture
def item(bank):
    def tally(slug):
        return ItemTally.objects.get(question__slug=slug)

    return tally
