import pytest

from dockercheck.values import (
    ValueFormatError,
    csv_fields,
    is_size,
    parse_bool,
    parse_duration,
    parse_int,
    parse_unsigned,
)


@pytest.mark.parametrize(("text", "value"), [("1", True), ("T", True), ("False", False)])
def test_truth_values_have_twelve_spellings(text, value):
    assert parse_bool(text) is value


@pytest.mark.parametrize("text", ["", "yes", "tRUE", "2"])
def test_other_truth_values_are_refused(text):
    with pytest.raises(ValueFormatError):
        parse_bool(text)


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("-5", -5), ("+05", 5)])
def test_numbers_have_an_optional_sign(text, number):
    assert parse_int(text) == number


@pytest.mark.parametrize("text", ["", "1_0", "1.0", "٣", "9223372036854775808", "9" * 5000])
def test_other_numbers_are_refused(text):
    with pytest.raises(ValueFormatError):
        parse_int(text)


def test_unsigned_numbers_have_a_base():
    assert parse_unsigned("0755", 8) == 0o755
    assert parse_unsigned("1000", 10) == 1000


@pytest.mark.parametrize(("text", "base"), [("", 10), ("-1", 10), ("8", 8), ("4294967296", 10)])
def test_other_unsigned_numbers_are_refused(text, base):
    with pytest.raises(ValueFormatError):
        parse_unsigned(text, base)


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("1.5s", 1_500_000_000),
        ("1h2m3s4ms5us6ns", 3_723_004_005_006),
        ("-1m", -60_000_000_000),
        (".5s", 500_000_000),
        ("1.s", 1_000_000_000),
        ("3µs", 3_000),
    ],
)
def test_durations_are_sums_of_parts(text, nanoseconds):
    assert parse_duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text", ["", "5", "s", ".s", "1x", "1s5", "-", "9999999h", "1 s", "9" * 99 + "s"]
)
def test_other_durations_are_refused(text):
    with pytest.raises(ValueFormatError, match="invalid duration"):
        parse_duration(text)


def test_sizes_have_an_optional_unit():
    assert [is_size(text) for text in ("64m", "1.5GB", "10", "2 KiB")] == [True] * 4
    assert [is_size(text) for text in ("", "m", "-1", "64x")] == [False] * 4


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a,b", ["a", "b"]),
        ('a,"b,c",d', ["a", "b,c", "d"]),
        ('"a""b"', ['a"b']),
        ("a,", ["a", ""]),
        ('"a",', ["a"]),
        (",", ["", ""]),
    ],
)
def test_records_are_split_at_commas(line, fields):
    assert csv_fields(line) == fields


@pytest.mark.parametrize("line", ["", 'a"b', '"a', '"a"b'])
def test_malformed_records_are_refused(line):
    with pytest.raises(ValueFormatError):
        csv_fields(line)
