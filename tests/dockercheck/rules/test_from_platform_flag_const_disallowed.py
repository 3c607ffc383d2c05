"""FromPlatformFlagConstDisallowed: a platform for every build."""

from dockercheck import check


def found(source, **options):
    return [
        f
        for f in check(source, **options).all_findings
        if f.rule == "FromPlatformFlagConstDisallowed"
    ]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_constant_is_told():
    assert lines("FROM --platform=linux/arm64 a\n") == [1]


def test_name_that_tells_the_platform_is_meant():
    assert lines("FROM --platform=linux/arm64 a AS build-arm64\n") == []
    assert lines("FROM --platform=linux/arm64 a AS linux\n") == []


def test_variable_is_no_constant():
    assert lines("ARG P=linux/arm64\nFROM --platform=$P a\n") == []
    assert lines("FROM --platform=nonsense/a/b/c/d a\n") == []
