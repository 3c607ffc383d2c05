"""A label is doubted by the order of all questions of its pattern."""

from quizzes.models import ItemTally
from quizzes.statistics import Problem
from quizzes.tallies import count
from tests.quizzes.population import HARD


def test_a_label_is_doubted_once_the_others_are_known(population, bank):
    """The flag comes and goes with the answers to other questions."""
    found = {one.question.slug: one for one in population.items}
    for slug, item in found.items():
        item.hardness = {"easy-1": 4, "hard-1": -4}.get(slug, HARD[item.question.difficulty])
    for _ in range(90):
        population.study(practice=0)
    population.store()
    count()
    doubted = [
        tally.question.slug
        for tally in ItemTally.objects.select_related("question").order_by("question__slug")
        if Problem.DIFFICULTY in tally.flags
    ]

    assert doubted == ["easy-1", "hard-1"]
