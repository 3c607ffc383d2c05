"""CopyIgnoredFile: files that never reach the build."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "CopyIgnoredFile"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_ignored_file():
    assert lines("FROM a\nCOPY b c /\nADD b /\n", dockerignore="b\n") == [2, 3]


def test_ignored_directory_holds_the_file():
    assert lines("FROM a\nCOPY b/c /\n", dockerignore="b\n") == [2]


def test_files_of_a_stage_and_of_the_net_are_no_matter():
    text = "FROM a AS s\nFROM a\nCOPY --from=s b /\nADD https://b.org/b /\n"

    assert lines(text, dockerignore="*\n") == []


def test_whole_context_is_told_only_where_all_is_ignored():
    assert lines("FROM a\nCOPY . /\n", dockerignore="b\n") == []
    assert lines("FROM a\nCOPY . /\n", dockerignore="*\n") == [2]


def test_exceptions_make_it_silent_as_buildkit_is():
    assert lines("FROM a\nCOPY b /\n", dockerignore="*\n!c\n") == []


def test_without_an_ignore_file_nothing_is_known():
    assert lines("FROM a\nCOPY b /\n") == []
    assert lines("FROM a\nCOPY b /\n", dockerignore="# nothing\n") == []


def test_copy_that_fails_is_left_out():
    assert lines("FROM a\nCOPY --chmod=9 b /\n", dockerignore="b\n") == []
