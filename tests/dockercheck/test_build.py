"""The picture of a build that rules look at."""

from dockercheck.build import Inputs, read_build
from dockercheck.lines import Span

TEXT = """\
ARG V=1
FROM alpine:3 AS base
RUN a
FROM base AS next
RUN b \\
  c
FROM next
"""


def build(text=TEXT, **inputs):
    return read_build(text, Inputs(**inputs))


def test_lineage_goes_down_to_the_image():
    found = build()

    assert [stage.index for stage in found.lineage(found.stages[2])] == [2, 1, 0]
    assert [found.root(stage).index for stage in found.stages] == [0, 0, 0]
    assert build("FROM a\nFROM b\n").stages[1].root == 1


def test_stage_of_a_line():
    found = build()

    labels = [stage.label if stage else None for stage in map(found.stage_at, range(1, 8))]
    assert labels == [None, "base", "base", "next", "next", "next", "stage 2"]


def test_end_of_a_stage_is_that_of_its_last_instruction():
    assert [stage.end_line for stage in build().stages] == [3, 6, 7]


def test_triggers_do_not_count_for_the_end_of_a_stage():
    found = build("FROM a AS s\nONBUILD RUN x\nFROM s\n")

    assert [stage.end_line for stage in found.stages] == [2, 3]


def test_facts_are_those_of_the_image_at_the_root():
    found = build(images={"alpine": {"size": 1}})

    assert found.facts(found.stages[2]) == {"size": 1}
    nothing = build("FROM scratch\n")
    assert nothing.facts(nothing.stages[0]) == {}


def test_text_of_a_span():
    found = build()

    assert found.text(Span(2, 1, 2, 5)) == "FROM"
    assert found.text(Span(5, 5, 6, 2)) == "b \\"


def test_steps_of_some_names():
    (stage, *_) = build().stages

    assert [step.line for step in stage.named("RUN", "COPY")] == [3]
    assert stage.named("COPY") == []


def test_stages_of_the_target():
    assert [stage.index for stage in build(target="base").target_stages] == [0]


def test_configuration_of_a_stage():
    found = build("FROM a AS s\nUSER u\nFROM s\nUSER v\n")

    assert [found.config(stage).user for stage in found.stages] == ["u", "v"]


def test_context_and_ignore_file_are_kept():
    found = build(context=["a"], dockerignore="b")

    assert (found.context, found.ignore.ignores("b")) == (["a"], True)
    assert build().ignore is None


def test_errors_come_in_the_order_of_the_file_and_once():
    found = build("FROM a\nEXPOSE x\nNOPE\nEXPOSE x\n")

    assert [error.span.line for error in found.errors] == [2, 3, 4]


def test_broken_instructions_are_no_part_of_a_stage():
    found = build("FROM a\nNOPE\nCOPY x\nRUN y\n")

    assert [i.name for i in found.sound] == ["FROM", "RUN"]
    assert len(found.instructions) == 4
