"""PackageIndexAlone: an update without an installation in its RUN."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found_in(source):
    return [f for f in check(source).findings if f.rule == "PackageIndexAlone"]


def lines(source):
    return [found.line for found in found_in(source)]


@pytest.mark.parametrize(
    ("update", "install"),
    [
        ("apt-get update", "apt-get install -y curl"),
        ("apt update -y", "apt install -y curl"),
        ("apk update", "apk add curl"),
        ("dnf makecache", "dnf install -y curl"),
        ("apt-get -qq update && apt-get clean", "apt-get install -y curl"),
        (
            "echo deb http://x y main >> /etc/apt/sources.list && apt-get update",
            "apt-get install -y z",
        ),
        ("set -e; apt-get update", "apt-get upgrade -y"),
    ],
)
def test_update_in_a_layer_of_its_own(update, install):
    assert lines(f"FROM debian:12\nRUN {update}\nRUN {install}\n") == [2]


@pytest.mark.parametrize(
    "run",
    [
        "apt-get update && apt-get install -y curl",
        "apt-get update && apt-get upgrade -y",
        "apt-get update && ./install.sh",
        "apt-get update && npx playwright install-deps",
        "yum update -y",
        "apk add --no-cache curl",
        "--mount=type=cache,target=/var/lib/apt/lists apt-get update",
    ],
)
def test_update_that_is_used(run):
    assert lines(f"FROM debian:12\nRUN {run}\n") == []


def test_update_that_nothing_uses():
    (found,) = found_in("FROM debian:12\nRUN apt-get update\nRUN echo hi\n")

    assert found.why == "Nothing in stage 0 is installed with this index: it only adds a layer."
    assert found.fix is None


def test_build_stage_counts_too():
    source = "FROM debian:12 AS b\nRUN apt-get update\nRUN apt-get install -y gcc\n"

    assert lines(f"{source}FROM debian:12\nCOPY --from=b /a /a\n") == [2]


def test_heredoc_of_its_own():
    source = "FROM debian:12\nRUN <<EOF\napt-get update\nEOF\nRUN apt-get install -y curl\n"

    (found,) = found_in(source)

    assert found.span == (3, 1, 3, 15)
    assert found.fix is None


def test_fix_joins_and_keeps_comments():
    source = "FROM debian:12\nRUN apt-get update\n# tools\n\nRUN apt-get install -y curl\n"
    (found,) = found_in(source)

    after = apply_edits(source, found.fix.edits)

    assert after == "FROM debian:12\nRUN apt-get update \\\n# tools\n && apt-get install -y curl\n"
    assert check(after).errors == ()


def test_fix_uses_the_escape_of_the_file():
    source = "# escape=`\nFROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n"
    (found,) = found_in(source)

    after = apply_edits(source, found.fix.edits)

    assert "RUN apt-get update `\n && apt-get install -y curl\n" in after
    assert found_in(after) == []


@pytest.mark.parametrize(
    "rest",
    [
        "ENV A=b\nRUN apt-get install -y curl",
        'RUN ["apt-get", "install", "-y", "curl"]',
        "RUN --network=none apt-get install -y curl",
        "RUN apt-get install -y curl || true",
        "RUN <<E\napt-get install -y curl\nE",
    ],
)
def test_no_fix_where_joining_changes_something(rest):
    assert [f.fix for f in found_in(f"FROM debian:12\nRUN apt-get update\n{rest}\n")] == [None]
