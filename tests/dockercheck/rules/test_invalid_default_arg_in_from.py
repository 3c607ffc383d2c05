"""InvalidDefaultArgInFrom: defaults that name no image."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "InvalidDefaultArgInFrom"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_tag_without_a_default():
    assert lines("ARG T\nFROM a:$T\n", build_args={"T": "1"}) == [2]


def test_default_that_works():
    assert lines("ARG T=1\nFROM a:$T\n") == []


def test_nothing_is_said_where_defaults_cannot_be_expanded():
    assert lines("ARG T=${X:?no}\nFROM a:$T\n", build_args={"T": "1"}) == []
    assert lines("ARG T\nFROM ${T:?no}\n", build_args={"T": "a"}) == []
