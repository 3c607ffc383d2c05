"""What the Markdown of lessons becomes."""

import pytest

from learning.rendering import Flaw, read_fragment, read_inline, render_inline, render_lesson
from learning.rendering.lesson import Html, LiveFigure
from learning.rendering.sections import Section
from tests.learning.rendering.live_script import page

DRAWING = b'<svg viewBox="0 0 9 9"><title>Stages</title><desc>Two boxes.</desc><rect x="1"/></svg>'


def html(text):
    lesson = render_lesson(text, {"figures/stages.svg": DRAWING})
    assert lesson.flaws == ()
    return page(lesson)


def flaws(text):
    return [(flaw.line, flaw.message) for flaw in render_lesson(text, {}).flaws]


def test_paragraph():
    assert html("One *two* **three** `four`.") == (
        "<p>One <em>two</em> <strong>three</strong> <code>four</code>.</p>"
    )


def test_heading_has_an_id_and_a_link_beside_it():
    assert html("## Cache & `mounts`") == (
        '<div class="heading"><h2 id="cache-mounts">Cache &amp; <code>mounts</code></h2>'
        '<a aria-label="Link to the section Cache &amp; mounts" class="permalink"'
        ' href="#cache-mounts">#</a></div>'
    )


def test_external_link_keeps_its_opener_to_itself():
    assert html("[a](https://e.org) [b](/patterns/x/) [c](#d)") == (
        '<p><a href="https://e.org">a</a> <a href="/patterns/x/">b</a> <a href="#d">c</a></p>'
    )


def test_table_scrolls_by_itself_and_can_be_focused():
    assert html("## Sizes\n\na | b\n--|-:\n1 | 2").split("</div>\n")[1].replace("\n", "") == (
        '<div aria-label="Table 1: Sizes" class="table-scroll" role="region" tabindex="0"><table>'
        '<thead><tr><th scope="col">a</th><th align="right" scope="col">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table></div>'
    )


def test_definition_list():
    assert html("stage\n:   a part of a build").replace("\n", "") == (
        "<dl><dt>stage</dt><dd>a part of a build</dd></dl>"
    )


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("note", "Note"),
        ("warning", "Warning"),
        ("myth", "Myth"),
        ("measured", "Measured"),
        ("principle", "Principle"),
    ],
)
def test_call_out_says_its_kind_in_words(kind, label):
    assert html(f'!!! {kind} "Small is `fast`"\n    Body.').replace("\n", "") == (
        f'<div class="callout {kind}" role="note"><p class="callout-title">'
        f'<span class="callout-kind">{label}</span> Small is <code>fast</code></p>'
        "<p>Body.</p></div>"
    )


def test_reveal_is_closed():
    assert html('??? answer "Why?"\n    Because.').replace("\n", "") == (
        '<details class="answer"><summary>Why?</summary><p>Because.</p></details>'
    )


def test_sources_are_numbered_in_the_order_of_the_text():
    text = "One.[^b] Two.[^a] Again.[^b]\n\n[^a]: First.\n[^b]: Second."

    assert html(text).replace("\n", "") == (
        '<p>One.<sup id="fnref-b"><a aria-label="Source 1" href="#fn-b">1</a>'
        '</sup> Two.<sup id="fnref-a"><a aria-label="Source 2" href="#fn-a">2'
        '</a></sup> Again.<sup id="fnref2-b"><a aria-label="Source 1"'
        ' href="#fn-b">1</a></sup></p>'
        '<section aria-label="Sources" class="footnotes"><h2 id="sources">Sources</h2><ol>'
        '<li id="fn-b"><p>Second.&nbsp;<a aria-label="Back to the text at source 1"'
        ' href="#fnref-b">↩\ufe0e</a>'
        '<a aria-label="Back to the text at source 1, place 2"'
        ' href="#fnref2-b">↩\ufe0e</a></p></li>'
        '<li id="fn-a"><p>First.&nbsp;<a aria-label="Back to the text at source 2"'
        ' href="#fnref-a">↩\ufe0e</a></p></li></ol></section>'
    )


def test_figure():
    assert html('![Two stages.](figures/stages.svg "The border")').strip() == (
        '<figure class="figure"><svg viewBox="0 0 9 9" role="img"'
        ' aria-labelledby="figure-1-title figure-1-desc"><title id="figure-1-title">Stages</title>'
        '<desc id="figure-1-desc">Two stages. Two boxes.</desc><rect x="1"></rect></svg>'
        "<figcaption>The border</figcaption></figure>"
    )


