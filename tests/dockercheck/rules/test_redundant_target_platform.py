"""RedundantTargetPlatform: what a build does anyway."""

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "RedundantTargetPlatform"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def mended(source, **options):
    (finding,) = found(source, **options)
    return apply_edits(source, finding.fix.edits)


def test_flag_is_removed():
    text = "FROM --platform=$TARGETPLATFORM a AS b\n"

    assert mended(text) == "FROM a AS b\n"


def test_other_platforms_are_meant():
    assert lines("FROM --platform=$BUILDPLATFORM a\n") == []
    assert lines("FROM --platform=$TARGETOS/$TARGETARCH a\n") == []
    assert lines("FROM a\n") == []
