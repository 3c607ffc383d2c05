"""JSONArgsRecommended: programs that should be process 1."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "JSONArgsRecommended"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_plain_words_are_mended():
    assert mended("FROM a\nCMD node  server.js\n") == 'FROM a\nCMD ["node", "server.js"]\n'


def test_what_needs_a_shell_is_left():
    for command in ("cd /x", "a && b", "A=1 b", "echo $A", "a \\\n b"):
        (finding,) = found(f"FROM a\nCMD {command}\n")
        assert finding.fix is None


def test_chosen_shell_is_meant():
    assert lines('FROM a\nSHELL ["/bin/bash", "-c"]\nCMD a\n') == []
    assert lines("FROM a\nCMD a\n", images={"a": {"config": {"Shell": ["x"]}}}) == []


def test_empty_command():
    (finding,) = found("FROM a\nENTRYPOINT \n")

    assert finding.fix is None
