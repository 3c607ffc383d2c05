"""Which line a key stands on."""

import pytest

from learning.content.front_matter import read_document, read_toml

TOML = '''\
title = "a"
"quoted key" = 1
a.b = 2

[opening]   # the question
prompt = """
[not.a.table]
not_a_key = 1
"""
solution = """one line"""

[[opening.option]]
text = "x"
[[opening.option]]
text = "y"
[opening.option.more]
deep = 1
[[rubric]]
criterion = "z"
'''


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("title",), 11),
        (("quoted key",), 12),
        (("a", "b"), 13),
        (("opening",), 15),
        (("opening", "prompt"), 16),
        (("opening", "solution"), 20),
        (("opening", "option", 0), 22),
        (("opening", "option", 0, "text"), 23),
        (("opening", "option", 0, "feedback"), 22),
        (("opening", "option", 1, "text"), 25),
        (("opening", "option", 1, "more", "deep"), 27),
        (("rubric", 0, "criterion"), 29),
        (("rubric", 0, "fully"), 28),
        (("nothing",), 11),
        ((), 11),
    ],
)
def test_line_of_a_key(location, line):
    assert read_toml("x", TOML, first_line=11).line_of(location) == line


def test_document_is_cut_at_its_second_fence():
    document = read_document("x", '+++\na = "1.20"\n+++\nBody.\n+++\n')

    assert dict(document.meta.values) == {"a": "1.20"}
    assert document.body == "Body.\n+++\n"
    assert document.lines_before == 3
