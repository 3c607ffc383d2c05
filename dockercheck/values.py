"""Numbers, durations and lists in the forms that BuildKit's flags take them (those of Go)."""

import re

TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})

_INTEGER = re.compile(r"[+-]?[0-9]{1,19}\Z")
_DURATION_PART = re.compile(r"(?=[0-9.])([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?) ?([kmgtpKMGTP]?)(?:[iI]?[bB])?\Z")
MAX_INT = 2**63 - 1


class ValueFormatError(ValueError):
    """The text is not in the form that is asked for."""


def parse_bool(text: str) -> bool:
    """A truth value in one of the twelve spellings."""
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ValueFormatError(text)


def parse_int(text: str) -> int:
    """A whole number of 64 bits with an optional sign."""
    if _INTEGER.match(text) is None or not -MAX_INT - 1 <= int(text) <= MAX_INT:
        raise ValueFormatError(text)
    return int(text)


def parse_unsigned(text: str, base: int) -> int:
    """A whole number of 32 bits without a sign, in base 8 or 10."""
    digits = "01234567" if base == 8 else "0123456789"
    if not text or text.strip(digits) or len(text) > 400:
        raise ValueFormatError(text)
    number = int(text, base)
    if number >= 2**32:
        raise ValueFormatError(text)
    return number


def parse_duration(text: str) -> int:
    """Nanoseconds of a duration such as `1m30s`."""
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    total, at = 0, 0
    while (found := _DURATION_PART.match(rest, at)) is not None:
        if not (found[1] or found[2]) or len(found[1]) > 19:
            break
        unit = _UNITS[found[3]]
        fraction = found[2][:18] if found[2] else "0"
        total += int(found[1] or "0") * unit + int(fraction) * unit // 10 ** len(fraction)
        at = found.end()
    if not rest or at != len(rest):
        raise ValueFormatError(f'time: invalid duration "{text}"')
    if total > MAX_INT:
        raise ValueFormatError(f'time: invalid duration "{text}"')
    return sign * total


def is_size(text: str) -> bool:
    """Whether the text is a size such as `64m`, as tmpfs mounts take it."""
    return _SIZE.match(text) is not None


def csv_fields(line: str) -> list[str]:
    """The fields of one comma-separated record, quotes as in RFC 4180."""
    if not line:
        raise ValueFormatError("EOF")
    fields: list[str] = []
    at = 0
    while True:
        field, at = _quoted_field(line, at) if line.startswith('"', at) else _field(line, at)
        fields.append(field)
        if at >= len(line):
            return fields
        at += 1
        if at == len(line):
            # A quoted field may not be followed by an empty one in the reference reader.
            return fields if line.endswith('",') else [*fields, ""]


def _field(line: str, at: int) -> tuple[str, int]:
    end = line.find(",", at)
    field = line[at:] if end < 0 else line[at:end]
    if '"' in field:
        raise ValueFormatError(
            f"parse error on line 1, column {at + field.index(chr(34)) + 1}: "
            'bare " in non-quoted-field'
        )
    return field, at + len(field)


def _quoted_field(line: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    at += 1
    while (end := line.find('"', at)) >= 0:
        parts.append(line[at:end])
        after = line[end + 1 : end + 2]
        if after in ("", ","):
            return "".join(parts), end + 1
        if after != '"':
            break
        parts.append('"')
        at = end + 2
    raise ValueFormatError(
        f'parse error on line 1, column {at + 1}: extraneous or missing " in quoted-field'
    )
