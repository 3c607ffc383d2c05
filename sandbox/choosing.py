"""Which files of the context are meant: by .dockerignore, by COPY --exclude, by COPY --parents."""

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from posixpath import normpath

LINES = 100
DEPTH = 16
WILDCARD = re.compile(r"[*?\[\\]")


class UnknownPatternError(ValueError):
    """Better no answer than a wrong one; and never one that takes long to find."""


class Patterns:
    """Lines of a .dockerignore: the last that fits decides, and a folder stands for all in it."""

    def __init__(self, lines: Iterable[str]) -> None:
        kept = [line for line in map(str.strip, lines) if line and not line.startswith("#")]
        if len(kept) > LINES:
            raise UnknownPatternError
        self.rules = [(line.startswith("!"), _parts(line.removeprefix("!"))) for line in kept]

    def fit(self, path: str) -> bool:
        fits = False
        names = path.split("/")
        for is_exception, rule in self.rules:
            if _fits(rule, names):
                fits = not is_exception
        return fits


Rule = list[re.Pattern[str] | None]


def _parts(pattern: str) -> Rule:
    """An expression for each name on the way; none for `**`, which is any number of them."""
    names = normpath(pattern.strip()).lstrip("/").split("/")
    if len(names) > DEPTH or "\\" in pattern or any("**" in n and n != "**" for n in names):
        raise UnknownPatternError
    # What fnmatch makes of a pattern does not go back and forth, however many stars it has.
    return [None if name == "**" else re.compile(translate(name)) for name in names]


def _fits(rule: Rule, names: list[str]) -> bool:
    """Whether it fits the path or a folder above: how many names can be behind us, part by part."""
    behind = {0}
    for number, part in enumerate(rule, 1):
        if part is None:
            # At the end it stands for what is in a folder, and not for the folder.
            least = min(behind, default=len(names)) + (number == len(rule))
            behind = set(range(least, len(names) + 1)) if behind else set()
        else:
            behind = {at + 1 for at in behind if at < len(names) and part.match(names[at])}
    return bool(behind)


def not_ignored(context: Mapping[str, bytes]) -> dict[str, bytes]:
    """The context without what its .dockerignore leaves out."""
    ignore = Patterns(context.get(".dockerignore", b"").decode(errors="replace").splitlines())
    return {name: content for name, content in context.items() if not ignore.fit(name)}


def plain(source: str) -> str:
    """A source of COPY from the top of the context, which is an empty one."""
    path = normpath(source).lstrip("/")
    return "" if path == "." else path


def without(
    context: Mapping[str, bytes], source: str, excluded: Iterable[str]
) -> dict[str, bytes] | None:
    """What COPY --exclude takes of a folder, by names in it; None for what is no folder here."""
    folder = plain(source)
    patterns = Patterns(excluded)
    prefix = f"{folder}/" if folder else ""
    inside = {
        name.removeprefix(prefix): content
        for name, content in context.items()
        if name.startswith(prefix)
    }
    return {name: inside[name] for name in inside if not patterns.fit(name)} if inside else None


def with_parents(context: Mapping[str, bytes], source: str) -> dict[str, bytes]:
    """What COPY --parents takes, by names that keep their folders; `/./` says where they begin."""
    base, pivot, rest = source.partition("/./")
    base, rest = (plain(base), rest) if pivot else ("", source)
    prefix = f"{base}/" if base else ""
    wanted = plain(rest)
    depth = wanted.count("/") + 1
    rule = re.compile(translate(wanted))
    return {
        name.removeprefix(prefix): content
        for name, content in context.items()
        if name.startswith(prefix) and _is_meant(name.removeprefix(prefix), rule, wanted, depth)
    }


def _is_meant(name: str, rule: re.Pattern[str], wanted: str, depth: int) -> bool:
    parts = name.split("/")
    # Of as many folders as the pattern, for a star of it must not reach over a slash.
    return not wanted or (len(parts) >= depth and bool(rule.match("/".join(parts[:depth]))))


def has_wildcard(source: str) -> bool:
    return bool(WILDCARD.search(source))
