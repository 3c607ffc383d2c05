"""InvalidBaseImagePlatform: images that are for another machine."""

from dockercheck import check


def found(source, **options):
    return [
        f for f in check(source, **options).all_findings if f.rule == "InvalidBaseImagePlatform"
    ]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


FACTS = {"a": {"platform": "linux/arm64"}}


def test_known_image_for_another_platform():
    assert lines("FROM a\n", images=FACTS) == [1]


def test_platform_that_is_asked_for():
    assert lines("FROM --platform=linux/arm64 a\n", images=FACTS) == []


def test_variant_does_not_count():
    images = {"a": {"platform": "linux/arm/v6"}}

    assert lines("FROM --platform=linux/arm/v7 a\n", images=images) == []


def test_target_platform_of_the_build_counts():
    args = {"TARGETPLATFORM": "linux/arm64"}

    assert lines("FROM a\n", images=FACTS, build_args=args) == []


def test_nothing_known_is_nothing_said():
    assert lines("FROM b\nFROM scratch\n", images=FACTS) == []
    assert lines("FROM a\n", images={"a": {"platform": "a/b/c/d/e"}}) == []
