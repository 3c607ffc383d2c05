"""CircularStages: the line that closes a circle, and the circle's name."""

from dockercheck import check
from dockercheck.rules import circular_stages


def found(source):
    return [f for f in check(source).findings if f.rule == "CircularStages"]


def test_two_stages():
    source = "FROM debian AS a\nCOPY --from=b /x /x\nFROM debian AS b\nCOPY --from=a /x /x\n"

    (finding,) = found(source)

    assert finding.line == 2
    assert "a → b → a" in finding.why


def test_three_stages_through_from_and_a_mount():
    source = (
        "FROM debian AS a\nRUN --mount=from=c,target=/c true\n"
        "FROM a AS b\nFROM debian AS c\nCOPY --from=b /x /x\n"
    )

    (finding,) = found(source)

    assert finding.line == 2
    assert "a → c → b → a" in finding.why


def test_stage_that_copies_from_itself():
    (finding,) = found("FROM debian AS a\nCOPY --from=a /x /x\n")

    assert finding.line == 2
    assert "itself" in finding.message


def test_the_build_stops_too():
    source = "FROM debian AS a\nCOPY --from=b /x /x\nFROM debian AS b\nCOPY --from=a /x /x\n"

    assert [error.message for error in check(source).errors] == [
        "circular dependency detected on stage: a"
    ]


def test_forward_reference_is_no_circle():
    source = "FROM debian AS a\nCOPY --from=b /x /x\nFROM debian AS b\n"

    assert found(source) == []


def test_no_circle():
    assert found("FROM debian AS a\nFROM a AS b\nCOPY --from=a /x /x\n") == []


def test_circle_with_a_side_way():
    source = (
        "FROM debian AS a\nCOPY --from=b /x /x\nFROM debian AS side\nFROM debian AS b\n"
        "COPY --from=side /x /x\nCOPY --from=a /x /x\n"
    )

    (finding,) = found(source)

    assert "a → b → a" in finding.why


def circle_of(number):
    return "".join(
        f"FROM debian AS s{each}\nCOPY --from=s{(each + 1) % number} /x /x\n"
        for each in range(number)
    )


def test_long_circle_is_named_in_short():
    (finding, *_) = found(circle_of(30))

    assert (
        "circle s0 → s1 → s2 → s3 → s4 → s5 → … → s25 → s26 → s27 → s28 → s29 → s0:" in finding.why
    )


def test_only_so_many_lines_are_followed(monkeypatch):
    ways = []
    way = circular_stages._way
    monkeypatch.setattr(circular_stages, "_way", lambda *of: ways.append(of) or way(*of))

    assert len(found(circle_of(400))) == circular_stages.MAX_SEARCHES
    assert len(ways) == circular_stages.MAX_SEARCHES
