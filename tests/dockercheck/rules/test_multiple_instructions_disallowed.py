"""MultipleInstructionsDisallowed: only the last one counts."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [
        f
        for f in check(source, **options).all_findings
        if f.rule == "MultipleInstructionsDisallowed"
    ]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_all_but_the_last_are_told_and_removed():
    text = 'FROM a\nCMD ["x"]\nCMD ["y"]\nENTRYPOINT ["e"]\n'

    assert lines(text) == [2]
    assert mended(text) == 'FROM a\nCMD ["y"]\nENTRYPOINT ["e"]\n'


def test_three_are_two_too_many():
    assert lines("FROM a\nHEALTHCHECK NONE\nHEALTHCHECK NONE\nHEALTHCHECK NONE\n") == [2, 3]


def test_stages_are_counted_alone():
    assert lines('FROM a AS s\nCMD ["x"]\nFROM s\nCMD ["y"]\n') == []


def test_one_that_the_base_brings_cannot_be_removed_here():
    (finding,) = found('FROM a AS s\nONBUILD CMD ["x"]\nFROM s\nCMD ["y"]\n')

    assert (finding.line, finding.fix) == (3, None)