def test_two_uses_of_a_figure_share_no_id():
    shown = html("![A.](figures/stages.svg)\n\n![B.](figures/stages.svg)")

    assert shown.count('id="figure-1-title"') == 1
    assert shown.count('id="figure-2-title"') == 1


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n    ```text\n    code\n    ```",
        "- item\n    ```text\n    code\n    ```",
        "1. item\n    - inner\n\n        ```text\n        code\n        ```",
        '!!! note "T"\n    Body.\n\n    ```text\n    code\n    ```',
        '!!! note "T"\n    - item\n\n        ```text\n        code\n        ```',
        '??? answer "T"\n    ```text\n    code\n    ```',
        "> ```text\n> code\n> ```",
        "text\n```text\ncode\n```\ntext",
        "term\n:   definition\n\n    ~~~text\n    code\n    ~~~",
    ],
)
def test_fence_works_wherever_a_paragraph_does(text):
    assert '<pre><code><span class="line">code\n</span></code></pre>' in html(text)
    assert "```" not in html(text)


def test_fence_keeps_tabs_and_longer_fences_hold_shorter_ones():
    assert "\tcode" in html("```text\n\tcode\n```")
    assert "```dockerfile" in html("````text\n```dockerfile\n```\n````")


def test_parts_are_split_at_what_the_page_draws_itself():
    text = (
        "One.\n\n{{ scale-out-clock }}\n\nTwo.\n\n"
        '```text gaps name="first" title="Fill"\na {{b}}\n```\n\nThree.\n\n{{ workbook }}'
    )

    lesson = render_lesson(text, {})

    assert [type(part).__name__ for part in lesson.parts] == [
        "Html",
        "LiveFigure",
        "Html",
        "Exercise",
        "Html",
        "LiveFigure",
    ]
    assert lesson.parts[0] == Html("<p>One.</p>\n")
    assert lesson.parts[1] == LiveFigure("scale-out-clock", 3)
    assert lesson.exercises[0].name == "first"


def test_answers_are_in_no_html():
    text = (
        "## H\n\nText.\n\n"
        '```dockerfile gaps name="first" title="Fill" fragment\nCOPY {{sesame|poppy}} /x\n```\n\n'
        "```feedback\n1: caraway\n```\n\n```hints\n1: cumin\n```\n\nEnd."
    )

    lesson = render_lesson(text, {})

    assert lesson.flaws == ()
    assert page(lesson).replace("\n", "").endswith("<p>Text.</p><p>End.</p>")
    assert [section.text for section in lesson.sections] == ["", "Text. End."]


