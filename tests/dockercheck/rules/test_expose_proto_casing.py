"""ExposeProtoCasing: protocols with capital letters."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "ExposeProtoCasing"]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_protocol_is_mended():
    assert mended("FROM a\nEXPOSE 80/Tcp 81/udp\n") == "FROM a\nEXPOSE 80/tcp 81/udp\n"


def test_protocol_from_a_variable_is_left():
    (finding,) = found("FROM a\nARG P=80/TCP\nEXPOSE $P\n")

    assert finding.fix is None
