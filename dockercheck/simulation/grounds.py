"""What an image brings before the first instruction: its directories, programs, shell and size."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from dockercheck.bases import is_plain
from dockercheck.build import Build
from dockercheck.image import image_facts
from dockercheck.images import ImageFacts, load
from dockercheck.references import Reference
from dockercheck.simulation.bytes import Bytes

_PROGRAM_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
# The directories of a Linux system; what else lies in the root of a plain image is not there.
_SYSTEM = frozenset(
    {"bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "media"}
    | {"mnt", "opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var", "go"}
)
_CERTAIN = frozenset(
    {"/", "/bin", "/dev", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/root"}
    | {"/run", "/sbin", "/srv", "/sys", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/var"}
    | {"/usr/local/bin", "/usr/local/lib", "/usr/sbin", "/usr/share", "/var/cache", "/var/lib"}
    | {"/var/log", "/tmp", "/var/tmp"}  # noqa: S108 -- paths in an image
)
# Directories in which a plain image keeps nothing but what is named here.
_EMPTY = {
    "/home": frozenset({"node", "nonroot", "ubuntu", "app"}),
    "/media": frozenset({"cdrom", "floppy", "usb"}),
    "/mnt": frozenset[str](),
    "/srv": frozenset[str](),
    "/usr/src": frozenset({"linux", "php.tar.xz", "php.tar.xz.asc", "python", "ruby"}),
}


class ImageGround(NamedTuple):
    """What is known of one image; `plain` where all of it lies in the usual directories."""

    name: str
    plain: bool
    shell: bool | None = None
    tools: tuple[str, ...] = ()
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    size: Bytes | None = None
    source: str = ""
    tag: str = ""

    def holds(self, path: str) -> bool | None:
        """Whether a path is in the image; None where that is not known."""
        folder, _, name = path.rpartition("/")
        if path in ("/bin/sh", "/usr/bin/sh"):
            return self.shell
        if folder in _PROGRAM_FOLDERS and name in self.lacks:
            return False
        if self.is_directory(path):
            return True
        if not self.plain:
            return None
        top = path[1:].partition("/")[0]
        if top not in _SYSTEM:
            return False
        return _in_empty(path)

    def is_directory(self, path: str) -> bool | None:
        """Whether a path is a directory in the image; None where that is not known."""
        if path == "/" or (path in _CERTAIN and self.plain):
            return True
        if path.rpartition("/")[0] in _PROGRAM_FOLDERS:
            return False
        if self.plain and path[1:].partition("/")[0] not in _SYSTEM:
            return False
        return False if self.plain and _in_empty(path) is False else None


def _in_empty(path: str) -> bool | None:
    """False for a path in a directory that is certainly empty, else None."""
    for folder, kept in _EMPTY.items():
        if path.startswith(f"{folder}/"):
            return None if path[len(folder) + 1 :].partition("/")[0] in kept else False
    return None


SCRATCH = ImageGround("scratch", plain=True, shell=False, size=Bytes(0, 0))


def ground_of(build: Build, reference: Reference | None) -> ImageGround:
    """What is known of an image: what the caller says first, then the table that ships here."""
    if reference is None:
        return ImageGround("", plain=False)
    shipped = _shipped(str(reference))
    name = reference.familiar
    plain = is_plain(reference) or name.startswith("gcr.io/distroless/")
    ground = ImageGround(name, plain, tag=reference.tag or "latest")
    if shipped is not None:
        ground = _from_table(ground, shipped)
    given = image_facts(build.images, reference)
    return _from_caller(ground, given) if given else ground


@lru_cache(maxsize=256)
def _shipped(reference: str) -> ImageFacts | None:
    return load().find(reference)


def _from_table(ground: ImageGround, facts: ImageFacts) -> ImageGround:
    return ground._replace(
        shell=facts.shell,
        tools=facts.tools,
        has=facts.has,
        lacks=facts.lacks,
        size=Bytes(facts.size.low, facts.size.high) if facts.size else None,
        source=facts.size.source if facts.size else "",
    )


def _from_caller(ground: ImageGround, facts: Mapping[str, object]) -> ImageGround:
    """The facts in the form in which `check` takes them; each is optional."""
    shell = facts.get("shell")
    if shell is not None:
        ground = ground._replace(shell=shell not in (False, "", "none"))
    tools = _words(facts.get("tools"))
    if tools is not None:
        ground = ground._replace(tools=tools)
    size = facts.get("size")
    if isinstance(size, Mapping) and isinstance(size.get("low"), int):
        high = size.get("high")
        told = Bytes(size["low"], high if isinstance(high, int) else None)
        # The shipped table given back by the caller says the same without its source.
        shipped = ground.source if told == ground.size else ""
        ground = ground._replace(size=told, source=str(size.get("source") or shipped))
    return ground


def _words(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return None
    return tuple(str(word) for word in value)
