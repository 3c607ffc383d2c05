"""Code blocks as the page shows them."""

import pytest

from learning.rendering.code_blocks import CodeBlock, code_html
from learning.rendering.numbered_lines import NumberedLine


def test_block_has_a_caption_and_a_language():
    assert code_html(CodeBlock(1, "go", "x := 1", "Main"), 2) == (
        '<figure class="code" data-language="go"><figcaption><span class="code-title">Main</span>'
        ' <span class="code-language">Go</span></figcaption>'
        '<div class="code-scroll" tabindex="0" role="region" aria-label="Code 2: Main"><pre><code>'
        '<span class="line"><span class="nx">x</span> <span class="o">:=</span>'
        ' <span class="mi">1</span>\n</span></code></pre></div></figure>'
    )


def test_language_is_the_label_of_a_block_without_a_title():
    html = code_html(CodeBlock(1, "console", "$ ls"), 1)

    assert '<figcaption><span class="code-language">Terminal</span></figcaption>' in html
    assert 'aria-label="Code 1: Terminal"' in html


def test_numbers_stand_in_an_attribute_so_that_they_are_not_copied():
    html = code_html(CodeBlock(1, "text", "a\nb", is_numbered=True), 1)

    assert '<figure class="code numbered"' in html
    assert '<span class="line" data-line="1">a\n</span><span class="line" data-line="2">b\n' in html


def test_marked_lines():
    html = code_html(CodeBlock(1, "text", "a\nb", marks=frozenset({2})), 1)

    assert '<span class="line">a\n</span><span class="line marked">b\n</span>' in html


def test_notes_lead_to_their_lines():
    notes = (NumberedLine(9, 1, 1, "first"), NumberedLine(10, 2, 3, "<em>then</em>"))
    block = CodeBlock(1, "text", "a\nb\nc", marks=frozenset({1, 2, 3}), notes=notes)

    html = code_html(block, 4)

    assert '<span class="line marked" data-line="2" id="code-4-line-2">b\n</span>' in html
    assert html.endswith(
        '<ol class="code-notes">'
        '<li><a class="code-note-lines" href="#code-4-line-1">Line 1</a> first</li>'
        '<li><a class="code-note-lines" href="#code-4-line-2">Lines 2–3</a> <em>then</em></li>'
        "</ol></figure>"
    )


@pytest.mark.parametrize("language", ["text", "dockerfile", "go", "json", "nonsense"])
def test_markup_in_code_and_title_is_text(language):
    html = code_html(CodeBlock(1, language, "<b>&", '"><b>'), 1)

    assert "<b>" not in html
