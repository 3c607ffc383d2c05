"""SecretsUsedInArgOrEnv: names that sound like secrets."""

from dockercheck import check


def found(source, **options):
    return [f for f in check(source, **options).all_findings if f.rule == "SecretsUsedInArgOrEnv"]


def lines(source, **options):
    return [f.line for f in found(source, **options)]


def test_each_key_is_told():
    assert lines("FROM a\nENV A=1 DB_PASSWORD=2 API_KEY=3\nARG token\n") == [2, 2, 3]


def test_harmless_names():
    assert lines("FROM a\nENV PUBLIC_KEY=1 TOKEN_FILE=2 MONKEY=3 KEYBOARD=4\n") == []


def test_argument_in_front_of_all_stages_is_not_looked_at():
    assert lines("ARG TOKEN\nFROM a\n") == []


def test_instruction_that_fails_is_left_out():
    assert lines("FROM a\nENV TOKEN=${B:?no}\n") == []


def test_one_that_the_base_brings_is_told_at_the_from():
    assert lines("FROM a AS s\nONBUILD ENV TOKEN=1\nFROM s\n") == [3]
