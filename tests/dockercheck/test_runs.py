"""RUN as commands with places: every form, and what is not POSIX shell."""

import gc

import pytest

from dockercheck import runs
from dockercheck.build import Inputs, read_build
from dockercheck.runs import covers, run_of, runs_of


def only_run(source):
    build = read_build(source, Inputs())
    (run,) = [run_of(step) for stage in build.stages for step in stage.named("RUN")]
    return run


def places(source):
    run = only_run(source)
    return {command.name: run.place(command) for command in run.commands}


def test_shell_form_over_several_lines():
    source = "FROM a\nRUN --network=none x 1 && \\\n# note\n  y 2 \\\n   3\n"

    assert places(source) == {"x": (2, 20, 2, 23), "y": (4, 3, 5, 5)}


def test_heredoc_with_tabs_taken_away():
    assert places("FROM a\nRUN <<-E\n\tx\n\t\ty 1\n\tE\n") == {
        "x": (3, 2, 3, 3),
        "y": (4, 3, 4, 6),
    }


def test_heredoc_for_a_shell():
    assert places("FROM a\nRUN <<E bash\n x\nE\n") == {"bash": (2, 5, 2, 13), "x": (3, 2, 3, 3)}


def test_exec_form():
    assert places('FROM a\nRUN ["npm", "ci"]\n') == {"npm": (2, 7, 2, 16)}


@pytest.mark.parametrize(
    "body",
    [
        "RUN <<E\n#!/usr/bin/env python3\nprint(1)\nE",
        'SHELL ["pwsh", "-c"]\nRUN Get-Date',
        'SHELL ["C:\\\\cmd.exe", "/C"]\nRUN dir',
    ],
)
def test_what_is_no_posix_shell(body):
    assert only_run(f"FROM a\n{body}\n").commands == ()


def test_shell_named_in_the_first_line_of_a_heredoc():
    assert list(places("FROM a\nRUN <<E\n#!/bin/bash\nx\nE\n")) == ["x"]


@pytest.mark.parametrize(
    "source",
    [
        "FROM --platform=windows/amd64 a\nRUN x\n",
        "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN x\n",
        "FROM golang:1.24-nanoserver\nRUN x\n",
    ],
)
def test_windows_stage_has_no_runs(source):
    build = read_build(source, Inputs())

    assert runs_of(build, build.stages[0]) == []


def test_paths_from_the_root():
    run = only_run("FROM a\nWORKDIR /w\nRUN x && cd b && y && cd $Z && z\n")
    x, _cd, y, _cd2, z = run.commands

    assert [run.path(x, "f"), run.path(y, "f"), run.path(z, "f")] == ["/w/f", "/w/b/f", None]
    assert [run.path(z, "/f"), run.path(z, None), run.path(x, "")] == ["/f", None, None]


def test_variable_of_the_command_before_that_of_the_stage():
    run = only_run("FROM a\nENV A=1 B=2\nRUN A=3 x\n")

    assert [run.variable(run.commands[0], name) for name in "ABC"] == ["3", "2", None]


def test_mounted_paths_are_not_in_the_layer():
    run = only_run("FROM a\nWORKDIR /w\nRUN --mount=type=cache,target=c --mount=target=/m x\n")

    kept = [run.keeps(path) for path in ("/w/c/f", "/m", "/w", "/mm")]

    assert kept == [False, False, True, True]


def test_trigger_of_a_base_is_told_at_from():
    images = {"a": {"config": {"OnBuild": ["RUN x y"]}, "OnBuild": ["RUN x y"]}}
    build = read_build("FROM a\n", Inputs(images=images))
    (step,) = build.stages[0].named("RUN")
    run = run_of(step)

    assert run.place(run.commands[0]) == step.span


def test_result_of_a_function_is_kept_with_the_run():
    run = only_run("FROM a\nRUN x\n")

    assert run.once(_fresh) is run_of(run.step).once(_fresh)


def _fresh(_run):
    return object()


def test_nothing_is_kept_longer_than_its_file():
    gc.collect()
    before = len(runs._READ)

    for number in range(20):
        only_run(f"FROM a\nRUN x {number}\n")
    gc.collect()

    assert len(runs._READ) <= before


@pytest.mark.parametrize(
    ("directory", "path", "inside"),
    [("/", "/a", True), ("/a", "/a", True), ("/a", "/a/b", True), ("/a", "/ab", False)],
)
def test_covers(directory, path, inside):
    assert covers(directory, path) == inside
