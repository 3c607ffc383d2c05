"""ConsistentInstructionCasing: the case most instructions have."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [
        f for f in check(source, **options).all_findings if f.rule == "ConsistentInstructionCasing"
    ]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_minority_is_told():
    assert lines("FROM a\nRUN x\nrun y\n") == [3]
    assert lines("from a\nrun x\nRUN y\n") == [3]


def test_upper_case_wins_a_draw():
    assert lines("FROM a\nrun y\n") == [2]


def test_mixed_case_is_always_told():
    assert lines("From a\nRun x\n") == [1, 2]


def test_arguments_in_front_do_not_count():
    assert lines("arg A\nFROM a\n") == []


def test_as_is_written_like_its_from():
    assert mended("from a as b\nRUN x\nRUN y\n") == "FROM a AS b\nRUN x\nRUN y\n"
    assert mended("FROM a as b\nrun x\nrun y\n") == "from a as b\nrun x\nrun y\n"
    assert mended("FROM a AS b\nrun x\nrun y\n") == "from a as b\nrun x\nrun y\n"
