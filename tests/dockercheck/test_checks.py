import pytest

from dockercheck.checks import CheckOptionError, Checks, checks_in_comments, parse_checks


def test_options_are_separated_by_semicolons():
    assert parse_checks(" skip=A, B;error=true;experimental=C ") == Checks(
        frozenset({"A", "B"}), frozenset({"C"}), error=True
    )
    assert parse_checks("") == Checks()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("skip", 'invalid check option "skip"'),
        ("foo=1", 'invalid check option "foo"'),
        ("error=x", 'failed to parse check option "error=x"'),
    ],
)
def test_other_options_are_refused(text, message):
    with pytest.raises(CheckOptionError) as error:
        parse_checks(text)

    assert str(error.value) == message


def test_all_stands_for_every_check():
    assert parse_checks("skip=all").allow("A", experimental=False) is False
    assert parse_checks("experimental=all").allow("A", experimental=True) is True


def test_experimental_checks_have_to_be_asked_for():
    assert Checks().allow("A", experimental=True) is False
    assert parse_checks("skip=all;experimental=A").allow("A", experimental=True) is True


def test_options_of_an_instruction_come_on_top():
    merged = parse_checks("skip=A;error=1").merged(parse_checks("skip=B"))

    assert merged == Checks(frozenset({"A", "B"}), error=True)


def test_first_check_comment_counts():
    assert checks_in_comments(["note", "check=skip=A // why", "check=skip=B"]) == Checks(
        frozenset({"A"})
    )
    assert checks_in_comments(["check=what"]) is None
    assert checks_in_comments(["syntax=x"]) is None
