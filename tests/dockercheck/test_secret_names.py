"""Names that say that something is secret."""

import pytest

from dockercheck.secret_names import is_secret_file, is_secret_variable


@pytest.mark.parametrize(
    "path",
    ["/a/.env", ".env.production", "id_rsa", "/root/.ssh/deploy", "/x/.aws", "server.key", "a.pem"],
)
def test_secret_files(path):
    assert is_secret_file(path)


@pytest.mark.parametrize(
    "path",
    ["/a/.env.example", "id_rsa.pub", "/root/.ssh/known_hosts", "ca-bundle.pem", "env", "key.go"],
)
def test_other_files(path):
    assert not is_secret_file(path)


@pytest.mark.parametrize("name", ["TOKEN", "DB_PASSWORD", "github_pat", "SECRET_KEY_BASE"])
def test_secret_variables(name):
    assert is_secret_variable(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN_FILE", None),
        ("GPG_KEY", "ABCD"),
        ("KEY_ID", "x"),
        ("TOKENIZER", "x"),
        ("PASSWORD", "changeme"),
        ("SIGN_KEY", "7169605F62C751356D054A26A821E680E5FA6305"),
    ],
)
def test_other_variables(name, value):
    assert not is_secret_variable(name, value)
