"""The few npm packages that builds without a network can install, named by version and hash."""

import base64
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from sandbox.place import Place

from .machine import SetUpError, run

LIST = Path(__file__).parent / "npm" / "packages.txt"


@dataclass(frozen=True)
class Package:
    """A package as a lock file pins it."""

    name: str
    version: str
    integrity: str

    @property
    def tarball(self) -> str:
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


def packages() -> list[Package]:
    found = []
    for line in LIST.read_text().splitlines():
        what, integrity = line.split()
        name, _, version = what.rpartition("@")
        found.append(Package(name, version, integrity))
    return found


def fetch(place: Place) -> None:
    """Their tarballs in the ingredients, by the npm that the images get."""
    folder = place.ingredients / "npm-packages"
    wanted = packages()
    if _has_exactly(folder, wanted):
        return
    making = folder.with_suffix(".part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    node = place.ingredients / "node"
    npm = [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]
    names = [f"{each.name}@{each.version}" for each in wanted]
    run([*npm, "pack", f"--pack-destination={making}", *names])
    for package in wanted:
        if _integrity(making / package.tarball) != package.integrity:
            raise SetUpError(f"npm sent another {package.name} than {LIST.name} names")
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def _has_exactly(folder: Path, wanted: list[Package]) -> bool:
    there = {path.name: _integrity(path) for path in folder.glob("*.tgz")}
    return there == {each.tarball: each.integrity for each in wanted}


def _integrity(path: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
