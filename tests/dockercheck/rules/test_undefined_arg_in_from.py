"""UndefinedArgInFrom: variables of FROM that no ARG declares."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "UndefinedArgInFrom"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_image_and_platform():
    assert lines("FROM a$X\n") == [1]
    assert lines("FROM --platform=linux$X/amd64 a\n") == [1]


def test_near_name_is_told():
    (finding,) = found("ARG VARIANT=-slim\nFROM a$VARIAN\n")

    assert finding.message.endswith("(did you mean VARIANT?)")


def test_declared_without_a_value_is_declared():
    assert lines("ARG X\nFROM a$X\n") == []


def test_arguments_of_every_build_are_known():
    assert lines("FROM --platform=$BUILDPLATFORM a\n") == []
