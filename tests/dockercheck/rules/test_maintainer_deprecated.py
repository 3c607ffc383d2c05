"""MaintainerDeprecated: the old way to name somebody."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "MaintainerDeprecated"]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_becomes_a_label():
    label = 'LABEL org.opencontainers.image.authors="me <a@b.org>"'

    assert mended("FROM a\nMAINTAINER me <a@b.org>\n") == f"FROM a\n{label}\n"
    assert "\nlabel " in mended("from a\nmaintainer me\n")


def test_name_that_would_read_differently_is_left():
    (finding,) = found('FROM a\nMAINTAINER "$me"\n')

    assert finding.fix is None
