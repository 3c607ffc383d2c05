"""Edits that rules share."""

import pytest

from dockercheck.build import Inputs, read_build
from dockercheck.edits import (
    append_command,
    join_runs,
    next_instruction,
    remove_instruction,
)
from dockercheck.report import apply_edits


def read(source):
    build = read_build(source, Inputs())
    return build, build.stages[0].steps


def test_last_instruction_without_a_line_end_is_removed():
    source = "FROM a\nRUN x"
    build, (run,) = read(source)

    assert apply_edits(source, [remove_instruction(build, run.instruction)]) == "FROM a\n"


@pytest.mark.parametrize(
    "body",
    ['RUN ["x"]', "RUN <<E\nx\nE", "RUN x;", "RUN x || y", "RUN x &", "RUN x # y", "ENV A=b"],
)
def test_command_cannot_be_added(body):
    _build, (step,) = read(f"FROM a\n{body}\n")

    assert append_command(step, "z") is None


def test_command_is_added_at_the_end_of_the_text():
    source = "FROM a\nRUN x && \\\n  y  \n"
    _build, (step,) = read(source)

    assert apply_edits(source, [append_command(step, "z")]) == "FROM a\nRUN x && \\\n  y && z  \n"


def test_next_instruction():
    build, (first, second) = read("FROM a\nRUN x\n\n# note\nRUN y\n")

    assert next_instruction(build, first) is second.instruction
    assert next_instruction(build, second) is None


def test_runs_that_are_not_neighbours_are_not_joined():
    build, (first, _env, second) = read("FROM a\nRUN x\nENV A=b\nRUN y\n")

    assert join_runs(build, first, second) is None


def test_trigger_has_no_next_instruction_here():
    images = {"a": {"OnBuild": ["RUN x"]}}
    build = read_build("FROM a\nRUN y\n", Inputs(images=images))

    assert next_instruction(build, build.stages[0].steps[0]) is None
