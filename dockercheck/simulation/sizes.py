"""Figures for what package managers install, from `sizes.toml` beside the package.

A set of packages costs at least what its largest member brings, and at most the sum of all: what
several of them need is there once.
"""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from dockercheck.commands import SystemPackages
from dockercheck.simulation.bytes import Bytes, total

_MEGABYTE = 1_000_000
_APT = frozenset({"apt", "apt-get", "aptitude"})


class Figures(NamedTuple):
    """The table: bytes of each package without and with recommendations, and two single ones.

    `sources` tell where the figures of "packages", "lists" and "accounts" come from.
    """

    packages: dict[str, tuple[Bytes, Bytes]]
    lists: Bytes
    accounts: Bytes
    sources: dict[str, str]


@lru_cache(maxsize=1)
def figures() -> Figures:
    """The table that ships with the package, read on first use."""
    text = files("dockercheck").joinpath("sizes.toml").read_text(encoding="utf-8")
    return read_figures(text)


def read_figures(text: str) -> Figures:
    """Read a table of sizes from TOML; a fault in it raises ValueError or KeyError."""
    table: dict[str, Any] = tomllib.loads(text)
    if table["schema"] != 1:
        raise ValueError(f"sizes table: schema {table['schema']} is not known")
    debian = table["debian"]
    packages = {
        name: (_widened(plain), _widened(full))
        for name, (plain, full) in debian["packages"].items()
    }
    low, high = table["accounts"]["bytes"]
    sources = {
        "packages": debian["source"],
        "lists": debian["lists_source"],
        "accounts": table["accounts"]["source"],
    }
    return Figures(packages, _widened(debian["lists"]), Bytes(low, high), sources)


def _widened(megabytes: float) -> Bytes:
    return Bytes(round(megabytes * 0.9 * _MEGABYTE), round(megabytes * 1.1 * _MEGABYTE))


def installed_size(use: SystemPackages, names: Iterable[str]) -> Bytes | None:
    """What an installation adds; None where a package has no figure or the system is not Debian."""
    if use.manager not in _APT:
        return None
    sizes = [_one(name, recommends=use.recommends) for name in names]
    known = [size for size in sizes if size is not None]
    whole = total(sizes)
    if whole is None or not known:
        return None
    return Bytes(max(size.low for size in known), whole.high)


def _one(name: str, *, recommends: bool) -> Bytes | None:
    found = figures().packages.get(name)
    return None if found is None else found[1 if recommends else 0]
