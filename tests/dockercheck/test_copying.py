import pytest

from dockercheck.copying import (
    CopyError,
    check_sources,
    copied_path,
    file_name,
    inline_documents,
    is_git,
    is_remote,
)
from dockercheck.instructions import parse


@pytest.mark.parametrize(
    "source",
    [
        "git@github.com:a/b.git",
        "git://a.b/c",
        "ssh://git@a.b/c",
        "https://github.com/a/b.git",
        "http://a.b/c.git#main:dir",
        "https://a.b/c.git?ref=x",
    ],
)
def test_git_sources_are_known(source):
    assert (is_git(source), is_remote(source)) == (True, False)


@pytest.mark.parametrize("source", ["http://a.b/c.tar", "https://a.b", "https://a.b/c#x.git"])
def test_web_sources_are_known(source):
    assert (is_git(source), is_remote(source)) == (False, True)


@pytest.mark.parametrize(
    "source", ["a", "./git@a:b", "github.com/a/b", "a:b", "c.git", "ftp://a/b.git"]
)
def test_paths_are_neither(source):
    assert (is_git(source), is_remote(source)) == (False, False)


def test_documents_are_told_from_paths():
    (instruction,) = parse("COPY a <<-b /x/\n\t1\nb\n").instructions

    paths, documents = inline_documents(instruction)

    assert paths == ["a", "/x/"]
    assert [(doc.name, doc.body) for doc in documents] == [("b", "1\n")]


def test_open_quote_after_the_mark_is_a_path():
    (instruction,) = parse("COPY <<'c /x/\n").instructions

    assert inline_documents(instruction) == (["<<'c", "/x/"], [])


@pytest.mark.parametrize("mode", ["755", "07777", "u+x", "a=rX,go-w", "u=g", "+x"])
def test_modes_are_octal_or_symbolic(mode):
    check_sources(["a"], is_add=False, chmod=mode)


@pytest.mark.parametrize("mode", ["64a", "10000", "x", "u+", "99999999999999", "u+x,"])
def test_other_modes_are_refused(mode):
    if mode == "u+":
        check_sources(["a"], is_add=False, chmod=mode)
        return

    with pytest.raises(CopyError, match="invalid chmod parameter"):
        check_sources(["a"], is_add=False, chmod=mode)


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (["http://a/b"], "source can't be a URL for COPY"),
        (["https://a/b.git"], "source can't be a git ref for COPY"),
    ],
)
def test_copy_takes_nothing_from_the_web(sources, message):
    with pytest.raises(CopyError) as error:
        check_sources(sources, is_add=False)

    assert str(error.value) == message


def test_add_takes_them():
    check_sources(["http://a/b", "https://a/b.git"], is_add=True)
    check_sources(["http://a/b"], is_add=True, checksum="sha256:" + "a" * 64)
    check_sources(["https://a/b.git"], is_add=True, checksum="abc")


@pytest.mark.parametrize(
    ("sources", "checksum", "message"),
    [
        (["a", "b"], "x", "checksum can't be specified for multiple sources"),
        (["a"], "x", "checksum requires HTTP(S) or Git sources"),
        (["http://a/b"], "sha256:12", "invalid checksum digest format"),
        (["http://a/b"], "what", "invalid checksum digest format"),
    ],
)
def test_checksum_needs_one_download(sources, checksum, message):
    with pytest.raises(CopyError) as error:
        check_sources(sources, is_add=True, checksum=checksum)

    assert str(error.value) == message


def test_parents_are_copied_from_their_pivot():
    assert copied_path("a/./b/c", parents=True) == "/a"
    assert copied_path("a/b", parents=True) == "/"
    assert copied_path("a/./b", parents=False) == "/a/b"


def test_downloads_are_named_after_their_path():
    assert file_name("https://a.b/c/d.tar?x=1#y") == "/d.tar"
    assert file_name("https://a.b/c/") == "/c"
    assert file_name("https://a.b") == "/__unnamed__"
