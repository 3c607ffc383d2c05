"""Which HTML may come out of Markdown: a short list, and nothing else."""

import re

import nh3

# Ids of the page that a lesson stands on; neither a heading nor an exercise may take one.
PAGE_IDS = frozenset(
    {
        "announcer",
        "arrow",
        "arrow-crossing",
        "arrow-thick",
        "clock-said",
        "clock-title",
        "finish",
        "finish-read",
        "finish-title",
        "finish-undo",
        "hatch",
        "hits",
        "main",
        "opening",
        "opening-answer",
        "opening-title",
        "palette",
        "palette-hits",
        "palette-q",
        "q",
        "scale-out-clock",
        "search",
        "skip",
        "theme",
        "toc",
        "ways",
        "ways-title",
        "workbook",
        "workbook-note",
        "workbook-save",
        "workbook-text",
    }
)
ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
FOLLOWABLE = re.compile(
    r"(?:https?://(?!/)|mailto:(?!/)|\#|/(?!/))[^\x00-\x20\\]+|/", re.IGNORECASE
)
KINDS = frozenset({"note", "warning", "myth", "measured", "principle"})

TAGS = {
    "a",
    "aside",
    "blockquote",
    "br",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "strong",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "a": {"href", "title", "aria-label"},
    "div": {"aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"aria-label"},
    "sup": {"id"},
}
VALUES = {
    "div": {"role": {"region", "note"}, "tabindex": {"0"}},
    "td": {"align": {"left", "center", "right"}},
    "th": {"align": {"left", "center", "right"}, "scope": {"col"}},
}
CLASSES = {
    "a": {"permalink"},
    "details": {"answer"},
    "div": {"callout", "heading", "table-scroll", *KINDS},
    "p": {"callout-title"},
    "section": {"footnotes"},
    "span": {"callout-kind"},
}


def is_followable(link: str) -> bool:
    """May a link lead there? Decoded text; a browser ignores tabs and newlines in a scheme."""
    return FOLLOWABLE.fullmatch(link) is not None


def allowed(_tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value if it may stay; nh3 asks after it has decoded the value."""
    if attribute == "id":
        return value if ID.fullmatch(value) and value not in PAGE_IDS else None
    if attribute == "href":
        return value if is_followable(value) else None
    return value


cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=set(),
    attributes=ATTRIBUTES,
    attribute_filter=allowed,
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def sanitized(html: str) -> str:
    return cleaner.clean(html)
