"""StageNameCasing: names with capital letters."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "StageNameCasing"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_name_is_mended():
    assert mended("FROM a AS Build\n") == "FROM a AS build\n"


def test_small_letters_and_no_name():
    assert lines("FROM a AS build\nFROM b\n") == []
