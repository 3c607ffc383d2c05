"""A file comes from the stage that makes it."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import (
    ONE_STAGE,
    TWO_STAGES,
    file,
    foresee,
    goal,
    image,
    layer,
    ok,
    see,
)

COMPILED = goal("origin", path="/orders", **{"from": ["go build", "make"]})
CASES = [
    (TWO_STAGES, Sight(True, "Line 7 copied /orders from build, where line 4 runs go build.")),
    (ONE_STAGE, Sight(True, "Line 4 made /orders with go build.")),
    (
        TWO_STAGES.replace("go build -o /out/orders .", "./compile"),
        Sight(False, "Line 7 copied /orders from build, and no line there runs go build or make."),
    ),
    (
        "FROM scratch\nCOPY main.go /orders\n",
        Sight(False, "Line 2 copied /orders: no stage of yours made it."),
    ),
    (
        "FROM alpine AS build\nRUN make\nFROM scratch AS out\nCOPY --from=build /a /a\n"
        "FROM scratch\nCOPY --from=out /a /orders\n",
        Sight(True, "Line 6 copied /orders from out, where line 2 runs make."),
    ),
]


@pytest.mark.parametrize(("dockerfile", "sight"), CASES)
def test_stage_of_a_file_is_foreseen(dockerfile, sight):
    foreseen = foresee(COMPILED, dockerfile)

    assert foreseen == sight or (foreseen is None and "--from=out" in dockerfile)


@pytest.mark.parametrize(("dockerfile", "sight"), CASES)
def test_stage_of_a_file_is_seen_by_its_layer(dockerfile, sight):
    layers = {ONE_STAGE: [layer(9, base=True), layer(1), layer(2)]}.get(dockerfile, [layer(5)])

    found = image(layers, [file("/orders", len(layers) - 1)])

    assert see(COMPILED, dockerfile, ok(found)) == sight


def test_stage_that_only_lends_something_else_does_not_count():
    dockerfile = (
        "FROM alpine AS tools\nRUN make\nFROM golang:1.27 AS build\n"
        "COPY --from=tools /tool /tool\nRUN go build -o /out/orders .\n"
        "FROM scratch\nCOPY --from=build /out/orders /orders\n"
    )
    made = goal("origin", path="/orders", **{"from": ["make"]})

    text = "Line 7 copied /orders from build, and no line there runs make."
    found = image([layer(5)], [file("/orders", 0)])
    assert [foresee(made, dockerfile), see(made, dockerfile, ok(found))] == [Sight(False, text)] * 2


def test_file_that_is_not_there_comes_from_nowhere():
    sights = [
        foresee(COMPILED, "FROM scratch\nCOPY main.go /\n"),
        see(COMPILED, TWO_STAGES, ok(image([layer(1)], [file("/app", 0)]))),
    ]
    assert sights == [Sight(False, "/orders is not in the image.")] * 2
