"""Other systems' texts as Markdown: what it says, and what it names as lost."""

import pytest

from quizzes.exchange.items import Format, Text
from quizzes.exchange.markdown import Written, code_span, fence, markdown

HTML = {
    "<p>a <b>b</b></p><p>c<br>d</p>": "a **b**\n\nc  \nd",
    "<b> a </b>b<i></i>": "**a** b",
    "use <code>a `b` c</code>": "use ``a `b` c``",
    "<code>`a</code>": "`` `a ``",
    "<pre>FROM a\nRUN b</pre>": "```dockerfile\nFROM a\nRUN b\n```",
    '<pre><code class="language-go">x</code></pre>': "```go\nx\n```",
    "<pre>```\nx</pre>": "````text\n```\nx\n````",
    "<ul><li>a<li>b<ul><li>c</ul></ul>": "- a\n- b\n\n    - c",
    "<ol><li><p>a</p><pre>x</pre></ol>": "1. a\n\n    ```text\n    x\n    ```",
    "<blockquote>a<p>b</blockquote>": "> a\n>\n> b",
    "<h2>A  heading</h2>": "**A heading**",
    '<a href="https://x.y/(z)">t</a>': "[t](https://x.y/%28z%29)",
    "<table><tr><th>a|b<td>c<tr><td>d</table>": "| a\\|b | c |\n| --- | --- |\n| d |  |",
    "a &lt;b&gt; &amp;amp; FROM <stage>": "a &lt;b> &amp;amp; FROM &lt;stage>",
    "*a* _b_ snake_case `c` [d](e) [f]": "\\*a\\* \\_b\\_ snake_case \\`c\\` \\[d](e) [f]",
    "<q>a</q>": '"a"',
}


@pytest.mark.parametrize(("said", "meant"), HTML.items())
def test_html_is_written_in_markdown(said, meant):
    assert markdown(Text(said, Format.HTML)).text == meant


LINES = {
    "# a": "\\# a",
    "- a": "\\- a",
    "+ a": "\\+ a",
    "1. a": "1\\. a",
    "> a": "\\> a",
    "---": "\\---",
    "===": "&#61;==",
    "~~~": "&#126;~~",
    "!!! note": "\\!!! note",
    "??? note": "&#63;?? note",
    "-a 1.5 #": "-a 1.5 #",
    "a\\b \\*": "a\\b \\\\\\*",
}


@pytest.mark.parametrize(("said", "meant"), LINES.items())
def test_no_line_becomes_what_it_was_not(said, meant):
    assert markdown(Text(said, Format.PLAIN)).text == meant


def test_backticks_mean_code_where_no_html_says_so():
    assert markdown(Text("Use `a*b*` and `c", Format.MOODLE)).text == "Use `a*b*` and \\`c"


def test_markdown_stays_as_it_is_but_for_a_fence_left_open():
    assert markdown(Text("\n*a*\n\n```\nx\n", Format.MARKDOWN)).text == "*a*\n\n```\nx\n```"
    assert markdown(Text("```\nx\n```", Format.MARKDOWN)).text == "```\nx\n```"


def test_what_it_cannot_hold_is_named():
    text = Text('<img src="x" alt="A stage"> 2<sup>3</sup>', Format.HTML)

    assert markdown(text) == Written("[A stage] 23", ("an image", "raised or lowered letters"))


def test_code_is_marked_off_whatever_it_holds():
    assert (code_span(" "), code_span("a\nb")) == ("", "`a b`")
    assert fence("a", "sh") == "```sh\na\n```"
