"""LastStageAsRoot: whose user is root, and who gives root up by itself."""

import pytest

from dockercheck import check

APP = 'CMD ["/app"]'


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "LastStageAsRoot"]


def lines(source, **given):
    return [finding.line for finding in found(source, **given)]


@pytest.mark.parametrize(
    "base",
    [
        "debian:12-slim",
        "node:24",
        "scratch",
        "gcr.io/distroless/static-debian12",
        "mcr.microsoft.com/dotnet/aspnet:9.0",
    ],
)
def test_image_that_is_known_to_start_as_root(base):
    assert lines(f"FROM {base}\n{APP}\n") == [2]


@pytest.mark.parametrize(
    "base",
    [
        "gcr.io/distroless/static-debian12:nonroot",
        "gcr.io/distroless/static-debian12:debug-nonroot",
        "nginxinc/nginx-unprivileged:1",
        "example/app:1",
        "solr:9",
        "mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled",
        "mcr.microsoft.com/windows/nanoserver:ltsc2022",
    ],
)
def test_image_with_another_user_or_unknown(base):
    assert lines(f"FROM {base}\n{APP}\n") == []


@pytest.mark.parametrize("user", ["root", "0", "0:0", "root:app", "root:root"])
def test_user_says_root(user):
    assert lines(f"FROM example/app:1\nUSER {user}\n{APP}\n") == [2]


@pytest.mark.parametrize("user", ["app", "65532", "65532:0", "$APP_UID", "$SET_BY_IMAGE"])
def test_user_says_another(user):
    assert lines(f"FROM debian:12\nENV APP_UID=7\nUSER {user}\n{APP}\n") == []


def test_last_user_counts():
    assert lines(f"FROM debian:12\nUSER app\nUSER root\n{APP}\n") == [3]
    assert lines(f"FROM debian:12\nUSER root\nUSER app\n{APP}\n") == []


def test_user_of_a_base_stage():
    assert lines(f"FROM debian:12 AS base\nUSER app\nFROM base\n{APP}\n") == []


def test_user_of_another_stage_does_not_come_along():
    assert lines(f"FROM debian:12 AS build\nUSER app\nFROM debian:12\n{APP}\n") == [4]


def test_known_image():
    source = f"FROM example/app:1\n{APP}\n"

    assert lines(source, images={"example/app": {"user": "root"}}) == [2]
    assert lines(source, images={"example/app": {"user": "app"}}) == []
    assert lines(source, images={"example/app": {"config": {"User": ""}}}) == [2]
    assert lines(source, images={"example/app": {"config": {"User": "7"}}}) == []


def test_image_without_a_command_of_its_own():
    assert lines("FROM debian:12\nRUN apt-get update\n") == []


@pytest.mark.parametrize("name", ["dev", "test", "builder"])
def test_workshop(name):
    assert lines(f"FROM debian:12 AS {name}\n{APP}\n") == []


@pytest.mark.parametrize(
    "command",
    [
        'CMD ["nginx", "-g", "daemon off;"]',
        'CMD ["/usr/sbin/nginx"]',
        'ENTRYPOINT ["tini", "--", "gosu", "app", "/app"]',
        "CMD exec su-exec app /app",
        'ENTRYPOINT ["apache2-foreground"]',
        'ENTRYPOINT ["/usr/bin/supervisord"]',
    ],
)
def test_program_that_gives_up_root(command):
    assert lines(f"FROM debian:12\n{command}\n") == []


def test_entrypoint_script_that_may_give_up_root():
    script = 'ENTRYPOINT ["docker-entrypoint.sh"]'

    assert lines(f"FROM debian:12\nRUN apt-get install -y gosu\n{script}\n") == []
    assert lines(f"FROM debian:12\n{script}\n") == [2]


def test_user_that_is_made_and_not_used_is_named():
    (finding,) = found(f"FROM debian:12\nRUN useradd --system shop\n{APP}\n")

    assert "The user shop is made" in finding.why


def test_image_that_opens_a_shell():
    assert lines('FROM scratch\nCOPY --from=debian:12 / /\nCMD ["bash"]\n') == []


def test_command_that_makes_a_user_is_not_always_plain():
    for command in ("useradd $NAME", "echo useradd", "adduser"):
        (finding,) = found(f"FROM debian:12\nRUN {command}\n{APP}\n")

        assert "is made" not in finding.why


def test_module_in_webassembly():
    assert lines('FROM scratch\nCOPY app.wasm /\nENTRYPOINT ["/app.wasm"]\n') == []


def test_name_of_the_image_cannot_be_read():
    assert lines(f"FROM Debian\n{APP}\n") == []


@pytest.mark.parametrize("base", ["cgr.dev/chainguard/node:latest", "ghcr.io/shop/base:1"])
def test_image_of_somebody_else(base):
    assert lines(f"FROM {base}\n{APP}\n") == []
