"""One command serves everything, says so, and stops; what is wrong is one line."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.postgres import Cluster, binaries
from tests.serving import environment, free_port, serving


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.read().decode()


def fail_to_serve(data, **more):
    return subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_first_start_serves_the_course_and_second_repeats_no_work(tmp_path):
    with serving(tmp_path) as site:
        first = site.printed()
        assert "Know what reaches the image." in fetch(site.url)

    with serving(tmp_path) as site:
        second = site.printed()
        assert "Know what reaches the image." in fetch(site.url)

    assert "Database: brought up to date." in first
    assert "Static files: collected and compressed." in first
    assert "brought up to date" not in second
    assert "collected" not in second
    assert re.search(r"Content: 0 added, 0 changed, 0 removed, \d+ unchanged.", second)


def test_static_files_are_served_compressed_and_for_ever(tmp_path):
    with serving(tmp_path) as site:
        page = fetch(site.url)
        path = page.split('rel="stylesheet" href="')[1].split('"')[0]
        request = urllib.request.Request(site.url + path, headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(request, timeout=10) as response:
            headers = response.headers

    assert headers["Content-Encoding"] == "br"
    assert "immutable" in headers["Cache-Control"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_process_behind(tmp_path, how):
    with serving(tmp_path, WORKERS="2") as site:
        process = Path(f"/proc/{site.process.pid}")
        children = (process / "task" / process.name / "children").read_text().split()
        handles = [os.pidfd_open(int(child)) for child in children]
        site.process.send_signal(how)
        site.process.wait(20)

    assert len(children) >= 3  # workers, and who counts answers, once it sees that it is alone
    assert [select.select([handle], [], [], 20)[0] for handle in handles] == [
        [handle] for handle in handles
    ]


def test_first_instructor_gets_a_link_until_there_is_one(tmp_path):
    with serving(tmp_path) as site:
        assert "This link works once." in fetch(site.url + site.sign_in_path())


def test_taken_port_is_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = fail_to_serve(tmp_path, PORT=str(port))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)" in done.stderr


def test_data_folder_that_is_a_file_is_one_line(tmp_path):
    (tmp_path / "file").touch()

    done = fail_to_serve(tmp_path / "file")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "DATA_DIR" in done.stderr


def test_unreachable_database_is_one_line(tmp_path):
    url = f"postgres://nobody@127.0.0.1:{free_port()}/none"

    done = fail_to_serve(tmp_path, PORT=str(free_port()), DATABASE_URL=url)

    assert done.returncode == 1
    assert "The database cannot be used:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(binaries() is None, reason="there is no PostgreSQL server here")
def test_database_url_is_honoured(tmp_path):
    with Cluster() as url, serving(tmp_path, DATABASE_URL=url) as site:
        assert '"database": "postgresql"' in fetch(f"{site.url}/healthz")

    assert not (tmp_path / "stagecraft.sqlite3").exists()


def test_wrong_python_is_one_line(tmp_path):
    fake = tmp_path / "python3"
    fake.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\nexit 1\n')
    fake.chmod(0o755)

    done = subprocess.run(
        ["make", "python", f"PYTHON={fake}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert done.stderr.startswith(
        f"Stagecraft needs Python 3.11 or newer, and {fake} is Python 3.9"
    )
