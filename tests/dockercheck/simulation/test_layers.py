"""Layers, sizes and waste, as ranges."""

import pytest

from dockercheck.build import Inputs
from dockercheck.images import load
from dockercheck.simulation import Bytes, Simulation
from dockercheck.simulation.bytes import total
from dockercheck.simulation.sizes import figures, read_figures

CONTEXT = {"a": 1000, "b": 500, "d/c": 30, "d/e": 70}


def layers(lines, base="scratch", context=CONTEXT):
    simulation = Simulation.of(f"FROM {base}\n{lines}\n", Inputs(context=context))
    return {layer.place.line: (layer.bytes, layer.wasted) for layer in simulation.layers}


def exactly(amount):
    return Bytes(amount, amount)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], Bytes(0, 0)),
        ([exactly(3), Bytes(1, 5)], Bytes(4, 8)),
        ([exactly(3), None], Bytes(3, None)),
        ([None], None),
        ([exactly(3), Bytes(2, None)], Bytes(5, None)),
    ],
)
def test_an_unknown_part_takes_the_limit_away_and_is_never_zero(parts, expected):
    assert total(parts) == expected


def test_a_copy_adds_the_bytes_of_its_files():
    assert layers("COPY a d /x/") == {2: (exactly(1100), exactly(0))}


def test_files_of_unknown_size_make_the_layer_unknown():
    assert layers("COPY a /x", context=["a"]) == {2: (None, exactly(0))}


def test_removing_in_a_later_layer_wastes_the_earlier_one():
    assert layers("COPY d /x/\nRUN rm /x/c", base="busybox:1.38")[2] == (exactly(100), exactly(30))


def test_removing_in_the_same_layer_costs_nothing():
    found = layers("RUN echo -n 12345 > /f && rm /f", base="busybox:1.38")

    assert found[2] == (exactly(0), exactly(0))


def test_owning_again_adds_the_bytes_once_more():
    found = layers("COPY d /x/\nRUN chown -R 1:1 /x", base="busybox:1.38")

    assert found[2] == (exactly(100), exactly(100))
    assert found[3] == (exactly(100), exactly(0))


def test_owning_in_the_copy_costs_nothing():
    assert layers("COPY --chown=1:1 d /x/") == {2: (exactly(100), exactly(0))}


def test_copying_over_a_file_wastes_the_one_below():
    found = layers("COPY a /x\nCOPY b /x")

    assert found == {2: (exactly(1000), exactly(1000)), 3: (exactly(500), exactly(0))}


def test_the_image_is_as_large_as_all_its_layers_with_what_is_wasted():
    source = "FROM alpine:3.22\nCOPY a /x\nRUN rm /x\n"
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    base = simulation.layers[0].bytes
    assert base == Bytes(5_000_000, 9_300_000)
    assert simulation.size == Bytes(base.low + 1000, base.high + 1000)


def test_sizes_name_their_sources():
    source = "FROM alpine:3.22 AS a\nFROM debian:12-slim\nRUN apt-get update\n"
    sources = Simulation.of(source).sources

    assert sources == (
        "https://github.com/docker-library/repo-info (debian:trixie-slim: 78.64 MB)",
        figures().sources["lists"],
    )


def test_the_shipped_table_given_by_the_caller_is_the_same():
    source = "FROM golang:1.24\nCOPY a /a\n"
    simulation = Simulation.of(source, Inputs(context=CONTEXT, images=load()))

    assert simulation.image_dict() == Simulation.of(source, Inputs(context=CONTEXT)).image_dict()


def test_an_image_without_a_figure_has_no_size():
    assert Simulation.of("FROM example.com/team/base:1\n").size is None


def test_the_index_of_apt_is_in_the_layer_until_the_same_run_removes_it():
    kept = layers("RUN apt-get update && apt-get install -y curl", base="debian:12")[2][0]
    update = "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*"
    removed = layers(f"RUN {update}", base="debian:12")[2][0]

    lists = figures().lists
    assert (kept.low - removed.low, kept.high - removed.high) == lists


def test_removing_the_index_in_a_later_run_wastes_it():
    lines = "RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*"

    assert layers(lines, base="debian:12")[2] == (figures().lists, figures().lists)


def test_packages_cost_at_least_the_largest_and_at_most_all():
    lines = "RUN apt-get install -y --no-install-recommends curl git"
    found = layers(lines, base="debian:12")[2][0]

    packages = figures().packages
    assert found == Bytes(
        packages["git"][0].low, packages["git"][0].high + packages["curl"][0].high
    )


def test_a_package_without_a_figure_makes_no_figure():
    assert layers("RUN apk add --no-cache curl", base="alpine")[2][0] is None
    assert layers("RUN apt-get install -y unheard-of", base="debian:12")[2][0] is None


def test_removing_packages_later_wastes_them():
    lines = "RUN apt-get install -y --no-install-recommends gcc\nRUN apt-get purge -y gcc"
    found = layers(lines, base="debian:12")

    assert found[2][1] == figures().packages["gcc"][0]


def test_the_layers_of_a_base_stage_belong_to_the_image():
    source = "FROM scratch AS base\nCOPY a /x\nFROM base\nCOPY b /x\n"
    simulation = Simulation.of(source, Inputs(context=CONTEXT))

    found = [(layer.place, layer.bytes, layer.wasted) for layer in simulation.layers]
    assert found == [((0, 2), exactly(1000), exactly(1000)), ((1, 4), exactly(500), exactly(0))]


def test_a_table_of_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema 2"):
        read_figures("schema = 2\n")


def test_every_figure_is_a_range_with_room():
    table = figures()
    every = [size for pair in table.packages.values() for size in pair]

    assert all(0 < size.low < size.high for size in [*every, table.lists, table.accounts])
    assert all(plain.low <= full.low for plain, full in table.packages.values())
