"""SignalsNotPassed: when `sh -c` stays process 1 of a service."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "SignalsNotPassed"]


def lines(source, **given):
    return [finding.line for finding in found(source, **given)]


@pytest.mark.parametrize(
    "script",
    [
        "node server.js",
        "node migrate.js && node server.js",
        "cd /app; node server.js --port $PORT",
        "NODE_ENV=production node server.js",
    ],
)
def test_shell_that_waits(script):
    assert lines(f'FROM node:24\nUSER node\nCMD ["sh", "-c", "{script}"]\n') == [3]


@pytest.mark.parametrize(
    "script",
    [
        "exec node server.js",
        "node migrate.js && exec node server.js",
        "trap 'kill $!' TERM; node server.js & wait",
        "node server.js | tee /log",
        'exec \\"$@\\"',
        "true",
        "if true; then node server.js; fi",
        "node server.js &",
    ],
)
def test_script_that_is_fine_or_not_certain(script):
    assert lines(f'FROM node:24\nUSER node\nCMD ["sh", "-c", "{script}"]\n') == []


@pytest.mark.parametrize("base", ["node:24-alpine", "alpine:3", "fedora:42", "scratch"])
def test_shell_that_replaces_itself_or_is_unknown(base):
    assert lines(f'FROM {base}\nCMD ["sh", "-c", "node server.js"]\n') == []


@pytest.mark.parametrize(
    "command",
    [
        'CMD ["node", "server.js"]',
        'CMD ["bash", "-c", "node server.js"]',
        'CMD ["sh", "start.sh"]',
        "CMD node server.js",
    ],
)
def test_other_forms(command):
    assert lines(f"FROM node:24\n{command}\n") == []


def test_exposed_port_makes_it_a_service():
    source = 'FROM debian:12\nCMD ["/bin/sh", "-c", "/app --port 80"]\n'

    assert lines(source) == []
    assert lines(source.replace("CMD", "EXPOSE 80\nCMD")) == [3]


def test_entrypoint_counts_before_the_command():
    source = 'FROM node:24\nENTRYPOINT ["/init"]\nCMD ["sh", "-c", "node server.js"]\n'

    assert lines(source) == []


def test_fix_puts_exec_in_front_of_the_last_command():
    source = 'FROM node:24\nCMD ["sh", "-c", "node a.js && node b.js"]\n'
    (finding,) = found(source)

    assert apply_edits(source, finding.fix.edits) == source.replace("&& node", "&& exec node")


@pytest.mark.parametrize("script", [r"node \"a b.js\"", "A=1 node a.js"])
def test_no_fix_where_the_place_is_not_certain(script):
    (finding,) = found(f'FROM node:24\nCMD ["sh", "-c", "{script}"]\n')

    assert finding.fix is None
