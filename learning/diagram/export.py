"""The drawing as a file of its own: SVG with the styles it needs, PNG made from that."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from learning.architecture.export import to_json, to_mermaid
from learning.architecture.model import Architecture
from learning.diagram.figure import figure
from learning.diagram.marks import Marks
from learning.diagram.stored import Drawn

CSS = Path(settings.BASE_DIR) / "static" / "css"
FONT = Path(__file__).parent / "dejavu-sans-subset.ttf"
TOKEN = re.compile(r"--(?P<name>[\w-]+):\s*(?P<value>[^;]+);")
LIGHT = re.compile(r"light-dark\((?P<light>[^,]+),[^)]*\)")
USED = re.compile(r"var\(--(?P<name>[\w-]+)\)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ZOOM = 2  # px of the picture for one of the drawing
Body = str | bytes


@cache
def style() -> str:
    """The drawing's own rules in light colours, without custom properties: any viewer reads it."""
    tokens = {
        match["name"]: LIGHT.sub(lambda found: found["light"], match["value"])
        for match in TOKEN.finditer((CSS / "tokens.css").read_text())
    }
    rules = COMMENT.sub("", (CSS / "drawing.css").read_text())
    return USED.sub(lambda found: tokens[found["name"]], rules).strip()


def to_svg(architecture: Architecture, drawn: Drawn) -> str:
    shown = figure(architecture, drawn, Marks(), "drawing")
    return render_to_string("learning/diagram.svg", {"figure": shown, "style": style()})


def to_png(architecture: Architecture, drawn: Drawn) -> bytes:
    import resvg_py  # noqa: PLC0415 -- several megabytes, needed for this one download

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=to_svg(architecture, drawn),
            zoom=ZOOM,
            skip_system_fonts=True,  # the same picture on every server, and on one without fonts
            font_files=[str(FONT)],
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )


EXPORTS: Mapping[str, Callable[[Architecture, Drawn], tuple[Body, str]]] = {
    "svg": lambda architecture, drawn: (to_svg(architecture, drawn), "image/svg+xml"),
    "png": lambda architecture, drawn: (to_png(architecture, drawn), "image/png"),
    "mmd": lambda architecture, _: (to_mermaid(architecture), "text/plain; charset=utf-8"),
    "json": lambda architecture, _: (to_json(architecture), "application/json"),
}
