"""What a file is for, by its path."""

import pytest

from dockercheck.simulation.kinds import is_surely_file, kind_of


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/src/main.go", "source"),
        ("/app/server.py", "source"),
        ("/app/app.jar", "binary"),
        ("/usr/lib/libx.so.1", "binary"),
        ("/usr/local/bin/app", "binary"),
        ("/app/node_modules/x/index.js", "dependency"),
        ("/go/pkg/mod/x.go", "dependency"),
        ("/usr/local/go/bin/go", "tool"),
        ("/bin/uv", "tool"),
        ("/app/uv", "other"),
        ("/app/package.json", "config"),
        ("/app/Dockerfile", "config"),
        ("/app/.env", "secret"),
        ("/root/.ssh/id_rsa", "secret"),
        ("/app/README.md", "other"),
        ("/app/app", "other"),
    ],
)
def test_a_path_tells_the_kind(path, expected):
    assert kind_of(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/go.mod", True),
        ("/a/Makefile", True),
        ("/a/.npmrc", True),
        ("/a/conf.d", False),
        ("/a/.github", False),
        ("/a/src", False),
        ("/a/v1.2", False),
        ("/a/x.", False),
    ],
)
def test_a_name_tells_a_file_from_what_may_be_a_directory(path, expected):
    assert is_surely_file(path) is expected
