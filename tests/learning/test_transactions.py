"""Writers wait for each other, across processes."""

import os
import subprocess
import sys

import pytest
from django.db import transaction

from learning.models import Learner
from learning.transactions import writing
from tests.conftest import ROOT


def create_and_fail():
    with writing():
        Learner.objects.create()
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_fault_inside_takes_everything_back():
    with pytest.raises(ZeroDivisionError):
        create_and_fail()

    assert Learner.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_it_is_a_savepoint():
    with transaction.atomic():
        Learner.objects.create()
        with pytest.raises(ZeroDivisionError):
            create_and_fail()

    assert Learner.objects.count() == 1


SETUP = "import django; django.setup()\n"
WAL = f"""{SETUP}
from django.db import connection
connection.cursor().execute("PRAGMA journal_mode=WAL")
"""
COUNT = f"""{SETUP}
from learning.models import Learner
print(Learner.objects.count())
"""
WRITER = f"""{SETUP}
from learning.models import Learner
from learning.transactions import writing
for _ in range(50):
    with writing():
        Learner.objects.create()
"""


def test_eight_processes_write_without_a_locked_database(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    run = {"cwd": ROOT, "env": environment}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, **run)
    subprocess.run([sys.executable, "-c", WAL], check=True, **run)

    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER], stderr=subprocess.PIPE, text=True, **run)
        for _ in range(8)
    ]

    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 8
    counted = subprocess.run([sys.executable, "-c", COUNT], check=True, capture_output=True, **run)
    assert counted.stdout == b"400\n"
