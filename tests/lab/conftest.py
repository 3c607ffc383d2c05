"""An exercise in the database, and a database that threads and processes may share."""

import sqlite3
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connections

from lab.exercises import stored as stored_exercises
from learning.models import Learner
from tests.lab import line


@dataclass(frozen=True)
class Patient:
    """A builder with time for a busy machine."""

    builder: Any

    def check(self, job, progress):
        limits = replace(job.limits, seconds=150, cpu_seconds=90)
        return self.builder.check(replace(job, limits=limits), progress)


@pytest.fixture(scope="session")
def patient(builder):
    return Patient(builder)


@pytest.fixture(autouse=True)
def nothing_known():
    """Exercises made for tests may say different things under one digest."""
    stored_exercises.known.clear()


@pytest.fixture
def stored(db):
    return line.store()


@pytest.fixture
def learner(db):
    return Learner.objects.create()


@pytest.fixture
def builds_here(settings):
    """As on a site with SANDBOX=buildah."""
    settings.SANDBOX = "buildah"


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """One that threads may write to at once: for SQLite a file, since its memory is for one."""
    memory = connections["default"]
    if memory.vendor != "sqlite":
        yield
        return
    file = tmp_path / "shared.sqlite3"
    memory.ensure_connection()
    copy = sqlite3.connect(file)
    memory.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    name = memory.settings_dict["NAME"]
    memory.settings_dict["NAME"] = str(file)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        memory.settings_dict["NAME"] = name
        connections["default"] = memory
