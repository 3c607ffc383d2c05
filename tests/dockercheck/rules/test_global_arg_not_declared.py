"""GlobalArgNotDeclared: where a global argument is missing, and where it is not needed."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "GlobalArgNotDeclared"]


def lines(source, **given):
    return [finding.line for finding in found(source, **given)]


@pytest.mark.parametrize(
    "use",
    [
        "RUN echo $VERSION",
        'RUN echo "v${VERSION}"',
        "RUN echo ${VERSION:-dev}",
        "COPY app-$VERSION /app",
        "ENV V=$VERSION",
        "LABEL v=$VERSION",
        "RUN <<EOF\necho $VERSION\nEOF",
    ],
)
def test_use_without_declaration(use):
    source = f"ARG VERSION=1\nFROM debian:12\n{use}\n"

    assert lines(source) == [4 if "EOF" in use else 3]


@pytest.mark.parametrize(
    "use",
    [
        "RUN echo '$VERSION'",
        r"RUN echo \$VERSION",
        "RUN VERSION=2; echo $VERSION",
        "RUN VERSION=2 sh -c 'echo $VERSION'",
        "RUN export VERSION=2 && echo $VERSION",
        "RUN for VERSION in 1 2; do echo $VERSION; done",
        "RUN . ./version.env && echo $VERSION",
        "RUN --mount=type=secret,id=v,env=VERSION echo $VERSION",
        "ENV VERSION=3\nRUN echo $VERSION",
        "ARG VERSION\nRUN echo $VERSION",
        "RUN <<'EOF' cat\n$VERSION\nEOF",
        'CMD ["sh", "-c", "echo $VERSION"]',
    ],
)
def test_use_that_is_no_use_of_it(use):
    assert lines(f"ARG VERSION=1\nFROM debian:12\n{use}\n") == []


def test_stage_inherits_what_its_base_stage_declares():
    source = "ARG V=1\nFROM debian:12 AS a\nARG V\nFROM a\nRUN echo $V\n"

    assert lines(source) == []


def test_declared_without_a_value_counts():
    assert lines("ARG V\nFROM debian:12\nARG V\nRUN echo $V\n") == []


def test_each_stage_is_told_once():
    source = "ARG V=1\nFROM debian:12 AS a\nRUN echo $V\nRUN echo $V\nFROM a\nRUN echo $V\n"

    assert lines(source) == [3, 6]


def test_platform_argument():
    source = "FROM --platform=$BUILDPLATFORM golang:1.25\nRUN GOARCH=$TARGETARCH go build\n"

    assert lines(source) == [2]
    assert lines(source.replace("$TARGETARCH", "${TARGETARCH:-amd64}")) == []


def test_variable_that_the_image_sets_itself():
    source = "ARG NODE_VERSION=24\nFROM node:${NODE_VERSION}\nRUN echo $NODE_VERSION\n"

    assert lines(source) == []


def test_powershell_is_not_read_as_shell():
    source = 'ARG V=1\nFROM debian:12\nSHELL ["pwsh", "-c"]\nRUN echo $V\n'

    assert lines(source) == []


def test_fix_goes_above_the_comment_of_the_instruction():
    source = "ARG V=1\nFROM debian:12\n# tell it\nRUN echo \\\n  $V\n"
    (finding,) = found(source)

    assert finding.span[:2] == (5, 3)
    assert apply_edits(source, finding.fix.edits) == source.replace("# tell", "ARG V\n# tell")


def test_comment_of_the_instruction_switches_it_off():
    source = "ARG V=1\nFROM debian:12\n# check=skip=GlobalArgNotDeclared\nRUN echo \\\n  $V\n"

    assert lines(source) == []


def test_guarded_platform_argument_beside_a_declared_one():
    source = (
        "ARG V=1\nFROM debian:12\nARG V\nRUN echo $V ${TARGETARCH:-amd64}\n"
        "FROM debian:12\nRUN echo ${V}\n"
    )

    assert lines(source) == [6]


def test_global_argument_after_which_no_stage_comes():
    assert lines("ARG V=1\n") == []
