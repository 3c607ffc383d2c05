"""EnvFromOtherStage: variables that stay behind in their stage."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "EnvFromOtherStage"]


def lines(source, **given):
    return [finding.line for finding in found(source, **given)]


def two(setting, use, base="debian:12"):
    return f"FROM debian:12 AS build\n{setting}\nFROM {base}\nCOPY --from=build /a /a\n{use}\n"


@pytest.mark.parametrize(
    "use",
    [
        "EXPOSE $PORT",
        "WORKDIR /srv/$PORT",
        "RUN echo $PORT",
        "LABEL port=${PORT}",
        "CMD serve --port $PORT",
        "ENTRYPOINT exec serve $PORT",
    ],
)
def test_environment_of_the_build_stage(use):
    assert lines(two("ENV PORT=80", use)) == [5]


@pytest.mark.parametrize(
    "use",
    [
        "EXPOSE ${PORT:-80}",
        "RUN echo ${PORT:-80}",
        "ENV PORT=80\nEXPOSE $PORT",
        "ARG PORT\nEXPOSE $PORT",
        "RUN PORT=80; echo $PORT",
        'CMD ["serve", "$PORT"]',
    ],
)
def test_variable_that_is_set_or_guarded(use):
    assert lines(two("ENV PORT=80", use)) == []


def test_argument_of_another_stage():
    assert lines(two("ARG COMMIT=abc", "LABEL commit=$COMMIT")) == [5]


def test_argument_is_expected_by_no_container():
    assert lines(two("ARG PORT=80", "CMD serve $PORT")) == []


def test_stage_that_continues_the_other_one():
    assert lines("FROM debian:12 AS a\nENV PORT=80\nFROM a\nEXPOSE $PORT\n") == []


@pytest.mark.parametrize("name", ["GOPATH", "GOLANG_VERSION", "HOME", "HTTP_PROXY"])
def test_variable_that_an_image_or_the_builder_may_set(name):
    assert lines(two(f"ENV {name}=x", f"RUN echo ${name}", base="golang:1.25")) == []


def test_image_whose_variables_are_known():
    images = {"node": {"config": {"Env": ["NODE_VERSION=24"]}}}
    source = two("ENV YARN_VERSION=1 NODE_VERSION=2", "RUN echo $YARN_VERSION", base="node:24")

    assert lines(source) == []
    assert lines(source, images=images) == [5]
    assert lines(source.replace("$YARN", "$NODE"), images=images) == []


def test_fix_repeats_the_setting():
    source = two("ENV PORT=8080", "EXPOSE $PORT")
    (finding,) = found(source)

    assert apply_edits(source, finding.fix.edits) == source.replace(
        "EXPOSE", "ENV PORT=8080\nEXPOSE"
    )


@pytest.mark.parametrize("setting", ['ENV MOTD="two words"', "ENV A=1 MOTD=$A"])
def test_no_fix_for_a_value_that_is_not_plain(setting):
    (finding,) = found(two(setting, "LABEL motd=$MOTD"))

    assert finding.fix is None


def test_unknown_everywhere_is_not_a_matter_of_stages():
    assert lines(two("RUN true", "EXPOSE $PORT")) == []


def test_word_that_the_build_refuses():
    assert lines(two("ENV PORT=80", "EXPOSE ${PORT")) == []


def test_argument_that_a_base_stage_declares_without_a_value():
    source = (
        "FROM debian AS other\nENV PORT=80\n"
        "FROM debian AS base\nARG PORT\nFROM base\nEXPOSE $PORT\n"
    )

    assert lines(source) == []


def test_instruction_that_the_base_image_triggers():
    images = {"example/base": {"config": {"OnBuild": ["RUN echo $PORT"]}}}
    source = "FROM debian AS other\nENV PORT=80\nFROM example/base\nCOPY --from=other /a /a\n"

    assert lines(source, images=images) == []


def test_image_that_cannot_be_read():
    assert lines(two("ENV PORT=80", "EXPOSE $PORT", base="Debian")) == []


def test_variable_of_a_stage_from_scratch():
    source = two("ENV GOPATH=/go", "WORKDIR $GOPATH", base="scratch")

    assert lines(source) == [5]
