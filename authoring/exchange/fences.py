"""Fences as other systems' Markdown writes them, and as ours does.

Moodle's Markdown takes ```` ```dockerfile {.numbers} ```` for code and ours without the braces not;
what it could not hold, such as a title or what the checker is told, is written out or left away.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPENING = re.compile(r"(?P<prefix>[> \t]*)(?P<marks>`{3,}|~{3,})(?P<info>[^`\n]*)")
LANGUAGE = re.compile(r"\s*([\w.+#-]*)")
WORDS = ("numbers", "fragment")
TITLE = re.compile(r"""\btitle=(?:"([^"]*)"|'([^']*)')""")
LONGEST_INFO = 300  # characters; nobody writes longer ones, and they would take long to read
CLASS = re.compile(r"\.([a-z]+)")
QUOTED = re.compile(r"""[a-z]+=(?:"[^"]*"|'[^']*')""")


def portable(text: str) -> str:
    """Our Markdown as others read it."""
    return rewritten(text, outgoing)


def homely(text: str) -> str:
    """Others' Markdown as ours: the way back."""
    return rewritten(text, incoming)


def rewritten(text: str, opened: Callable[[str, str, str], list[str]]) -> str:
    """The text with the first line of each fence written anew."""
    kept: list[str] = []
    mark = ""
    for line in text.split("\n"):
        match = OPENING.fullmatch(line)
        bare = line.strip("> \t")
        if mark:
            kept.append(line)
            mark = "" if bare.startswith(mark) and not bare.strip(mark[0]) else mark
        elif match:
            mark = match["marks"]
            kept += opened(match["prefix"], mark, match["info"])
        else:
            kept.append(line)
    return "\n".join(kept)


@dataclass(frozen=True)
class Fence:
    """A fence that begins a line: its lines, from 0 to the one after its end, and its code."""

    start: int
    end: int
    language: str
    code: str


def fences(text: str) -> Iterator[Fence]:
    """The fences of a text, of those that stand in no list or quotation."""
    mark, language, start = "", "", 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if mark and line.startswith(mark) and not line.strip().strip(mark[0]):
            yield Fence(start, number + 1, language, "\n".join(lines[start + 1 : number]))
            mark = ""
        elif not mark and (match := OPENING.fullmatch(line)) and not match["prefix"]:
            found = LANGUAGE.match(match["info"])
            mark, language, start = match["marks"], found[1] if found else "", number


def outgoing(prefix: str, marks: str, info: str) -> list[str]:
    info = info[:LONGEST_INFO]
    language = found[1] if (found := LANGUAGE.match(info)) else ""
    options = QUOTED.sub("", info).split()
    words = " ".join(f".{word}" for word in WORDS if word in options)
    title = TITLE.search(info)
    above = [f"{prefix}**{title[1] or title[2]}**", prefix.rstrip()] if title else []
    return [*above, f"{prefix}{marks}{language}" + (f" {{{words}}}" if words else "")]


def incoming(prefix: str, marks: str, info: str) -> list[str]:
    info = info[:LONGEST_INFO]
    language = found[1] if (found := LANGUAGE.match(info)) else ""
    words = [word for word in CLASS.findall(info) if word in WORDS]
    return [f"{prefix}{marks}{' '.join([language or 'text', *words])}"]
