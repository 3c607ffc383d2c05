"""StageByNumber: numbers of stages that have a name."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source):
    return [f for f in check(source).findings if f.rule == "StageByNumber"]


def test_named_stage():
    source = "FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=0 /out/app /app\n"

    (finding,) = found(source)

    assert (finding.line, finding.severity) == (3, "info")
    assert "--from=build " in apply_edits(source, finding.fix.edits)


def test_stage_without_name():
    assert found("FROM golang:1.25\nFROM scratch\nCOPY --from=0 /out/app /app\n") == []


def test_name():
    assert found("FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /a /a\n") == []


def test_name_that_means_another_stage_too():
    source = "FROM golang:1.25 AS a\nFROM debian AS a\nFROM scratch\nCOPY --from=0 /a /a\n"

    assert found(source) == []


def test_number_that_is_wrong_is_left_to_the_other_rule():
    source = (
        "FROM golang:1.25 AS build\nRUN go build -o /out/app\nFROM alpine:3 AS certs\n"
        "FROM scratch\nCOPY --from=1 /out/app /app\n"
    )

    assert found(source) == []


def test_flag_over_two_lines_is_left_alone():
    assert found("FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=\\\n0 /a /a\n") == []
