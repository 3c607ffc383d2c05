"""WorkdirRelativePath: directories that depend on the base."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "WorkdirRelativePath"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_first_relative_one_is_told():
    assert lines("FROM a\nWORKDIR b\nWORKDIR c\n") == [2]


def test_absolute_one_settles_it_for_stages_on_top():
    assert lines("FROM a AS s\nWORKDIR /b\nFROM s\nWORKDIR c\n") == []


def test_mended_where_the_base_is_known():
    text = "FROM {}\nWORKDIR b\n"

    assert mended(text.format("scratch")) == "FROM scratch\nWORKDIR /b\n"
    images = {"a": {"config": {"WorkingDir": "/w"}}}
    assert mended(text.format("a"), images=images) == "FROM a\nWORKDIR /w/b\n"
    assert found(text.format("a"))[0].fix is None


def test_path_from_a_variable_is_left():
    (finding,) = found("FROM scratch\nARG B=b\nWORKDIR $B\n")

    assert finding.fix is None
