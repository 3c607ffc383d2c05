"""EntrypointIgnoresCommand: CMD beside an entrypoint in shell form."""

from dockercheck import check


def lines(source, **given):
    return [f.line for f in check(source, **given).findings if f.rule == "EntrypointIgnoresCommand"]


def test_both_in_one_stage_in_any_order():
    assert lines('FROM node:24\nENTRYPOINT node a.js\nCMD ["--port", "80"]\n') == [3]
    assert lines('FROM node:24\nCMD ["--port", "80"]\nENTRYPOINT node a.js\n') == [2]


def test_command_in_shell_form():
    assert lines("FROM node:24\nENTRYPOINT node a.js\nCMD node b.js\n") == [3]


def test_entrypoint_of_a_base_stage():
    assert lines('FROM node:24 AS base\nENTRYPOINT node a.js\nFROM base\nCMD ["x"]\n') == [4]


def test_command_of_a_base_stage_is_dropped_by_the_entrypoint():
    assert lines('FROM node:24 AS base\nCMD ["x"]\nFROM base\nENTRYPOINT node a.js\n') == []


def test_exec_form():
    assert lines('FROM node:24\nENTRYPOINT ["node", "a.js"]\nCMD ["--port", "80"]\n') == []


def test_script_that_uses_its_parameters():
    assert lines('FROM node:24\nENTRYPOINT exec node a.js "$@"\nCMD ["_", "80"]\n') == []
    assert lines('FROM node:24\nENTRYPOINT exec node a.js ${1}\nCMD ["_", "80"]\n') == []


def test_last_entrypoint_counts():
    source = 'FROM node:24\nENTRYPOINT node a.js\nENTRYPOINT ["node"]\nCMD ["x"]\n'

    assert lines(source) == []
