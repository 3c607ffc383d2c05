"""InvalidDefinitionDescription: comments that describe."""

from dockercheck import check


def found(source, **options):
    return [
        f for f in check(source, **options).all_findings if f.rule == "InvalidDefinitionDescription"
    ]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


ASK = "# check=experimental=InvalidDefinitionDescription\n\n"


def test_comment_that_names_what_it_describes():
    assert lines(f"{ASK}# b compiles\nFROM a AS b\n# V is it\nARG V\n") == []


def test_other_comments():
    assert lines(f"{ASK}# compiles\nFROM a AS b\n# x\nARG V W\n") == [4, 6]


def test_last_line_of_the_comment_counts():
    assert lines(f"{ASK}# note\n# b compiles\nFROM a AS b\n") == []


def test_stages_without_a_name_and_other_instructions():
    assert lines(f"{ASK}# note\nFROM a\n# note\nRUN x\n") == []
