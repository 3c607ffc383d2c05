"""Hostile Markdown, judged by what a browser would make of the result."""

import re
from pathlib import Path

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learning.rendering import render_fragment, render_inline, render_lesson
from learning.rendering.sanitizing import PAGE_IDS, is_followable, sanitized
from tests.conftest import ROOT
from tests.learning.rendering.live_script import live_script, page

# Each of these is live in what Python-Markdown makes of it by itself.
LIVE_BY_ITSELF = [
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)> text",
    "<svg onload=alert(1)>",
    "<div onmouseover='alert(1)' style='position:fixed'>x</div>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{background:url(//e.org)}</style>",
    "<!-- <b> -->",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](<javascript:alert(1)>)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x]\n\n[x]: <javascript:alert(1)> 'title'",
    "<javascript://e.org/%0aalert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://e.org/track.png)",
    "# <script>alert(1)</script>",
    "- a\n- <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "a | b\n--|--\n<img src=x onerror=alert(1)> | [x](javascript:alert(1))",
]
HOSTILE = [
    '[x](https://e.org "a" onclick="alert(1)) ![y](u "q")',
    '[x](https://e.org ""><script>alert(1)</script>")',
    "term <script>\n:   <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    '```dockerfile title="<script>alert(1)</script>"\nFROM scratch\n```',
    "```dockerfile title='\"><script>alert(1)</script>'\nFROM scratch\n```",
    '```html"><script>alert(1)</script>\nx\n```',
    '```{.go onclick="alert(1)" style="x"}\nx\n```',
    "```text\n</code></pre><script>alert(1)</script>\n```",
    "```javascript\n</span><script>alert(1)</script>\n```",
    "```console\n$ echo '</span><script>alert(1)</script>'\n<img src=x onerror=alert(1)>\n```",
    "    </code></pre><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    '```text mark="1"\nx\n```\n\n```notes\n1: <script>x</script> [x](javascript:alert(1))\n```',
    'text[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: source',
    "text[^a]\n\n[^a]: <script>alert(1)</script> [x](javascript:alert(1))",
    '!!! note "<script>alert(1)</script>"\n    <img src=x onerror=alert(1)>',
    '!!! note onclick "x"\n    text',
    '??? answer "<script>alert(1)</script>"\n    [x](javascript:alert(1))',
    '???+ answer "x"\n    text',
    '## x {: onclick="alert(1)" }\n\ntext\n{: onclick="alert(1)" style="x" }',
    "[TOC]\n\n## <script>alert(1)</script>",
    '![<script>alert(1)</script>](figures/x.svg "<script>alert(1)</script>")',
    "{{ <script>alert(1)</script> }}",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02amp\x03",
    "<div>slot-0000000000000000-c1</div>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "\\<script>alert(1)\\</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<![CDATA[<script>alert(1)</script>]]> <?php echo 1 ?> <!DOCTYPE x>",
]


@pytest.mark.parametrize("text", LIVE_BY_ITSELF)
def test_attack_is_live_in_plain_markdown_and_dead_in_ours(text):
    assert live_script(markdown.markdown(text, extensions=["tables"])) != []
    assert live_script(page(render_lesson(text, {}))) == []
    assert live_script(render_fragment(text)) == []
    assert live_script(render_inline(text)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_dead(text):
    assert live_script(page(render_lesson(text, {}))) == []
    assert live_script(render_fragment(text)) == []
    assert live_script(render_inline(text)) == []


@pytest.mark.parametrize("text", LIVE_BY_ITSELF)
def test_sanitizer_alone_stops_what_the_parser_lets_through(text):
    assert live_script(sanitized(markdown.markdown(text, extensions=["tables"]))) == []


def test_text_of_an_attack_stays_readable():
    assert render_fragment("<script>alert(1)</script>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://e.org/a?b=1#c",
        "HTTP://e.org",
        "mailto:a@e.org",
        "/patterns/x/",
        "/",
        "#heading",
    ],
)
def test_address_may_be_followed(address):
    assert is_followable(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//e.org",
        "/\\e.org",
        "/\t/e.org",
        "\\\\e.org",
        "https:///e.org",
        "https:javascript",
        "ftp://e.org",
        "deep-dive/",
    ],
)
def test_address_may_not_be_followed(address):
    assert not is_followable(address)


def test_headings_cannot_take_an_id_of_the_page():
    html = page(render_lesson("## Main\n\n## Toc\n\n## Stages", {}))

    assert re.findall(r'id="([^"]+)"', html) == ["main-section", "toc-section", "stages"]


def test_footnote_names_make_no_other_ids():
    html = page(render_lesson("a[^x y] b[^ok]\n\n[^x y]: 1\n\n[^ok]: 2", {}))

    assert re.findall(r' id="([^"]+)"', html) == ["fnref-ok", "sources", "fn-ok"]


def lesson_templates(name="learning/study.html"):
    """The page of a lesson, with what it extends and includes."""
    template = ROOT / "templates" / name
    yield template
    for other in re.findall(r'{% (?:extends|include) "([^"]+)"', template.read_text()):
        yield from lesson_templates(other)


def ids_of(template: Path):
    for found in re.findall(r'\bid="([^"]+)"', template.read_text()):
        if "{{" not in found:
            yield from re.sub(r"{%.*?%}", " ", found).split()


def test_every_id_of_the_lesson_page_is_reserved():
    ids = {found for template in lesson_templates() for found in ids_of(template)}

    assert "main" in ids
    assert ids - PAGE_IDS == set()


pieces = st.sampled_from(
    [
        *LIVE_BY_ITSELF,
        *HOSTILE,
        "<",
        ">",
        '"',
        "'",
        "`",
        "```",
        "~~~~",
        "[",
        "](",
        ")",
        "![",
        "[^a]",
        "\n[^a]: ",
        "\n\n",
        "\n",
        "    ",
        "\t",
        "- ",
        "1. ",
        "> ",
        "|",
        "\n--|--\n",
        ":   ",
        "## ",
        "# ",
        '!!! myth "',
        '??? answer "',
        '```dockerfile mark="1" numbers\n',
        '```dockerfile gaps name="a" title="b"\n',
        "```notes\n1: ",
        "```feedback\n1: ",
        "{{",
        "}}",
        "{{ workbook }}",
        "&",
        "&#",
        "&colon;",
        "javascript:",
        "*",
        "_",
        "**",
        "\\",
        "\x02",
        "\x03",
        "\ud800",
        "\ufeff",
        "](figures/x.svg)",
        "onerror=",
        "</code></pre>",
    ]
)
hostile_text = st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=25).map("".join)


@settings(max_examples=1000, deadline=None)
@given(hostile_text)
@example("![a](" * 30)
@example("- " * 200)
@example("> " * 200 + "x")
@example("[^a]" * 600 + "\n\n[^a]: x")
@example("\n".join(" " * 4 * n + "- a" for n in range(100)))
def test_no_text_comes_alive(text):
    lesson = render_lesson(text, {"figures/x.svg": b"<svg><script/></svg>"})

    assert live_script(page(lesson)) == []
    assert live_script(render_fragment(text)) == []
