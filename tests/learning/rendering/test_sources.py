"""Sources are numbered as one reads them, wherever they are cited."""

import re

from learning.rendering import render_lesson

TEXT = """\
First.[^b]

| a | b |
|:--|:--|
| second[^a] | third[^c] |

!!! note "Title"
    Fourth.[^d]

Fifth,[^e] and the second again.[^a]

[^a]: A.
[^b]: B.
[^c]: C.
[^d]: D.
[^e]: E.
"""


def test_numbers_ascend_in_reading_order():
    html = render_lesson(TEXT, {}).parts[0].html

    cited = re.findall(r'<a aria-label="Source \d" href="#fn-(\w)">(\d)', html)
    listed = re.findall(r'<li id="fn-(\w)">', html)
    back = re.findall(r'aria-label="Back to the text at source (\d)', html)

    assert cited == [("b", "1"), ("a", "2"), ("c", "3"), ("d", "4"), ("e", "5"), ("a", "2")]
    assert listed == ["b", "a", "c", "d", "e"]
    assert back == ["1", "2", "2", "3", "4", "5"]
