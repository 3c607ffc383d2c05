"""Where keys stand in TOML and JSON."""

import json
import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.architecture.lines import json_lines, toml_lines

TOML = """\
# a comment with [[node]] in it
title = "one"
"quoted key" = 1
text = '''
[[node]]
id = "no table"
'''
other = \"\"\"
a \\\"\"\" b = 1\"\"\"\"
many = [
  1, # one
  [2,
   3],
  { a = 1, b = { c = "}" } },
]
dotted . key = "x"

[[node]]
id = "a"

[[node.port]]
number = 1

[[node]]
  id = "b" # not = "c"

[[node.port]]
number = 2
[ table ]
date = 2026-11-20
"""


def test_every_kind_of_key_has_its_line():
    tomllib.loads(TOML)

    lines = toml_lines(TOML)

    assert {location: lines.of(location) for location in lines.found} == {
        ("title",): 2,
        ("quoted key",): 3,
        ("text",): 4,
        ("other",): 8,
        ("many",): 10,
        ("many", 0): 11,
        ("many", 1): 12,
        ("many", 1, 0): 12,
        ("many", 1, 1): 13,
        ("many", 2): 14,
        ("many", 2, "a"): 14,
        ("many", 2, "b"): 14,
        ("many", 2, "b", "c"): 14,
        ("dotted",): 16,
        ("dotted", "key"): 16,
        ("node", 0): 18,
        ("node", 0, "id"): 19,
        ("node", 0, "port", 0): 21,
        ("node", 0, "port", 0, "number"): 22,
        ("node", 1): 24,
        ("node", 1, "id"): 25,
        ("node", 1, "port", 0): 27,
        ("node", 1, "port", 0, "number"): 28,
        ("table",): 29,
        ("table", "date"): 30,
    }


def test_missing_key_stands_where_its_table_does():
    assert toml_lines(TOML).of(("node", 1, "label")) == 24


def test_what_is_nowhere_stands_on_the_first_line():
    assert toml_lines(TOML).of(("edge", 3)) == 1


names = st.text(st.sampled_from('abz"\\\n{[,:]}# é'), max_size=4)
leaves = st.none() | st.booleans() | st.integers() | names
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def locations(value, where=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*where, key), key
            yield from locations(inner, (*where, key))
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from locations(inner, (*where, number))


@settings(max_examples=100)
@given(st.dictionaries(st.text(st.sampled_from("abc"), min_size=1), values, max_size=4))
def test_json_keys_stand_on_their_lines(value):
    text = json.dumps(value, indent=1, ensure_ascii=False)

    lines = json_lines(text)

    for location, key in locations(value):
        line = text.split("\n")[lines.of(location) - 1]
        assert line.strip().startswith(f"{json.dumps(key, ensure_ascii=False)}:")


def test_quoted_keys_are_read():
    lines = toml_lines('"a\\tb" = 1\n\'c\' = 2\n"\\U0001F600" = 3\n')

    assert dict(lines.found) == {("a\tb",): 1, ("c",): 2, ("\\U0001F600",): 3}
