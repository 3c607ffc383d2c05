"""The whole checker: BuildKit's checks as BuildKit finds them, and text of any kind."""

import json
import random
from collections import Counter

import pytest

from dockercheck import check
from dockercheck.lines import MAX_LINE_BYTES
from dockercheck.report import apply_edits
from dockercheck.rules import RULES
from dockercheck.rules.rule import BUILDKIT

SEED = 20_260_101
MUTANTS = 2_000

# The lines in its answer for all stages are those of another file of the same test.
MISTAKEN = {("testLegacyKeyValueFormat", 2)}


def lint(row):
    options = row["opts"] or {}
    args = {k.removeprefix("build-arg:"): v for k, v in options.items() if k != "target"}
    return check(
        row["dockerfile"],
        build_args=args,
        dockerignore=row["dockerignore"],
        target=options.get("target"),
    )


def ours(findings):
    found = (f for f in findings if f.family == BUILDKIT)
    return Counter((f.rule, f.line, f.message) for f in found)


def theirs(findings):
    return Counter((f["rule"], f["line"], f["detail"]) for f in findings)


def test_findings_are_those_of_buildkit(conformance):
    wrong = [
        (row["test"], row["n"])
        for row in conformance("lint")
        if ours(lint(row).findings) != theirs(row["expected"])
    ]

    assert wrong == []


def test_findings_of_all_stages_are_those_of_buildkit(conformance):
    wrong = {
        (row["test"], row["n"])
        for row in conformance("lint")
        if ours(lint(row).all_findings) != theirs(row["expected_all_stages"])
    }

    assert wrong == MISTAKEN


def test_builds_stop_where_those_of_buildkit_do(conformance):
    wrong = [
        (row["test"], row["n"])
        for row in conformance("lint")
        if bool(lint(row).errors) != bool(row["lint_error"])
    ]

    assert wrong == []


def test_every_check_of_buildkit_is_there():
    assert sum(rule.family == BUILDKIT for rule in RULES) == 22


# The check directive

CASING = "FROM a AS Build\nRUN x\nFROM b AS Test\n"


def casing(text, **options):
    findings = check(text, **options).all_findings
    return [f.line for f in findings if f.rule == "StageNameCasing"]


@pytest.mark.parametrize(
    ("comment", "lines"),
    [
        ("# note", [2, 4]),
        ("# check=skip=StageNameCasing", []),
        ("#check = skip=StageNameCasing,UndefinedVar ; error=true", []),
        ("# check=skip=all", []),
        ("# check=skip=UndefinedVar", [2, 4]),
        ("# check=skip=UndefinedVar;experimental=all", [2, 4]),
    ],
)
def test_directive_switches_checks_off(comment, lines):
    assert casing(f"{comment}\n{CASING}") == lines


def test_comment_switches_a_check_off_for_one_instruction():
    text = CASING.replace("FROM b", "# check=skip=StageNameCasing\nFROM b")

    assert casing(text) == [1]


def test_build_argument_takes_the_place_of_the_directive():
    args = {"BUILDKIT_DOCKERFILE_CHECK": "skip=all"}

    assert casing(CASING, build_args=args) == []
    text = f"# check=skip=all\n{CASING}"
    assert casing(text, build_args={"BUILDKIT_DOCKERFILE_CHECK": ""}) == [2, 4]


def test_findings_can_be_errors():
    report = check(f"# check=error=true\n{CASING}", target="build")

    assert {f.severity for f in report.findings if f.family == BUILDKIT} == {"error"}
    (error,) = report.errors
    assert error.message == "lint violation found for rules: StageNameCasing"
    assert error.span.line == 2


def test_nothing_to_find_is_no_error():
    assert check('# check=error=true\nFROM alpine:3 AS a\nCMD ["x"]\n').errors == ()


def test_wrong_option_is_told():
    (error,) = check("# check=skipp=all\nFROM alpine:3\n").errors

    assert error.message == 'failed to parse check options: invalid check option "skipp"'


def test_experimental_checks_wait_to_be_asked():
    text = "# note\nFROM a AS b\n"

    names = [f.rule for f in check(text).findings]
    assert "InvalidDefinitionDescription" not in names
    asked = check(f"# check=experimental=InvalidDefinitionDescription\n\n{text}").findings
    assert "InvalidDefinitionDescription" in [f.rule for f in asked]


