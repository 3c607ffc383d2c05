"""An exercise in the database, and a database that threads and processes may share."""

import sqlite3

import pytest
from django.db import connections

from learning.models import Learner
from tests.lab import line


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
