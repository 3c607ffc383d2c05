import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.tokens import (
    TokenError,
    heredoc_mark,
    json_strings,
    split_words,
    take_flags,
)
from dockercheck.words import WordError


def words(text, escape="\\"):
    return [piece.text for piece in split_words(text, 0, escape)]


def flags(text):
    found, rest = take_flags(text, 0, "\\")
    return [piece.text for piece in found], text[rest:].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  b", ["a", "b"]),
        ("a='b c' d", ["a='b c'", "d"]),
        ('a="b \\" c" d', ['a="b \\" c"', "d"]),
        ("a=b\\ c", ["a=b\\ c"]),
        ("a='\\' b", ["a='\\'", "b"]),
        ("a=\\", ["a="]),
        ('a="b\\', ['a="b']),
        ("\\", []),
        ('""', ['""']),
        ("a='b", ["a='b"]),
    ],
)
def test_quotes_and_escapes_hold_words_together(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--a=b c", (["--a=b"], "c")),
        ("--a --b=c d e", (["--a", "--b=c"], "d e")),
        ("--a -- --b", (["--a"], "--b")),
        ("--a='b c' d", (["--a=b c"], "d")),
        ('--a="b\\"c" d', (['--a=b"c'], "d")),
        ("--a=b\\ c d", (["--a=b c"], "d")),
        ("--a=b\\", (["--a=b"], "")),
        ("--", ([], "")),
        ("-a b", ([], "-a b")),
        ('"--a" b', ([], '"--a" b')),
    ],
)
def test_flags_end_at_the_first_other_word(text, expected):
    assert flags(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "[",
        '["a"',
        '["a",]',
        '["a" "b"]',
        "['a']",
        '["a"] b',
        "[ -f x ]",
        '["\\x"]',
        "[1e999]",
        "[NaN]",
        '["a\tb"]',
        "[" * 30,
    ],
)
def test_text_that_is_no_json_array_is_left_alone(text):
    assert json_strings(text, 0) is None


@pytest.mark.parametrize("text", ["[1]", '["a", 1]', "[null]", "[[]]", '[{"a": 1.5}]'])
def test_json_array_of_other_things_is_refused(text):
    with pytest.raises(TokenError):
        json_strings(text, 0)


def test_endless_nesting_is_refused():
    with pytest.raises(TokenError):
        json_strings("[" * 50_000, 0)


def test_escapes_of_json_strings_are_read():
    (piece,) = json_strings('["\\u00e9\\ud83d\\ude00\\ud800\\/\\n"]', 0)

    assert piece.text == "é😀\ufffd/\n"


@given(st.lists(st.text(max_size=8), max_size=4))
def test_json_strings_are_those_that_were_written(values):
    pieces = json_strings(json.dumps(values), 0)

    assert [p.text for p in pieces] == values


@pytest.mark.parametrize("word", ["<<", "<<-", "a<<b", "<<<a", "<<''", "<<a<b", "<<'a b' c"])
def test_word_without_a_name_is_no_heredoc(word):
    assert heredoc_mark(word) is None


def test_heredoc_tells_its_descriptor_and_quotes():
    mark = heredoc_mark('3<<-"a"b')

    assert (mark.name, mark.descriptor, mark.chomp, mark.expand) == ("ab", 3, True, False)


def test_heredoc_with_an_open_quote_is_refused():
    with pytest.raises(WordError):
        heredoc_mark("<<'a")


def test_name_that_reads_differently_without_quotes_is_refused():
    with pytest.raises(WordError, match="inconsistent"):
        heredoc_mark("<<'' a")
