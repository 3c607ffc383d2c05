"""Which image of the store stands in for the one that a Dockerfile names."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from .preflight import Refusal
from .reading import Instruction

VARIABLE = re.compile(
    r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?:(?P<sign>:?[-+])(?P<word>[^}]*))?\})"
)
VARIANTS = ("alpine", "nonroot", "slim")
TAG = re.compile(r":[\w.-]+$")
# What a name may consist of; an equals sign in one would say where the builder finds it.
NAME = re.compile(r"[\w./:-]+(?:@sha256:[0-9a-f]{64})?")
WRITTEN = re.compile(r"[\w./:@${}\"'+-]+")  # and what it may be written as, with variables


@dataclass(frozen=True)
class StandIn:
    """An image that the store has: all its names, and how it differs from the real one."""

    names: tuple[str, ...]
    differs: str


@dataclass(frozen=True)
class Catalogue:
    """The images of the store."""

    images: tuple[StandIn, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        rows = json.loads(path.read_text()) if path.exists() else []
        return cls(tuple(StandIn(tuple(row["names"]), row["differs"]) for row in rows))

    @cached_property
    def repositories(self) -> list[str]:
        return sorted({TAG.sub("", name) for image in self.images for name in image.names})

    def find(self, reference: str) -> str | None:
        """The name to build from: the same tag, or the nearest variant of the same repository."""
        if not NAME.fullmatch(reference):
            return None
        wanted = full_name(reference)
        repository = TAG.sub("", wanted)
        names = [name for image in self.images for name in image.names]
        if wanted in names:
            return wanted
        same = [name for name in names if TAG.sub("", name) == repository]
        variant = _variant(wanted)
        fitting = [name for name in same if _variant(name) == variant]
        # Another C library is another image: what was built for one may not start on the other.
        return next(iter(fitting or (same if "alpine" not in variant else [])), None)


def _variant(name: str) -> set[str]:
    return {word for word in VARIANTS if word in name}


def full_name(reference: str) -> str:
    """With registry, repository and tag; a digest is left out, for the store has another."""
    name = reference.partition("@")[0]
    first, slash, _ = name.partition("/")
    if not slash:
        name = f"docker.io/library/{name}"
    elif not ("." in first or ":" in first or first == "localhost"):
        name = f"docker.io/{name}"
    name = re.sub(r"^(?:registry-1|index)\.docker\.io/", "docker.io/", name)
    return name if TAG.search(name.rpartition("/")[2]) else f"{name}:latest"


@dataclass(frozen=True)
class Reference:
    """An image that a line names; `written` is how, with variables, where FROM names it."""

    name: str
    line: int
    written: str = ""


@dataclass(frozen=True)
class Bases:
    """What each image name of a Dockerfile is built from here, and what to say about it.

    One that has variables in it is there as it is written too: so the builder looks it up.
    """

    stand_ins: Mapping[str, str]
    notes: tuple[str, ...]
    refusal: Refusal | None = None


def map_bases(
    instructions: list[Instruction], arguments: Mapping[str, str], catalogue: Catalogue
) -> Bases:
    """Every image that a Dockerfile names in FROM, COPY --from and RUN --mount=from=."""
    stand_ins: dict[str, str] = {}
    as_written: dict[str, str] = {}
    for reference in references(instructions, arguments):
        found = catalogue.find(reference.name)
        if found is None:
            known = ", ".join(name.removeprefix("docker.io/library/") for name in
                              catalogue.repositories)  # fmt: skip
            return Bases({}, (), Refusal(
                "image-not-here",
                f"Line {reference.line} names the image {reference.name[:120]}, which is not "
                f"available here. Builds here can start from: scratch, {known}.",
            ))  # fmt: skip
        stand_ins[reference.name] = found
        if WRITTEN.fullmatch(reference.written):
            as_written[reference.written] = found
    notes = [
        f"{name} was built from {found.removeprefix('docker.io/library/')}, its stand-in here."
        for name, found in stand_ins.items()
        if full_name(name) != found or "@" in name
    ]
    return Bases({**as_written, **stand_ins}, tuple(notes))


def references(
    instructions: list[Instruction], arguments: Mapping[str, str]
) -> Iterator[Reference]:
    known: dict[str, str] = {}
    stages: set[str] = set()
    count = 0
    for each in instructions:
        instruction = each.trigger()
        if instruction.name == "ARG" and not count:
            for word in instruction.rest.split():
                name, _, default = word.partition("=")
                known[name] = arguments.get(name, expand(default.strip("\"'"), known))
        elif instruction.name == "FROM":
            written = instruction.rest.split()
            words = [expand(word, known) for word in written]
            if words and words[0].lower() not in stages | {"scratch"}:
                yield Reference(words[0], instruction.line, written[0])
            stages.add(str(count))
            count += 1
            if len(words) == 3:
                stages.add(words[2].lower())
        else:
            yield from _sources(instruction, known, stages)


def _sources(
    instruction: Instruction, known: Mapping[str, str], stages: set[str]
) -> Iterator[Reference]:
    for flag in instruction.flags:
        if instruction.name in {"COPY", "ADD"} and flag.startswith("--from="):
            name = expand(flag.removeprefix("--from="), known)
        elif instruction.name == "RUN" and (match := re.search(r"[=,]from=([^,]+)", flag)):
            name = expand(match[1], known)
        else:
            continue
        # A number that is no stage is the builder's to refuse.
        if name.lower() not in stages and not name.isdigit():
            yield Reference(name, instruction.line)


def expand(text: str, known: Mapping[str, str]) -> str:
    """Variables of a FROM line, which sees only the ARGs above the first one."""

    def value(match: re.Match[str]) -> str:
        found = known.get(match["plain"] or match["name"], "")
        word, sign = match["word"] or "", match["sign"] or ""
        if sign.endswith("-"):
            return found or word
        if sign.endswith("+"):
            return word if found else ""
        return found

    return VARIABLE.sub(value, text.strip("\"'"))
