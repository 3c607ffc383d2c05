"""The sandbox of this machine. With CI=true its tests fail where it is missing; else they skip."""

import os
from pathlib import Path

import pytest

from sandbox import Job, Limits, doctor
from sandbox.buildah import Buildah
from sandbox.place import Place


def pytest_collection_modifyitems(items):
    """What asks for the builder builds for real: `-m builds`, or `-m "not builds"`."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and "builder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.builds)


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


@pytest.fixture
def check(builder):
    """Build what a learner wrote, with time for a busy machine."""

    def check(dockerfile, context=None, **more):
        more = {"limits": Limits(seconds=60, cpu_seconds=60)} | more
        return builder.check(Job(dockerfile, context or {}, **more))

    return check
