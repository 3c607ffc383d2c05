"""CircularStages: the line that closes a circle, and the circle's name."""

from dockercheck import check


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
