"""The calculator's answer in words."""

import pytest

from learning.architecture.queueing import Workload
from learning.architecture.reading import read_toml
from learning.diagram.load import load, milliseconds, stations
from tests.learning.diagram.small import TEXT, architecture


def test_stations_are_what_requests_call():
    assert [station.node for station in stations(architecture())] == [
        "service",
        "cache",
        "database",
    ]


def test_without_a_cache_there_is_no_calculator():
    without = TEXT.replace('cache = "miss"\n', "").replace('cache = "hit"\n', "")

    assert stations(read_toml(without)) == ()


def test_bottleneck_is_the_busiest():
    answer = load(architecture(), Workload(requests_per_s=100, hit_ratio=0))

    # 100 a second, each 6 ms of the one database: 60 % busy.
    assert answer.bottleneck.id == "database"
    assert {row.node.id: (row.percent, row.word) for row in answer.rows} == {
        "service": (25, ""),
        "cache": (1, ""),
        "database": (60, "the bottleneck"),
    }
    assert answer.capacity == "167"


def test_saturated_has_no_time():
    answer = load(architecture(), Workload(requests_per_s=170, hit_ratio=0))

    assert answer.saturated == ("The database",)
    assert (answer.mean, answer.p95) == ("grows without end", "grows without end")
    assert answer.rows[2].bar == 200


@pytest.mark.parametrize(
    ("value", "said"), [(0.1042, "0.104 ms"), (5.314, "5.31 ms"), (1280.4, "1,280 ms")]
)
def test_three_figures(value, said):
    assert milliseconds(value) == said
