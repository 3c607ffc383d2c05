"""The sandbox of this machine. With CI=true its tests fail where it is missing; else they skip."""

import os

import pytest

from sandbox import doctor
from sandbox.buildah import Buildah
from sandbox.place import Place


@pytest.fixture(scope="session")
def place():
    return Place.from_environment()


@pytest.fixture(scope="session")
def builder(place):
    obstacle = doctor.obstacle(place)
    if obstacle and os.environ.get("CI") == "true":
        pytest.fail(f"no sandbox here ({obstacle}), and with CI=true nothing may be left out")
    if obstacle:
        pytest.skip(f"no sandbox here ({obstacle}); make sandbox")
    return Buildah(place)
