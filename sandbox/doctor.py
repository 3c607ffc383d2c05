"""Say of this machine what a sandbox needs, wall by wall, and what to do about what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import buildkit
from .buildah import Buildah
from .buildkit.promises import PROMISES
from .buildkit.promises import prove as ask
from .cgroups import ROOT, open_group
from .images import Catalogue
from .job import Limits
from .place import BuildUser, Place, is_open_to_others
from .programs import missing_packages
from .walls import WALLS, prove, try_wall


@dataclass(frozen=True)
class Line:
    """One thing looked at. What is not needed, only better, passes with a note."""

    name: str
    passed: bool
    note: str


def examine(place: Place) -> Iterator[Line]:
    """What is installed; then, if all of it is, the walls."""
    found = needs(place)
    yield from found
    yield _control_groups()
    if missing := [line.name for line in found if not line.passed]:
        for wall in WALLS:
            yield Line(wall.name, False, f"not tried; first: {', '.join(missing)}")
        return
    for proof in prove(Buildah(place)):
        note = proof.fault or f"{proof.wall.promise} ({proof.seconds:.1f} s)"
        yield Line(proof.wall.name, not proof.fault, note)


def examine_daemon(daemon: buildkit.Daemon) -> Iterator[Line]:
    """The same of a BuildKit that runs elsewhere: whether it is there, and what it promises."""
    missing = daemon.missing()
    yield Line("daemon", not missing, missing or daemon.address)
    tried = [] if missing else list(ask(buildkit.BuildKit(daemon)))
    for kept in tried:
        note = kept.fault or f"{kept.promise.text} ({kept.seconds:.1f} s)"
        yield Line(kept.promise.name, not kept.fault, note)
    for promise in PROMISES[len(tried) :]:
        yield Line(promise.name, False, "not tried; first what is said above")


def obstacle(place: Place) -> str:
    """Why no box can be opened here, or nothing: what is installed, then one honest build."""
    missing = [f"{line.name}: {line.note}" for line in needs(place) if not line.passed]
    return "; ".join(missing) or try_wall(Buildah(place), WALLS[0]).fault


def needs(place: Place) -> list[Line]:
    """Without these no box can be opened at all."""
    return [_packages(), _build_user(), _folder(place), _images(place)]


def _packages() -> Line:
    missing = missing_packages()
    words = "as root: apt-get install -y --no-install-recommends " + " ".join(missing)
    return Line("packages", not missing, words if missing else "buildah, runc, bubblewrap, uidmap")


def _build_user() -> Line:
    user = BuildUser.find()
    if user is None:
        return Line("build user", False, "as root: make sandbox")
    if not user.has_ids():
        ids = "--add-subuids 165536-231071 --add-subgids 165536-231071"
        return Line(
            "build user", False, f"as root, with ids that are free: usermod {ids} {user.name}"
        )
    return Line("build user", True, user.name)


def _folder(place: Place) -> Line:
    if not is_open_to_others(place.folder):
        return Line("folder", False, f"{place.folder} is closed to others; name one: SANDBOX_DIR")
    return Line("folder", True, str(place.folder))


def _images(place: Place) -> Line:
    count = len(Catalogue.read(place.catalogue).images)
    return Line("base images", bool(count), f"{count} images" if count else "make sandbox")


def _control_groups() -> Line:
    group = open_group(Limits())
    group.remove()
    if group.version:
        return Line("control groups", True, f"version {group.version}")
    advice = "after each boot, as root: make sandbox" if Path(ROOT).is_dir() else "none here"
    return Line("control groups", True, f"not used, so memory is capped by process ({advice})")


def create(place: Place) -> Buildah:
    """A builder that has proved its walls on this machine, or one that says what is missing."""
    lines = needs(place)
    if all(line.passed for line in lines):
        lines = list(examine(place))
    missing = [f"{line.name}: {line.note}" for line in lines if not line.passed]
    if not missing:
        return Buildah(place)
    return Buildah(place, f"Real builds are off until this holds: {'; '.join(missing)}")
