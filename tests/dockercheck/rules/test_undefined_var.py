"""UndefinedVar: variables nobody has set."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "UndefinedVar"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def why(source):
    (finding,) = found(source)
    return finding.why


def test_each_cause_is_told():
    assert "above the first FROM" in why("ARG V=1\nFROM a\nENV X=$V\n")
    assert "set below" in why("FROM a\nENV X=$V\nENV V=1\n")
    assert "set in s and not in" in why("FROM a AS s\nENV V=1\nFROM a\nENV X=$V\n")
    assert "Nothing sets V" in why("FROM a\nENV X=$V\n")


def test_near_name_is_told():
    (finding,) = found("FROM a\nENV NAME=1\nENV X=$NAMME\n")

    assert finding.message == "Usage of undefined variable '$NAMME' (did you mean $NAME?)"


def test_comment_of_the_instruction_counts_for_every_line_of_it():
    text = "FROM a\n# check=skip=UndefinedVar\nENV X=1 \\\n  Y=$V\n"

    assert lines(text) == []


def test_place_is_that_of_the_instruction_up_to_the_word():
    (finding,) = found("FROM a\nENV X=1 \\\n  Y=$V\n")

    assert finding.span[:3] == (2, 1, 3)
