"""Platforms: `linux/arm64/v8` and the shorter ways to write them (containerd/platforms)."""

import re
from typing import NamedTuple

_COMPONENT = re.compile(r"[A-Za-z0-9_.-]+\Z")
_OS_COMPONENT = re.compile(r"([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)[^()]*\))?\Z")
_SYSTEM_WORDS = """
aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris
windows zos
"""
_ARCHITECTURE_WORDS = """
386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le
mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm
"""
SYSTEMS = frozenset(_SYSTEM_WORDS.split())
ARCHITECTURES = frozenset(_ARCHITECTURE_WORDS.split())
_ALIASES = {"i386": "386", "x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64"}


class PlatformError(ValueError):
    """The text does not name a platform; the message is the one BuildKit gives."""


class Platform(NamedTuple):
    """Operating system, processor architecture and its variant, normalised."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


DEFAULT = Platform("linux", "amd64")


def parse_platform(text: str, default: Platform = DEFAULT) -> Platform:
    """Read a platform; what is left out comes from `default`. Raises PlatformError."""
    parts = text.split("/")
    for index, part in enumerate(parts):
        if (_OS_COMPONENT if index == 0 else _COMPONENT).match(part) is None:
            raise PlatformError(f'"{part}" is an invalid component of "{text}"')
    first = parts[0].partition("(")[0]
    if len(parts) == 1:
        return _single(first, text, default)
    if len(parts) > 3:
        raise PlatformError(f'"{text}": cannot parse platform specifier')
    return Platform(_system(first), *_machine(parts[1], parts[2] if len(parts) == 3 else ""))


def _single(word: str, text: str, default: Platform) -> Platform:
    if _system(word) in SYSTEMS:
        return Platform(_system(word), default.architecture, default.variant)
    architecture, variant = _machine(word, "")
    if architecture not in ARCHITECTURES:
        raise PlatformError(f'"{text}": unknown operating system or architecture')
    return Platform(default.os, architecture, variant)


def _system(word: str) -> str:
    lower = word.lower()
    return "darwin" if lower == "macos" else lower


def _machine(architecture: str, variant: str) -> tuple[str, str]:
    architecture, variant = architecture.lower(), variant.lower()
    architecture = _ALIASES.get(architecture, architecture)
    if architecture == "armhf":
        return "arm", "v7"
    if architecture == "armel":
        return "arm", "v6"
    if architecture == "amd64" and variant == "v1":
        return architecture, ""
    if architecture == "arm64" and variant in ("8", "v8"):
        return architecture, ""
    if architecture == "arm" and variant in ("", "5", "6", "7", "8"):
        return architecture, f"v{variant or 7}"
    return architecture, variant
