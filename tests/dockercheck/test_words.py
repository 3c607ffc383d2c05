import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.words import MAX_NESTING, MAX_TEXT, MAX_TOTAL, Budget, Mode, WordError, expand

ENV = {"PWD": "/home", "SHELL": "bash", "KOREAN": "한국어", "NULL": ""}


def refused(word, env=ENV):
    with pytest.raises(WordError) as error:
        expand(word, env)
    return str(error.value)


def test_reference_words_are_equal(conformance):
    wrong = []
    for row in conformance("expansion"):
        listed = row["file"] == "wordsTest"
        env = dict(entry.split("=", 1) for entry in row["env"]) if listed else ENV
        try:
            expansion = expand(row["word"], env)
            answer = list(expansion.words) if listed else expansion.text
        except WordError:
            answer = None
        if answer != (None if row["error"] else row["expected"]):
            wrong.append((row["word"], answer))

    assert wrong == []


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("`$PWD", "$PWD"),
        ("a``b", "a`b"),
        ("C:\\app\\$PWD", "C:\\app\\/home"),
        ('"`"a`x"', '"a`x'),
        ("${PWD:-a`}b}", "/home"),
        ("${XX:-a`}b}", "a}b"),
    ],
)
def test_backtick_escapes_where_it_is_the_token(word, text):
    assert expand(word, ENV, Mode(escape="`")).text == text


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("${V#*/}", "b/c.tar.gz"),
        ("${V##*/}", "c.tar.gz"),
        ("${V%.*}", "a/b/c.tar"),
        ("${V%%.*}", "a/b/c"),
        ("${V#x}", "a/b/c.tar.gz"),
        ("${V/b/x}", "a/x/c.tar.gz"),
        ("${V//a/x}", "x/b/c.txr.gz"),
        ("${V//\\//_}", "a_b_c.tar.gz"),
        ("${V/?.t/x}", "a/b/xar.gz"),
        ("${NO/a/b}", ""),
        ("${NO#a}", ""),
    ],
)
def test_patterns_cut_and_replace(word, text):
    assert expand(word, {"V": "a/b/c.tar.gz"}).text == text


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("${NULL-x}", ""),
        ("${NULL:-x}", "x"),
        ("${NO-x}", "x"),
        ("${NULL+x}", "x"),
        ("${NULL:+x}", ""),
        ("${NO+x}", ""),
        ("${PWD?x}", "/home"),
        ("${NULL?x}", ""),
        ("${NO:-${PWD:+'a b'}}", "a b"),
    ],
)
def test_modifiers_tell_unset_from_empty(word, text):
    assert expand(word, ENV).text == text


def test_missing_value_with_a_message_is_an_error():
    assert refused("${NO:?give one}") == "NO: give one"
    assert refused("${NO?}") == "NO: is not allowed to be unset"
    assert refused("${NULL:?}") == "NULL: is not allowed to be empty"


def test_malformed_braces_are_errors():
    assert refused("${") == "syntax error: missing '}'"
    assert refused("${}") == "syntax error: bad substitution"
    assert refused("${PWD:-a") == "syntax error: missing '}'"
    assert refused("${PWD/a") == "syntax error: missing '/' in ${}"
    assert refused("${PWD/a/b") == "syntax error: missing '}'"
    assert refused("${PWD!x}") == "unsupported modifier (!) in substitution"
    assert refused("${PWD:=x}") == "unsupported modifier (:=) in substitution"
    assert refused("${PWD:}x}") == "unsupported modifier (:}) in substitution"


def test_error_inside_braces_comes_through():
    assert refused("${PWD:-${}}rest") == "syntax error: bad substitution"


def test_open_quotes_are_errors():
    assert refused("'a") == "unexpected end of statement while looking for matching single-quote"
    assert refused('"a') == "unexpected end of statement while looking for matching double-quote"


def test_bad_pattern_is_an_error():
    assert refused("${PWD#\\a}").startswith("invalid pattern (\\a) in substitution")
    assert refused("${PWD/\\a/b}").startswith("invalid pattern (\\a) in substitution")


def test_variables_are_told_apart_by_whether_they_are_set():
    expansion = expand("$PWD/$NO/${NO}/${NULL:-$OTHER}", ENV)

    assert expansion.matched == {"PWD", "NULL"}
    assert expansion.unmatched == ("NO", "OTHER")


def test_plain_word_is_split_at_space():
    assert expand("a  b\xa0c", {}).words == ("a", "b", "c")


def test_unset_variables_can_be_kept():
    keep = Mode(keep_unset=True)

    word = "$A ${A} ${A:-x} ${A/x/y}"

    assert expand(word, {}, keep).text == word


def test_raw_quotes_stay():
    assert expand("'a' \"b\"", {}, Mode(raw_quotes=True)).text == "'a' \"b\""


def test_raw_escapes_stay():
    assert expand('\\a "\\b"', {}, Mode(raw_escapes=True)).text == "\\a \\\\b"


def test_quotes_can_be_text():
    assert expand("'$PWD\"", ENV, Mode(skip_quotes=True)).text == "'/home\""


def test_escape_at_the_end_of_a_quote_is_dropped():
    assert refused('"a\\') == (
        "unexpected end of statement while looking for matching double-quote"
    )


def test_leading_byte_order_mark_and_broken_bytes_are_cleaned():
    assert expand("\ufeffa\udc80", {}).text == "a\ufffd"


def test_deep_nesting_is_refused():
    depth = MAX_NESTING + 1

    assert refused("${A:-" * depth + "}" * depth) == (
        f"variables are nested deeper than {MAX_NESTING} levels"
    )


def test_growth_of_one_word_is_bounded():
    env = {"A": "x" * (MAX_TEXT // 2 + 1)}

    assert refused("$A$A", env) == f"variables expand to more than {MAX_TEXT} characters"


def test_growth_of_all_words_is_bounded():
    budget = Budget()
    env = {"A": "x" * MAX_TEXT}

    for _ in range(MAX_TOTAL // MAX_TEXT + 1):
        expand("$A", env, Mode(), budget)

    with pytest.raises(WordError, match="characters in all"):
        expand("$A", env, Mode(), budget)


@given(st.text(alphabet="${}:-+?#%/ab'\"\\` \t", max_size=40))
def test_any_text_expands_or_is_refused(word):
    try:
        expansion = expand(word, {"a": "b a", "b": ""})
    except WordError:
        return

    assert isinstance(expansion.text, str)
    assert all(expansion.words)
