"""DuplicateStageName: names given twice."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "DuplicateStageName"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_each_repetition_is_told():
    text = "FROM a AS s\nFROM a AS S\nFROM a\nFROM a AS s\n"

    assert lines(text) == [2, 4]
    assert "line 1" in found(text)[1].why
