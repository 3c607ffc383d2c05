"""The sandbox of this machine. With CI=true its tests fail where it is missing; else they skip."""

import os

import pytest

from sandbox.buildah import Buildah
from sandbox.doctor import needs
from sandbox.place import Place


@pytest.fixture(scope="session")
def place():
    return Place.from_environment()


@pytest.fixture(scope="session")
def builder(place):
    missing = "; ".join(f"{line.name}: {line.note}" for line in needs(place) if not line.passed)
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"no sandbox here ({missing}), and with CI=true nothing may be left out")
    if missing:
        pytest.skip(f"no sandbox here ({missing}); make sandbox")
    return Buildah(place)
