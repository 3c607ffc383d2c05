"""FromAsCasing: AS is written like its FROM."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "FromAsCasing"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_both_ways_are_mended():
    assert mended("FROM a as b\n") == "FROM a AS b\n"
    assert mended("from a AS b\n") == "from a as b\n"


def test_mixed_case_is_no_matter_of_this_rule():
    assert lines("From a as b\n") == []


def test_stage_without_a_name():
    assert lines("FROM a\n") == []
