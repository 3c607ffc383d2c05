"""What all tests share. In CI a skipped test is a failure."""

import os
from pathlib import Path

import pytest

from sandbox import doctor
from sandbox.buildah import Buildah
from sandbox.place import Place

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"  # reference answers, where they are at hand


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped, and with CI=true nothing may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Static files under their own names: nothing is collected for a unit test."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def pytest_collection_modifyitems(items):
    """What asks for the builder builds for real: `-m builds`, or `-m "not builds"`."""
    for item in items:
        if "builder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.builds)


@pytest.fixture(scope="session")
def place():
    return Place.from_environment()


@pytest.fixture(scope="session")
def builder(place):
    """The sandbox of this machine. With CI=true it fails where it is missing; else it skips."""
    obstacle = doctor.obstacle(place)
    if obstacle and os.environ.get("CI") == "true":
        pytest.fail(f"no sandbox here ({obstacle}), and with CI=true nothing may be left out")
    if obstacle:
        pytest.skip(f"no sandbox here ({obstacle}); make sandbox")
    return Buildah(place)
