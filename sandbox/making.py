"""Which way to build this machine gets."""

import os

from . import buildkit, doctor
from .builder import Builder
from .place import Place
from .static import Static


def make_builder(name: str | None = None) -> Builder:
    """The builder of this name; without one, what `SANDBOX` says; without that, `static`.

    `buildah` proves its walls first, `buildkit` its daemon's promises, which takes some seconds:
    make one when a worker starts.
    """
    name = name or os.environ.get("SANDBOX") or "static"
    if name == "static":
        return Static()
    if name == "buildah":
        return doctor.create(Place.from_environment())
    if name == "buildkit":
        return buildkit.create(buildkit.Daemon.from_environment())
    raise ValueError(f"SANDBOX is {name!r}; it can be static, buildah or buildkit")
