"""Other systems' HTML: harmless, well-formed, nested as it may be; each character seen once."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import markup
from quizzes.exchange.items import Format, Text
from quizzes.exchange.markup import marked, xhtml
from tests.quizzes.exchange.drawn import unhurried

CASES = {
    "<p>a <b>b<i>c</b>d</p>": "<p>a <strong>b<em>c</em></strong>d</p>",
    "<ul>a<li>b<p>c<ul><li>d</ul></ul>e": (
        "<ul><li>a</li><li>b<p>c</p><ul><li>d</li></ul></li></ul>e"
    ),
    "<table><tr><td>a<th>b<tr><td>c</table>f": (
        "<table><tbody><tr><td>a</td><th>b</th></tr><tr><td>c</td></tr></tbody></table>f"
    ),
    "<table></table><ul></ul>x": "x",
    "<table>x</table>": "<table><tbody><tr><td>x</td></tr></tbody></table>",
    "<h2>a<div>b</div></h2>": "<h2>a</h2><div>b</div>",
    "<blockquote>q<p>r</blockquote>s": "<blockquote><div>q<p>r</p></div></blockquote>s",
    "FROM <stage> AS <b>x</b>": "FROM &lt;stage&gt; AS <strong>x</strong>",
    "a &lt;b&gt; &amp; &copy;": "a &lt;b&gt; &amp; ©",
    "a<!-- <b> -->b<!-- c": "ab&lt;!-- c",
    "<script>alert('<b>')</script>x<style>p</style>y": "xy",
    "x<script>alert(1)": "x",
    "<svg><script>1</script></svg>x": "x",
    '<a href="javascript:x()">t</a>': "t",
    "<a href=' https://x.y/?a&amp;b '>t</a>": '<a href="https://x.y/?a&amp;b">t</a>',
    '<a href="java&#115;cript:x">t</a>': "t",
    '<p onclick="x" style="y" class="z">t</p>': "<p>t</p>",
    '<pre class="language-go x">a<br>b</pre>': '<pre class="language-go">a\nb</pre>',
    "<td>x</td></div></li>y": "<div>x</div>y",
    "<li>x": "<div>x</div>",
    "a\x01b": "a\N{REPLACEMENT CHARACTER}b",
}


@pytest.mark.parametrize(("said", "meant"), CASES.items())
def test_html_becomes_a_harmless_tree(said, meant):
    assert xhtml(Text(said, Format.HTML)) == f"<div>{meant}</div>"


def test_a_line_break_counts_in_moodles_own_format_and_in_plain_text():
    assert xhtml(Text("a\n<b>c</b>", Format.MOODLE)) == "<div>a<br /><strong>c</strong></div>"
    assert xhtml(Text("a\n<b>c</b>", Format.PLAIN)) == "<div>a<br />&lt;b&gt;c&lt;/b&gt;</div>"
    assert xhtml(Text("<pre>a\nb</pre>", Format.MOODLE)) == "<div><pre>a\nb</pre></div>"


def test_an_image_leaves_its_words_and_is_said_to_be_lost():
    found = marked(Text('<img src="x" alt="A stage"><img src="y">', Format.HTML))

    assert ("".join(found.root.itertext()), found.lost) == ("[A stage][image]", ("an image",))


TAGS = sorted(markup.KNOWN | {"stage", "x"})
soup = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(
        ['<a href="https://x.y/">', "<", ">", "&lt;", "&#0;", " ", "\n", "word", "<!--"]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)
MAY_HOLD = {
    "ul": {"li"},
    "ol": {"li"},
    "table": {"tbody"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
    "blockquote": {"div"},
}
PHRASES = {*markup.INLINE.values(), "br"}


def assert_nested(one):
    inner = {child.tag for child in one}
    if one.tag in MAY_HOLD:
        assert inner <= MAY_HOLD[one.tag]
        assert inner
        assert not "".join([one.text or "", *(child.tail or "" for child in one)]).strip()
    if one.tag in {*markup.LEAVES, *markup.INLINE}:
        assert inner <= PHRASES
    for child in one:
        assert_nested(child)


@unhurried
@given(soup, st.sampled_from([Format.HTML, Format.MOODLE]))
def test_whatever_comes_the_tree_is_nested_as_it_may_be(said, used):
    text = Text(said, used)

    assert_nested(marked(text).root)
    fromstring(xhtml(text))


def test_elements_deep_in_each_other_are_flattened_and_keep_their_words():
    root = marked(Text("<div>" * 5_000 + "x" + "</div>" * 5_000, Format.HTML)).root

    depth, one = 0, root
    while len(one):
        depth, one = depth + 1, one[0]
    assert (depth, "".join(root.itertext()).strip()) == (markup.DEEPEST - 1, "x")


HOSTILE = [
    "<!--",
    "<a ",
    '<a "',
    "<a '",
    "<script>",
    "<ul>",
    "<table>",
    "<b>",
    "</p>",
    "<li>",
    "&#",
    "a</p>",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_is_at_most_twice_the_work(unit, monkeypatch):
    """Counted, not timed: elements and texts that the tree is asked to take."""

    def work(count):
        calls = []
        for name in ("text", "start", "end", "pop", "settle"):
            whole = getattr(markup.Tree, name)

            def counted(self, *given, whole=whole):
                calls.append(len(self.stack) + len(self.top.text or ""))
                return whole(self, *given)

            monkeypatch.setattr(markup.Tree, name, counted)
        marked(Text(unit * count, Format.HTML))
        monkeypatch.undo()
        return sum(calls)

    assert work(2_000) <= 2.1 * work(1_000) + 100
