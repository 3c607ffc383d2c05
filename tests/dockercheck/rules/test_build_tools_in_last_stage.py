"""BuildToolsInLastStage: what stays in the image, and what the same RUN takes away."""

import pytest

from dockercheck import check

START = 'CMD ["/app"]\n'


def lines(source, **given):
    findings = check(source, **given).findings
    return [found.line for found in findings if found.rule == "BuildToolsInLastStage"]


@pytest.mark.parametrize(
    "install",
    [
        "apt-get update && apt-get install -y gcc=4:12.2.0-3",
        "apt-get update && apt-get install -y build-essential libpq-dev",
        "apk add --no-cache build-base",
        "apk add --no-cache --virtual .build gcc musl-dev",
        "dnf install -y gcc-c++ make",
        "apt-get install -y openjdk-17-jdk-headless",
    ],
)
def test_compiler_that_stays(install):
    assert lines(f"FROM debian:12\nRUN {install}\n{START}") == [2]


@pytest.mark.parametrize(
    "work",
    [
        "apt-get install -y gcc && pip install x && apt-get purge -y --auto-remove gcc",
        "apk add --no-cache --virtual .build gcc && make && apk del .build",
        "apk add --no-cache --virtual .build gcc && make && apk del --no-network .build",
        "T='gcc make' && apt-get install -y $T && make && apt-get purge -y $T",
        "apt-get install -y gcc; make; apt-mark auto '.*'; apt-get purge -y --auto-remove",
        "dnf install -y gcc && make && dnf remove -y gcc",
        "apt-get install -y --no-install-recommends ca-certificates curl git nodejs",
    ],
)
def test_nothing_stays(work):
    assert lines(f"FROM debian:12\nRUN {work}\n{START}") == []


def test_packages_from_a_variable():
    source = f'FROM debian:12\nENV TOOLS="make gcc"\nRUN apt-get install -y $TOOLS\n{START}'

    assert lines(source) == [3]


def test_group_of_which_one_package_stays():
    source = f"FROM debian:12\nRUN apt-get install -y gcc make && apt-get purge -y gcc\n{START}"

    (found,) = [f for f in check(source).findings if f.rule == "BuildToolsInLastStage"]

    assert found.message == "The image keeps make"


def test_finding_points_at_the_packages():
    source = (
        f"FROM alpine:3.22\nRUN apk add --no-cache \\\n  ca-certificates \\\n  gcc make\n{START}"
    )

    (found,) = [f for f in check(source).findings if f.rule == "BuildToolsInLastStage"]

    assert found.span == (4, 3, 4, 11)


def test_build_stage_may_have_them():
    build = "FROM debian:12 AS build\nRUN apt-get install -y gcc && make\n"

    assert lines(f"{build}FROM debian:12-slim\nCOPY --from=build /app /app\n{START}") == []


def test_stage_below_the_last_one_ships_too():
    base = "FROM debian:12 AS base\nRUN apt-get install -y gcc\n"

    assert lines(f"{base}FROM base\n{START}") == [2]


@pytest.mark.parametrize(
    "end",
    ["", 'CMD ["bash"]\n', 'CMD ["python3"]\n', 'ENTRYPOINT ["docker-entry"]\nCMD ["php", "-a"]\n'],
)
def test_image_to_build_with(end):
    assert lines(f"FROM debian:12\nRUN apt-get install -y gcc make\n{end}") == []


def test_stage_named_for_tests():
    assert lines(f"FROM debian:12 AS ci\nRUN apt-get install -y gcc\n{START}") == []


def test_removal_in_a_later_layer_is_told_by_another_rule():
    source = f"FROM debian:12\nRUN apt-get install -y gcc\nRUN apt-get purge -y gcc\n{START}"

    assert lines(source) == []
    assert "RemovalShrinksNothing" in {found.rule for found in check(source).findings}