def test_findings_come_in_the_order_of_the_file():
    spans = [f.span for f in check("FROM a as B\nfrom C as D\nmaintainer x\n").findings]

    assert spans == sorted(spans)


# Text of any kind

PIECES = [
    *["FROM ", " AS b", "RUN ", "COPY --from=b ", "ADD ", "ENV A=", "ARG A", "ONBUILD ", "CMD "],
    *[
        "<<EOF\n",
        "EOF\n",
        "<<-'a'",
        "\\\n",
        "`\n",
        "\n",
        "\r\n",
        "\t",
        " ",
        "#",
        "# check=skip=all\n",
    ],
    *[
        "$A",
        "${A:-",
        "${A##*",
        "${A//a/b}",
        "}",
        '"',
        "'",
        '["a", "b"]',
        "[",
        "{",
        "\x00",
        "\ufeff",
    ],
    *[
        "\u2028",
        "\x85",
        "\udc80",
        "é",
        "--mount=type=cache,target=/x ",
        "--platform=$A ",
        "scratch",
    ],
    *["EXPOSE 1-9/tcp\n", "HEALTHCHECK --interval=1s CMD x\n", "SHELL [", "# escape=`\n", "=", ":"],
    *["WORKDIR ", "VOLUME ", "USER ", "LABEL a b\n", "STOPSIGNAL ", "@sha256:", "https://a/b.git "],
]
SEEDS = [
    "FROM golang:1.24 AS build\nARG V=1\nWORKDIR /src\nCOPY . .\nRUN go build -o /app\n"
    'FROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    "ARG B=node:22\nFROM $B AS b\nENV A=1 C=$A\nRUN <<EOF\nnpm ci\nEOF\nFROM b\nUSER node\nCMD x\n",
    "# escape=`\nFROM a\nCOPY a `\n  # note\n  b /c/\nEXPOSE 80 443/tcp\nVOLUME /v\n",
]
IMAGES = {"*": {"config": {"OnBuild": ["COPY --from=b . .", "RUN x", "FROM y"], "Env": ["A=b"]}}}
OPTIONS = [
    {},
    {"target": "b"},
    {"build_args": {"A": "*", "B": ""}},
    {"images": IMAGES},
    {"dockerignore": "*\n!a\n", "context": ["a", "b/c"]},
]


def mutant(chance):
    text = chance.choice(SEEDS)
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 3, 12]))
        text = text[:start] + chance.choice(PIECES) + text[end:]
    return text


def test_mutated_files_are_reported_and_never_raise():
    chance = random.Random(SEED)
    for _ in range(MUTANTS):
        text = mutant(chance)
        report = check(text, **chance.choice(OPTIONS))
        json.dumps(report.to_dict())
        for finding in report.all_findings:
            if finding.fix is not None:
                apply_edits(text, finding.fix.edits)


def test_places_lie_inside_the_file():
    chance = random.Random(SEED + 1)
    for _ in range(MUTANTS // 4):
        text = mutant(chance)
        lines = text.split("\n")
        report = check(text)
        spans = [f.span for f in report.all_findings] + [e.span for e in report.errors]
        for span in spans:
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
            assert span[:2] <= span[2:]


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\ufeff",
        "\\",
        "FROM",
        "FROM \\",
        "FROM a\nRUN <<",
        "FROM a\nRUN <<EOF",
        "ONBUILD " * 500,
        "FROM a\n" + "ENV A=" + "${A:-" * 500 + "}" * 500,
        "FROM a\nCMD " + "[" * 5000,
        "FROM a\nRUN " + "x" * (MAX_LINE_BYTES + 1),
        "FROM a AS b\n" * 500,
    ],
)
def test_extreme_files_are_reported(text):
    check(text).to_dict()


def test_line_that_is_too_long_is_told_and_not_cut():
    text = "FROM a\nRUN " + "x" * MAX_LINE_BYTES + "\n"

    report = check(text)
    assert [error.span.line for error in report.errors] == [2]
    assert "greater than max allowed size" in report.errors[0].message
