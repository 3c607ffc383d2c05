"""NoEmptyContinuation: empty lines inside an instruction."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "NoEmptyContinuation"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_empty_lines_are_removed():
    text = "FROM a\nRUN x \\\n\n  \n  y\n"

    assert lines(text) == [5]
    assert mended(text) == "FROM a\nRUN x \\\n  y\n"


def test_comment_is_no_empty_line():
    assert lines("FROM a\nRUN x \\\n# note\n  y\n") == []
