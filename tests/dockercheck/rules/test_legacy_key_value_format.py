"""LegacyKeyValueFormat: ENV and LABEL without an equals sign."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "LegacyKeyValueFormat"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_value_with_spaces_gets_quotes():
    assert mended("FROM a\nENV A b c\n") == 'FROM a\nENV A="b c"\n'
    assert mended("FROM a\nLABEL a b\n") == "FROM a\nLABEL a=b\n"


def test_value_that_would_read_differently_is_left():
    for value in ("'a'", '"a"', "a\\ b", "a \\\n b"):
        (finding,) = found(f"FROM a\nENV A {value}\n")
        assert finding.fix is None


def test_env_that_fails_is_left_out():
    assert lines("FROM a\nENV A ${B:?no}\n") == []


def test_new_form():
    assert lines("FROM a\nENV A=b\nLABEL a=b c=d\n") == []
