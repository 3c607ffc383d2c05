"""ReservedStageName: names with a meaning of their own."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "ReservedStageName"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_both_words():
    assert lines("FROM a AS scratch\nFROM a AS Context\nFROM a AS b\n") == [1, 2]
