"""MistypedStageName: near names in FROM, COPY and mounts, and names that are images."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits
from dockercheck.rules import mistyped_stage_name


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "MistypedStageName"]


def copied(stage, written):
    return f"FROM debian:12 AS {stage}\nRUN true\nFROM scratch\nCOPY --from={written} /a /a\n"


@pytest.mark.parametrize(
    ("stage", "written"),
    [
        ("build", "builder"),
        ("builder", "build"),
        ("build", "biuld"),
        ("build", "bulid"),
        ("build", "buld"),
        ("assets", "asset"),
        ("node-build", "nodebuild"),
        ("frontend", "front-end"),
        ("frontend", "fronted"),
        ("dependencies", "dependecies"),
        ("deps", "dep"),
    ],
)
def test_near_name(stage, written):
    (finding,) = found(copied(stage, written))

    assert (finding.line, finding.span.column) == (4, 13)
    assert f"did you mean {stage}?" in finding.message


@pytest.mark.parametrize(
    ("stage", "written"),
    [
        ("build", "BUILD"),
        ("build", "node"),
        ("code", "node"),
        ("nodes", "node"),
        ("build", "alpine"),
        ("build", "builder:1.4"),
        ("build", "example/builder"),
        ("build", "example.org/build/builder"),
        ("app", "api"),
        ("go1", "go2"),
        ("build1", "build2"),
        ("base", "assets"),
    ],
)
def test_stage_or_image(stage, written):
    assert found(copied(stage, written)) == []


def test_from_names_a_stage_nearly():
    (finding,) = found("FROM debian:12 AS runtime\nFROM runtim\n")

    assert (finding.line, finding.span.column) == (2, 6)


def test_mount_names_a_stage_nearly():
    source = (
        "FROM debian:12 AS build\nFROM debian:12\n"
        "RUN --mount=type=bind,from=builder,target=/b true\n"
    )

    (finding,) = found(source)

    assert (finding.line, finding.span.column, finding.span.end_column) == (3, 28, 35)


def test_fix_of_a_mount_changes_only_the_name():
    source = (
        "FROM debian:12 AS build\nFROM debian:12\nRUN --mount=type=bind,from=builder,target=/b ls\n"
    )
    (finding,) = found(source)

    fixed = apply_edits(source, finding.fix.edits)

    assert fixed == source.replace("from=builder", "from=build")


def test_stage_further_down_is_not_meant():
    source = "FROM debian:12 AS app\nCOPY --from=asset /a /a\nFROM debian:12 AS assets\n"

    assert found(source, target="app") == []


def test_word_for_a_stage_where_no_stage_is_near():
    (finding,) = found("FROM node:24\nCOPY --from=build /a /a\n")

    assert finding.message == "No stage is called build"
    assert finding.fix is None


def test_later_stage_of_that_name_is_an_error_of_its_own():
    assert found("FROM node:24\nCOPY --from=build /a /a\nFROM node:24 AS build\n") == []


def test_name_over_two_lines_is_found_without_a_fix():
    source = "FROM debian AS build\nFROM scratch\nCOPY --from=bui\\\nlder /a /a\n"
    (finding,) = found(source)

    assert finding.fix is None


def test_mount_without_a_stage():
    assert found("FROM debian AS build\nFROM debian\nRUN --mount=type=cache,target=/c ls\n") == []


def test_stages_and_names_beyond_the_limits_are_left_alone():
    stages = "".join(f"FROM debian AS stage-number-{n}\n" for n in range(250))
    copies = "".join(f"COPY --from=unlike{n}x /a /a\n" for n in range(150))
    source = f"{stages}FROM scratch\n{copies}COPY --from=stage-numbr-1 /a /a\n"

    assert found(source) == []


def test_names_that_come_again_are_compared_once(monkeypatch):
    compared = []
    alike = mistyped_stage_name._alike
    monkeypatch.setattr(
        mistyped_stage_name, "_alike", lambda *names: compared.append(names) or alike(*names)
    )

    check("FROM abc AS xyz\n" * 500)

    assert compared == [("abc", "xyz")]
