"""UnpinnedBase: bases that change from day to day."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "UnpinnedBase"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_no_tag_and_latest():
    assert lines("FROM a\nFROM b:latest\n") == [1, 2]


def test_tag_digest_stage_and_scratch():
    digest = "sha256:" + "0" * 64

    assert lines(f"FROM a:1 AS s\nFROM b@{digest}\nFROM s\nFROM scratch\n") == []


def test_tag_from_a_variable_is_expanded():
    assert lines("ARG T=1\nFROM a:$T\n") == []
