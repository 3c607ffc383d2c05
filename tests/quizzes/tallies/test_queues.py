"""What waits to be counted is found without reading the whole log."""

from django.db import connection

from quizzes.tallies.queues import no_longer_first, strays, waiting
from quizzes.tallies.reading import ROW


def test_what_is_to_be_counted_is_found_by_its_own_index(population):
    population.study()
    population.store()
    for queue, index in (
        (waiting().order_by("finished_at"), "attempts_to_count"),
        (strays().values_list(*ROW)[:9], "answers_without_a_run"),
        (no_longer_first().values_list(*ROW)[:9], "answers_to_take_back"),
    ):
        if connection.vendor == "sqlite":
            assert index in queue.explain()
