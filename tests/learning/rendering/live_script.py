"""Looks at HTML as a browser does, and tells everything in it that could run."""

import re
from html.parser import HTMLParser

from learning.rendering.lesson import Html

DANGEROUS = frozenset(
    {
        "animate",
        "applet",
        "audio",
        "base",
        "button",
        "embed",
        "foreignobject",
        "form",
        "frame",
        "frameset",
        "iframe",
        "image",
        "img",
        "input",
        "isindex",
        "link",
        "listing",
        "math",
        "meta",
        "noembed",
        "noscript",
        "object",
        "option",
        "param",
        "plaintext",
        "script",
        "select",
        "set",
        "source",
        "style",
        "template",
        "textarea",
        "track",
        "use",
        "video",
        "xmp",
    }
)
ADDRESSES = frozenset(
    {
        "action",
        "background",
        "cite",
        "data",
        "formaction",
        "href",
        "longdesc",
        "ping",
        "poster",
        "src",
        "srcset",
        "xlink:href",
    }
)
HARMLESS = frozenset({"http", "https", "mailto"})
IGNORED_IN_SCHEMES = re.compile("[\t\n\r]")


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in DANGEROUS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "xmlns"}:
                self.found.append(f"{tag} {name}")
            if name in ADDRESSES and scheme(value or "") not in {"", *HARMLESS}:
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data):
        self.found.append(f"comment {data}")

    def handle_decl(self, decl):
        self.found.append(f"declaration {decl}")

    def handle_pi(self, data):
        self.found.append(f"instruction {data}")

    def unknown_decl(self, data):
        self.found.append(f"declaration {data}")


def scheme(address):
    """As the URL standard finds it: tabs and line ends vanish, leading controls too."""
    bare = IGNORED_IN_SCHEMES.sub("", address).lstrip("".join(map(chr, range(33))))
    match = re.match(r"([a-z][a-z0-9+.-]*):", bare, re.IGNORECASE)
    return match[1].lower() if match else ""


def live_script(html):
    """What in the HTML could run, fetch or change the page; attribute values are decoded."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def page(lesson):
    """All HTML of a lesson."""
    return "".join(part.html for part in lesson.parts if isinstance(part, Html))
