import io
import os
import sys

import pytest

from dockercheck import local_files
from dockercheck.local_files import (
    UnreadableError,
    list_context,
    read_dockerfile,
    read_ignore_file,
)


@pytest.fixture
def stdin(monkeypatch):
    def give(data):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def reason(call, *arguments):
    with pytest.raises(UnreadableError) as error:
        call(*arguments)
    return str(error.value)


# A Dockerfile


def test_bytes_of_a_file_are_kept_as_they_are(tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_bytes("\ufeffFROM a\r\n# ä 日本\r\n".encode())

    assert read_dockerfile(str(file)) == "\ufeffFROM a\r\n# ä 日本\r\n"


def test_dash_is_standard_input(stdin):
    stdin(b"FROM a\n")

    assert read_dockerfile("-") == "FROM a\n"


def test_standard_input_has_a_limit(stdin, monkeypatch):
    monkeypatch.setattr(local_files, "MAX_BYTES", 1000)
    stdin(b"#" * 1000)
    assert len(read_dockerfile("-")) == 1000

    stdin(b"#" * 1001)

    assert reason(read_dockerfile, "-") == "-: is longer than 1,000 bytes, the most that is read"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"FROM a\nRUN \0\n", "is binary, with a NUL byte in line 2"),
        (b"FROM a\n\n# caf\xe9\n", "is not UTF-8 text: byte 0xe9 in line 3"),
        ("FROM a\n".encode("utf-16"), "is UTF-16 text; a Dockerfile is UTF-8"),
        (b"\xfe\xff\0F", "is UTF-16 text; a Dockerfile is UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, data, why):
    file = tmp_path / "Dockerfile"
    file.write_bytes(data)

    assert reason(read_dockerfile, str(file)) == f"{file}: {why}"


def test_missing_file_and_directory_are_told_apart(tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text("FROM a\n")

    assert reason(read_dockerfile, f"{tmp_path}/no") == f"{tmp_path}/no: there is no such file"
    assert reason(read_dockerfile, str(tmp_path)) == f"{tmp_path}: is a directory, not a file"
    assert reason(read_dockerfile, f"{file}/x") == f"{file}/x: a part of its path is no directory"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (PermissionError(13, "Permission denied"), "you may not read it"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (OSError("odd"), "odd"),
    ],
)
def test_file_that_cannot_be_read(monkeypatch, error, why):
    def fail(*_arguments):
        raise error

    monkeypatch.setattr("builtins.open", fail)

    assert reason(read_dockerfile, "x") == f"x: {why}"


# The ignore file


def test_ignore_file_of_the_dockerfile_comes_first(tmp_path):
    file = tmp_path / "deploy" / "api.Dockerfile"
    file.parent.mkdir()
    assert read_ignore_file(str(file), str(tmp_path)) is None

    (tmp_path / ".dockerignore").write_text("common\n")
    assert read_ignore_file(str(file), str(tmp_path)) == "common\n"

    (tmp_path / "deploy" / "api.Dockerfile.dockerignore").write_text("")
    assert read_ignore_file(str(file), str(tmp_path)) == ""


def test_ignore_file_for_standard_input_is_that_of_the_context(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-.dockerignore").write_text("wrong\n")
    (tmp_path / ".dockerignore").write_text("right\n")

    assert read_ignore_file("-", str(tmp_path)) == "right\n"


def test_ignore_file_that_is_a_directory_is_refused(tmp_path):
    (tmp_path / ".dockerignore").mkdir()

    why = reason(read_ignore_file, "Dockerfile", str(tmp_path))

    assert why == f"{tmp_path}/.dockerignore: is a directory, not a file"


# The context


def test_context_is_listed_with_sizes(tmp_path):
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "go.mod").write_text("12345")
    (tmp_path / "src" / "deep" / "ä.go").write_text("123")
    os.mkfifo(tmp_path / "pipe")

    assert list_context(str(tmp_path)) == {"go.mod": 5, "src/deep/ä.go": 3}


def test_links_are_listed_and_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    context = tmp_path / "context"
    context.mkdir()
    (context / "out").symlink_to("../outside")
    (context / "loop").symlink_to(".")

    assert list_context(str(context)) == {"loop": len("."), "out": len("../outside")}


def test_context_of_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(local_files, "MAX_CONTEXT_ENTRIES", 3)
    for name in "abc":
        (tmp_path / name).mkdir()
    assert list_context(str(tmp_path)) == {}

    (tmp_path / "a" / "file").touch()

    assert reason(list_context, str(tmp_path)) == (
        f"{tmp_path}: has more than 3 files and directories; give a smaller context, or none"
    )


def test_large_directory_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(local_files, "MAX_CONTEXT_ENTRIES", 3)
    for number in range(9):
        (tmp_path / str(number)).touch()
    found = {}

    entries = local_files._list_directory("", str(tmp_path), found, [])

    assert (entries, len(found)) == (4, 4)


def test_context_that_is_no_directory(tmp_path):
    (tmp_path / "file").touch()

    for name in ("file", "no"):
        why = reason(list_context, f"{tmp_path}/{name}")
        assert why == f"{tmp_path}/{name}: there is no such directory"


def test_directory_that_may_not_be_read(tmp_path, monkeypatch):
    def fail(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", fail)

    assert reason(list_context, str(tmp_path)) == f"{tmp_path}: you may not read it"
