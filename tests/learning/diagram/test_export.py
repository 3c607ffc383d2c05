"""The drawing as files."""

import re
from dataclasses import asdict
from xml.etree import ElementTree

import pytest

from learning.architecture.layout import draw
from learning.architecture.reading import read_json
from learning.diagram.export import EXPORTS
from tests.learning.diagram.small import NODES, architecture


def exported(suffix, *, narrow=False):
    small = architecture()
    return EXPORTS[suffix](small, asdict(draw(small, narrow=narrow)))


def size(png):
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


@pytest.mark.parametrize("narrow", [False, True])
def test_svg_stands_alone(narrow):
    svg, content_type = exported("svg", narrow=narrow)

    root = ElementTree.fromstring(svg)
    drawing = draw(architecture(), narrow=narrow)
    assert content_type == "image/svg+xml"
    assert (root.get("width"), root.get("height")) == (str(drawing.width), str(drawing.height))
    text = " ".join(" ".join(root.itertext()).split())
    assert all(f"The {row[0]}" in text for row in NODES)
    assert "var(" not in svg
    assert "light-dark(" not in svg
    assert set(re.findall(r"url\(#([\w-]+)\)", svg)) <= set(re.findall(r'\bid="([\w-]+)"', svg))
    assert "<a " not in svg


@pytest.mark.parametrize("narrow", [False, True])
def test_png_has_twice_the_drawings_size(narrow):
    png, content_type = exported("png", narrow=narrow)

    drawing = draw(architecture(), narrow=narrow)
    assert png.startswith(b"\x89PNG")
    assert size(png) == (2 * drawing.width, 2 * drawing.height)
    assert content_type == "image/png"


def test_png_is_always_the_same():
    assert exported("png") == exported("png")


def test_json_is_the_architecture():
    assert read_json(exported("json")[0]) == architecture()


def test_mermaid_is_a_flowchart():
    assert exported("mmd")[0].startswith("flowchart TB\n")
