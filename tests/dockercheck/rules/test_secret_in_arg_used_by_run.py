"""SecretInArgUsedByRun: which variables are secrets, and where a RUN uses them."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found_in(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "SecretInArgUsedByRun"]


def lines(source):
    return [found.line for found in found_in(source)]


@pytest.mark.parametrize(
    "name",
    ["GITHUB_TOKEN", "NPM_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "api_key", "TOKEN"],
)
@pytest.mark.parametrize("keyword", ["ARG {}", "ENV {}=hunter2"])
def test_secret_used_by_a_run(name, keyword):
    assert lines(f"FROM node:22\n{keyword.format(name)}\nRUN deploy ${name}\n") == [3]


@pytest.mark.parametrize(
    "declaration",
    [
        "ARG TOKEN_FILE",
        "ARG PUBLIC_KEY",
        "ARG SSH_KEY_PATH",
        "ENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305",
        "ARG CACHE_KEY",
        "ENV SECRET_KEY=dummy",
        "ARG DB_PASSWORD=changeme",
        "ARG KEYSERVER",
        "ARG AUTHOR",
        "ARG VERSION",
    ],
)
def test_variables_without_a_secret(declaration):
    name = declaration.split()[1].partition("=")[0]

    assert lines(f"FROM node:22\n{declaration}\nRUN use ${name}\n") == []


@pytest.mark.parametrize(
    "run",
    [
        "RUN --mount=type=secret,id=t,env=TOKEN use $TOKEN",
        "RUN TOKEN=$(cat /run/secrets/t) && use $TOKEN",
        "RUN use '$TOKEN'",
        "RUN npm ci",
    ],
)
def test_runs_that_do_not_use_it(run):
    assert lines(f"FROM node:22\nARG TOKEN\n{run}\n") == []


def test_use_before_the_declaration():
    assert lines("FROM node:22\nRUN use $TOKEN\nARG TOKEN\n") == []


def test_use_inside_a_heredoc_is_at_its_line():
    source = "FROM node:22\nARG TOKEN\nRUN <<EOF\nset -e\nlogin ${TOKEN}\nEOF\n"

    (found,) = found_in(source)

    assert found.span == (5, 7, 5, 15)


def test_declaration_in_the_stage_below():
    source = "FROM node:22 AS a\nARG TOKEN\nFROM a\nRUN use $TOKEN\n"

    assert lines(source) == [4]


def test_why_tells_where_it_is_kept():
    image = found_in("FROM node:22\nARG TOKEN\nRUN use $TOKEN\n")[0]
    stage = found_in(
        "FROM node:22 AS b\nARG TOKEN\nRUN use $TOKEN\nFROM node:22\nCOPY --from=b /a /\n"
    )
    config = found_in("FROM node:22\nENV TOKEN=abc123abc\nRUN use $TOKEN\n")[0]

    assert "docker history" in image.why
    assert "provenance (mode=max)" in stage[0].why
    assert "the image's configuration" in config.why


def test_fix_mounts_it_in_every_run_and_drops_the_declaration():
    source = "FROM node:22\nARG NPM_TOKEN\nRUN use $NPM_TOKEN\nRUN --network=none use $NPM_TOKEN\n"
    first, second = found_in(source)

    mount = "--mount=type=secret,id=npm_token,env=NPM_TOKEN"
    assert first.fix == second.fix
    assert apply_edits(source, first.fix.edits) == (
        f"FROM node:22\nRUN {mount} use $NPM_TOKEN\nRUN {mount} --network=none use $NPM_TOKEN\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "FROM node:22\nENV TOKEN=abc123abc\nRUN use $TOKEN\n",
        "FROM node:22\nARG TOKEN=abc123abc\nRUN use $TOKEN\n",
        "FROM node:22\nARG TOKEN\nRUN use $TOKEN\nENV A=$TOKEN\n",
        "FROM node:22\nARG A TOKEN\nRUN use $TOKEN\n",
    ],
)
def test_no_fix_where_something_else_needs_it(source):
    assert [found.fix for found in found_in(source)] == [None]