def test_sections_have_the_text_below_their_heading():
    text = "Lead.[^a]\n\n## One\n\nA `b`.\n\n- c\n- d\n\n### Two\n\ne\n\n[^a]: Source."

    assert list(render_lesson(text, {}).sections) == [
        Section("", 0, "", "Lead."),
        Section("one", 2, "One", "A b. c d"),
        Section("two", 3, "Two", "e"),
        Section("sources", 2, "Sources", ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n# Title", [(3, "a heading of level 1")]),
        ("Title\n=====", [(1, "a heading of level 1")]),
        ("#### Deep", [(1, "a heading of level 4")]),
        ("## A `b`\n\n## A b", [(3, "the heading 'A b' is not unique")]),
        ("## Sources", [(1, "the heading 'Sources' is not unique")]),
        ("## Main", [(1, "the page itself uses the id 'main'")]),
        ("## 数", [(1, "the heading makes the id '_1'")]),
        ("- ## In a list", [(1, "a heading in a list or call-out")]),
        ("a\n\nb <b>c</b>", [(3, "raw HTML: </b>"), (3, "raw HTML: <b>")]),
        ("<!-- x -->", [(1, "raw HTML: <!-- x -->")]),
        ("a[^b]", [(1, "the footnote 'b' is not defined")]),
        ("a\n\n[^b]: c", [(3, "the footnote b is not used")]),
        ("a[^b]\n\n[^b]: c\n[^b]: d", [(4, "the footnote b is defined twice")]),
        ("a[^B]\n\n[^B]: c", [(3, "a footnote is named 'B'")]),
        ("[a](b)", [(1, "not a link that may be followed: 'b'")]),
        ("a\n\n[](https://e.org)", [(3, "a link without a text")]),
        ("a ![b](figures/x.svg)", [(1, "an image within a sentence")]),
        ("![b](https://e.org/x.png)", [(1, "no figure 'https://e.org/x.png'")]),
        ("a\n\n    code", [(3, "code by indentation")]),
        ("{{ clock }}", [(1, "no live figure clock")]),
        ("- {{ workbook }}\n\n- a", [(1, "a live figure within a list or call-out")]),
        ('!!! danger "x"\n    y', [(1, 'not a call-out: !!! danger "x"')]),
        ("!!! note\n    y", [(1, "not a call-out: !!! note")]),
        ('???+ answer "x"\n    y', [(1, 'not a call-out: ???+ answer "x"')]),
        (
            '!!! principle "x"\n    y\n\n!!! principle "z"\n    y',
            [(4, "a second principle")],
        ),
        ("```go\nx", [(1, "the fence is not closed")]),
        ("- a\n\n    ```go\n    x\nb\n", [(3, "the fence is not closed")]),
        ("```\nx\n```", [(1, "a fence without a language")]),
        ("```perl\nx\n```", [(1, "the language perl")]),
        ("```go color\nx\n```", [(1, "the option color")]),
        ("```go title\nx\n```", [(1, "the option title cannot be read")]),
        ('```go numbers="1"\nx\n```', [(1, "the option numbers cannot be read")]),
        ("```go fragment\nx\n```", [(1, "fragment at go")]),
        (
            "```go title=x\nx\n```",
            [(1, "the fence's first line cannot be read: go title=x")],
        ),
        ('```go mark="2"\nx\n```', [(1, "mark='2'")]),
        ('```go mark="a"\nx\n```', [(1, "mark='a'")]),
        (
            '```go mark="1"\nx\ny\n```\n\n```notes\n2: a\n```',
            [(7, "a note on a line without a mark")],
        ),
        ('```go mark="1"\nx\n```\n\n```notes\none: a\n```', [(6, "cannot be read: one: a")]),
        (
            '```go mark="1"\nx\n```\n\n```notes\n1: <b>\n```',
            [(6, "raw HTML: <b>")],
        ),
        (
            '```go mark="1"\nx\n```\n\nText.\n\n```notes\n1: a\n```',
            [(7, "notes that follow nothing")],
        ),
        ("```feedback\n1: a\n```", [(1, "feedback that follow nothing")]),
    ],
)
def test_flaw_is_told_with_its_line(text, expected):
    assert flaws(text) == expected


def test_flaw_in_a_figure_is_told_where_it_is_used():
    lesson = render_lesson("a\n\n![](figures/stages.svg)", {"figures/stages.svg": DRAWING})

    assert lesson.flaws == (
        Flaw(3, "a figure without a text", "![what it shows, as a sentence](…)"),
    )


@pytest.mark.parametrize(
    "text", ["[" * 151, "x" * 10_001, ">" * 11 + "a", " " * 44 + "- a", "[^a] " * 101 + "\n\n"]
)
def test_costly_text_is_refused_before_it_is_converted(text):
    lesson = render_lesson(text * 5, {})

    assert lesson.parts == ()
    assert len(lesson.flaws) >= 1


def test_refused_fragment_is_shown_as_plain_text():
    assert read_fragment("<b>" + "[" * 151).html == f"<p>&lt;b&gt;{'[' * 151}</p>"


def test_inline_text_has_no_paragraph():
    assert render_inline("A `b` & [c](/)") == 'A <code>b</code> &amp; <a href="/">c</a>'


@pytest.mark.parametrize("text", ["- a", "a\n\nb", "```go\nx\n```", "## a"])
def test_inline_text_of_several_blocks_is_a_flaw(text):
    assert read_inline(text).flaws != ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## a", "a heading in a short text"),
        ('```go gaps name="a" title="b"\n{{x}}\n```', "an exercise within another text"),
        ("{{ workbook }}", "no live figure workbook"),
    ],
)
def test_fragment_holds_no_part_of_a_page(text, message):
    assert [flaw.message for flaw in read_fragment(text).flaws] == [message]


def test_code_in_a_fragment_has_no_ids():
    text = '```go mark="1"\nx\n```\n\n```notes\n1: a\n```'

    assert " id=" not in read_fragment(text).html
    assert '<span class="code-note-lines">Line 1</span> a' in read_fragment(text).html
