"""PrivateFilesCopied: what lies in the context and what the ignore file lets through."""

import pytest

from dockercheck import check

SOURCE = "FROM debian:12\nCOPY . .\n"


def messages(source=SOURCE, **given):
    return [f.message for f in check(source, **given).findings if f.rule == "PrivateFilesCopied"]


def test_nothing_known():
    assert messages() == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (".git/HEAD", ".git"),
        ("sub/.git/config", "sub/.git"),
        (".env", ".env"),
        ("api/.env.production", "api/.env.production"),
        ("tls/server.key", "tls/server.key"),
        (".ssh/id_rsa", ".ssh"),
        ("id_ed25519", "id_ed25519"),
        (".npmrc", ".npmrc"),
        ("cert.p12", "cert.p12"),
    ],
)
def test_private_path_in_the_context(path, name):
    assert messages(context=["main.py", path]) == [f"COPY brings {name} into the image"]


@pytest.mark.parametrize(
    "path",
    ["main.py", ".env.example", ".env.sample", ".gitignore", "src/env.py", "keys.py", "id_rsa.pub"],
)
def test_harmless_path(path):
    assert messages(context=[path]) == []


def test_ignored_path():
    assert messages(context=[".git/HEAD", ".env"], dockerignore=".git\n.env\n") == []


def test_one_is_ignored_and_one_is_not():
    assert messages(context=[".git/HEAD", ".env"], dockerignore=".env\n") == [
        "COPY brings .git into the image"
    ]


def test_ignore_file_alone():
    assert messages(dockerignore="node_modules\n") == ["COPY would bring .env, .git into the image"]
    assert messages(dockerignore=".env\n") == ["COPY would bring .git into the image"]
    assert messages(dockerignore=".git\n") == []
    assert messages(dockerignore="*\n!src\n") == []


def test_many_names_are_cut_short():
    (message,) = messages(context=[f"{n}.key" for n in range(5)])

    assert message == "COPY brings 0.key, 1.key, 2.key, and others into the image"


def test_build_stage():
    source = "FROM debian:12 AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /a /a\n"

    assert messages(source, context=[".env"]) == []
