"""ExposeInvalidFormat: addresses and host ports."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "ExposeInvalidFormat"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_host_port_and_address_are_dropped():
    assert mended("FROM a\nEXPOSE 1:80/tcp\n") == "FROM a\nEXPOSE 80/tcp\n"
    assert mended("FROM a\nEXPOSE 127.0.0.1:1:80\n") == "FROM a\nEXPOSE 80\n"


def test_port_from_a_variable_is_left():
    (finding,) = found("FROM a\nARG P=1:80\nEXPOSE $P\n")

    assert finding.fix is None


def test_port_that_cannot_be_read_is_an_error_and_no_finding():
    assert lines("FROM a\nEXPOSE 1:x 80\n") == []
