"""Which drawings may stand in a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rendering.figures import FigureError, figure_html, read_figure
from tests.learning.rendering.live_script import live_script


def drawing(shapes="", attributes="", names="<title>T</title><desc>D</desc>"):
    return f'<svg viewBox="0 0 9 9" {attributes}>\n{names}\n{shapes}</svg>'.encode()


def flaws(data):
    with pytest.raises(FigureError) as caught:
        read_figure(data)
    return [(flaw.line, flaw.message) for flaw in caught.value.flaws]


def test_drawing_is_written_anew_with_its_own_ids():
    shapes = (
        '<defs><marker id="tip" orient="auto"><path d="M0 0 L1 1z"/></marker></defs>'
        '<g class="stage final" transform="translate(1 2)">'
        '<line x1="0" x2="1.5" marker-end="url(#tip)"/>'
        '<text x="1" text-anchor="middle">a &lt; <tspan dy="1em">b</tspan></text></g>'
    )

    html = figure_html(read_figure(drawing(shapes)), "figure-3", "Alt.", "Cap & tion")

    assert html == (
        '<figure class="figure"><svg viewBox="0 0 9 9" role="img"'
        ' aria-labelledby="figure-3-title figure-3-desc"><title id="figure-3-title">T</title>'
        '<desc id="figure-3-desc">Alt. D</desc>'
        '<defs><marker id="figure-3-tip" orient="auto"><path d="M0 0 L1 1z"></path></marker></defs>'
        '<g class="stage final" transform="translate(1 2)">'
        '<line x1="0" x2="1.5" marker-end="url(#figure-3-tip)"></line>'
        '<text x="1" text-anchor="middle">a &lt; <tspan dy="1em">b</tspan></text></g></svg>'
        "<figcaption>Cap &amp; tion</figcaption></figure>"
    )


def test_markers_of_the_page_keep_their_names():
    figure = read_figure(drawing('<line marker-end="url(#arrow)"/>'))

    assert 'marker-end="url(#arrow)"' in figure_html(figure, "figure-1", "A.", "")


def test_namespace_may_be_given():
    data = drawing(attributes='xmlns="http://www.w3.org/2000/svg"')

    assert read_figure(data).title == "T"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            drawing("<script>alert(1)</script>"),
            [(3, "text outside a text element"), (3, "the element script")],
        ),
        (
            drawing('<a href="javascript:alert(1)"/>'),
            [(3, "the attribute href of a"), (3, "the element a")],
        ),
        (drawing("<foreignObject/>"), [(3, "the element foreignObject")]),
        (
            drawing("<style>*{}</style>"),
            [(3, "text outside a text element"), (3, "the element style")],
        ),
        (
            drawing('<image href="x"/>'),
            [(3, "the attribute href of image"), (3, "the element image")],
        ),
        (drawing('<use href="#x"/>'), [(3, "the attribute href of use"), (3, "the element use")]),
        (drawing("<animate/>"), [(3, "the element animate")]),
        (drawing('<g onclick="x"/>'), [(3, "the attribute onclick of g")]),
        (drawing('<g style="fill:red"/>'), [(3, "the attribute style of g")]),
        (drawing('<rect fill="red"/>'), [(3, "the attribute fill of rect")]),
        (drawing('<g class="a;b"/>'), [(3, "class='a;b' cannot be read")]),
        (drawing('<rect x="1;2"/>'), [(3, "x='1;2' cannot be read")]),
        (drawing('<path d="M0 0 url(x)"/>'), [(3, "d='M0 0 url(x)' cannot be read")]),
        (drawing('<g transform="x(1)"/>'), [(3, "transform='x(1)' cannot be read")]),
        (
            drawing('<line marker-end="url(https://e.org#a)"/>'),
            [(3, "marker-end='url(https://e.org#a)' cannot be read")],
        ),
        (drawing('<line marker-end="url(#no)"/>'), [(3, "nothing has the id no")]),
        (drawing('<g id="arrow"/>'), [(1, "the id arrow is the page's")]),
        (drawing('<g id="a"/><g id="a"/>'), [(1, "the id a occurs twice")]),
        (drawing('<svg viewBox="0 0 1 1"/>'), [(3, "a drawing within the drawing")]),
        (drawing(names="<desc>D</desc>"), [(1, "the drawing has no title")]),
        (drawing(names="<title>T</title>"), [(1, "the drawing has no description")]),
        (b"<svg><title>T</title><desc>D</desc></svg>", [(1, "the drawing has no viewBox")]),
        (
            b'<g viewBox="0 0 1 1"><title>T</title><desc>D</desc></g>',
            [(1, "the first element is g")],
        ),
        (b"<svg>\n<g></svg>", [(2, "not XML: mismatched tag")]),
        (b"", [(1, "not XML: no element found")]),
        (b"<!DOCTYPE svg><svg/>", [(1, "a document type")]),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>\n<svg>&a;</svg>', [(1, "a document type")]),
        (b"<svg>\n<?php x ?></svg>", [(2, "a processing instruction")]),
        (
            drawing('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'),
            [(3, "the element script")],
        ),
        (
            drawing('<g xmlns:x="http://www.w3.org/1999/xlink" x:href="a"/>'),
            [(3, "the attribute http://www.w3.org/1999/xlink href of g")],
        ),
        (b"<svg>" + b" " * 64_000 + b"</svg>", [(1, "the file has 64011 bytes")]),
        (drawing("<g>" * 40 + "</g>" * 40), [(3, "the drawing is too large")]),
    ],
)
def test_flaw_is_told_with_its_line(data, expected):
    assert flaws(data) == expected


names = st.sampled_from(
    ["svg", "g", "text", "script", "a", "title", "desc", "use", "style", "path"]
)
attributes = st.sampled_from(
    [
        "",
        ' onload="x"',
        ' href="javascript:x"',
        ' id="a"',
        ' class="b"',
        ' d="M0"',
        ' style="x"',
        ' xmlns="y"',
    ]
)
elements = st.recursive(
    st.text(max_size=5).map(lambda text: text.replace("<", "&lt;").replace("&", "&amp;")),
    lambda inner: st.tuples(names, attributes, inner).map(
        lambda t: f"<{t[0]}{t[1]}>{t[2]}</{t[0]}>"
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), elements.map(drawing)))
def test_whatever_is_in_a_file_the_drawing_is_dead(data):
    try:
        figure = read_figure(data)
    except FigureError:
        return

    assert live_script(figure_html(figure, "figure-1", "A.", "C")) == []
