"""What is known of base images: tools, shell, libc, user and size, each from a source.

The facts stand in `images.toml` beside this module.
"""

import pkgutil
from collections.abc import Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

_HUB = frozenset(
    {"docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"}
)
# Copies of Docker Hub's official images under another name.
_MIRRORS = ("public.ecr.aws/docker/library/", "mirror.gcr.io/library/")
_WINDOWS = ("nanoserver", "windowsservercore")  # the table speaks of Linux images
_MEGABYTE = 1_000_000


class Libc(StrEnum):
    """The C library that a program finds in an image."""

    GLIBC = "glibc"
    MUSL = "musl"
    UCLIBC = "uclibc"
    NONE = "none"


class ImageSize(NamedTuple):
    """Bytes on disk, uncompressed, as a range, and where the figures come from."""

    low: int
    high: int
    source: str


class ImageFacts(NamedTuple):
    """What is known of an image; None stands for not known, never for no.

    - `name`: the row of the table that fits, such as `golang` or `gcr.io/distroless/static*`.
    - `tools`: what builds or installs software; none known and none there look the same, so ask
      `runtime` before praising an image.
    - `has`, `lacks`: programs that certainly are there or are not.
    - `runtime`: True for an image that is made to run programs, False for one made to build them.
    """

    name: str
    tools: tuple[str, ...] = ()
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    shell: bool | None = None
    libc: Libc | None = None
    package_manager: str | None = None
    user: str | None = None
    runtime: bool | None = None
    size: ImageSize | None = None

    def provides(self, program: str) -> bool | None:
        """Tell whether a program is in the image; None where that is not known."""
        if program in self.has or program in self.tools:
            return True
        if program in self.lacks:
            return False
        if program in {"sh", "/bin/sh"}:
            return self.shell
        return None


class Reference(NamedTuple):
    """An image reference taken apart; `name` is as people write it: `golang`, `ghcr.io/a/b`."""

    name: str
    tag: str | None = None
    digest: str | None = None


def parse_reference(text: str) -> Reference | None:
    """Take an image reference apart; None where a variable in it is not expanded yet.

    >>> parse_reference("docker.io/library/golang:1.24-alpine")
    Reference(name='golang', tag='1.24-alpine', digest=None)
    """
    if not text or "$" in text:
        return None
    rest, _, digest = text.partition("@")
    head, slash, last = rest.rpartition("/")
    last, _, tag = last.partition(":")
    name = f"{head}{slash}{last}"
    registry, slash, path = name.partition("/")
    if slash and registry in _HUB:
        name = path
    for mirror in _MIRRORS:
        name = name.removeprefix(mirror)
    return Reference(name.removeprefix("library/"), tag or None, digest or None)


class _Row(NamedTuple):
    pattern: str
    facts: ImageFacts
    variants: tuple[tuple[tuple[str, ...], ImageFacts], ...]


class Images(NamedTuple):
    """The table of images."""

    rows: tuple[_Row, ...]

    def get(self, name: str, /) -> Mapping[str, object] | None:
        """The facts in the form in which `check` takes them; what is not known is left out."""
        facts = self.find(name)
        return None if facts is None else _as_mapping(facts)

    def find(self, ref: str) -> ImageFacts | None:
        """The facts of an image reference; None for an image that is not in the table.

        A reference by digest alone tells no variant, so only what holds for the image's default
        is known of `golang@sha256:…`.
        """
        reference = parse_reference(ref)
        if reference is None:
            return None
        row = next((row for row in self.rows if fnmatchcase(reference.name, row.pattern)), None)
        if row is None or (reference.tag is None and reference.digest is not None):
            return _without_variant(row) if row else None
        tag = reference.tag or "latest"
        if any(windows in tag for windows in _WINDOWS):
            return None
        for patterns, facts in row.variants:
            if any(fnmatchcase(tag, pattern) for pattern in patterns):
                return facts
        return row.facts


@lru_cache(maxsize=256)
def _as_mapping(facts: ImageFacts) -> Mapping[str, object]:
    known = {
        key: value
        for key, value in facts._asdict().items()
        if value is not None and value not in ((), frozenset())
    }
    if facts.size is not None:
        known["size"] = {"low": facts.size.low, "high": facts.size.high}
    return MappingProxyType(known)


def _without_variant(row: _Row) -> ImageFacts:
    """What all variants of an image share."""
    if not row.variants:
        return row.facts
    every = [row.facts, *(facts for _tags, facts in row.variants)]
    first = row.facts

    def shared(values: set[Any]) -> Any:
        return values.pop() if len(values) == 1 else None

    return ImageFacts(
        first.name,
        tuple(tool for tool in first.tools if all(tool in each.tools for each in every)),
        frozenset.intersection(*(each.has for each in every)),
        frozenset.intersection(*(each.lacks for each in every)),
        shared({each.shell for each in every}),
        shared({each.libc for each in every}),
        shared({each.package_manager for each in every}),
        shared({each.user for each in every}),
        shared({each.runtime for each in every}),
    )


@lru_cache(maxsize=1)
def load() -> Images:
    """The table that ships with the package, read on first use."""
    data = pkgutil.get_data("dockercheck", "images.toml")  # importlib.resources starts slowly
    if data is None:  # the loader of the package cannot read data at all
        return Images(())
    return read_table(data.decode())


def read_table(text: str) -> Images:
    """Read a table of images from TOML; a fault in it raises `ValueError` or `KeyError`."""
    import tomllib  # noqa: PLC0415 -- it costs start-up time where no facts are asked for

    table = tomllib.loads(text)
    if table["schema"] != 1:
        raise ValueError(f"images table: schema {table['schema']} is not known")
    systems: Mapping[str, Mapping[str, Any]] = table["os"]
    return Images(tuple(_row(entry, systems) for entry in table["image"]))


def _row(entry: Mapping[str, Any], systems: Mapping[str, Mapping[str, Any]]) -> _Row:
    variants = []
    for variant in entry.get("variant", ()):
        # Laid over in this order: the system, the image, the variant's system, the variant.
        merged = _merged(entry, systems)
        if "os" in variant:
            merged |= systems[variant["os"]]
        merged |= variant
        if "os" in variant:
            _forget_system_dependent(merged, variant, systems[variant["os"]])
        variants.append((tuple(variant["tags"]), _facts(entry["name"], merged)))
    return _Row(entry["name"], _facts(entry["name"], _merged(entry, systems)), tuple(variants))


def _merged(entry: Mapping[str, Any], systems: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {**systems.get(entry.get("os", ""), {}), **entry}


def _forget_system_dependent(
    merged: dict[str, Any], variant: Mapping[str, Any], system: Mapping[str, Any]
) -> None:
    """On another system the programs and the size of the default are not known to hold."""
    for key in ("has", "lacks", "package_manager"):
        if key not in variant and key not in system:
            merged.pop(key, None)
    if "size" not in variant:
        merged.pop("size", None)


def _facts(name: str, merged: Mapping[str, Any]) -> ImageFacts:
    size = merged.get("size") if not merged.get("no_size") else None
    return ImageFacts(
        name,
        tuple(merged.get("tools", ())),
        frozenset(merged.get("has", ())),
        frozenset(merged.get("lacks", ())),
        merged.get("shell"),
        Libc(merged["libc"]) if "libc" in merged else None,
        merged.get("package_manager"),
        merged.get("user"),
        merged.get("runtime"),
        ImageSize(round(size[0] * _MEGABYTE), round(size[1] * _MEGABYTE), merged["source"])
        if size
        else None,
    )
