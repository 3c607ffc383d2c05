"""The project's own image, held against the project's own checker."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from dockercheck import check
from dockercheck.images import load
from learning.checker import examine
from learning.samples import sample

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORE = (ROOT / ".dockerignore").read_text()
ASIDE = (".git/config", ".venv/bin/python", "data/secret-key", "data/stagecraft.sqlite3")


@pytest.fixture(scope="module")
def report():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [*listed.stdout.split("\n")[:-1], *ASIDE]
    return check(DOCKERFILE, context=files, dockerignore=IGNORE, images=load())


@pytest.fixture(scope="module")
def image(report):
    return report.to_dict()["image"] | report.simulation.image_dict()


def test_nothing_is_found(report):
    assert (report.errors, report.all_findings) == ((), ())


def test_image_has_every_package_and_nothing_beside(image):
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = set(pyproject["tool"]["mypy"]["packages"])
    present = [file["path"] for file in image["files"] if file["state"] == "present"]
    top = {path.split("/")[2] for path in present if path.startswith("/app/")}

    assert top == packages | {
        "manage.py",
        "LICENSE",
        "Dockerfile",
        ".dockerignore",
        "content",
        "static",
        "templates",
    }


def test_image_runs_as_a_user_who_is_not_root(image):
    assert (image["user"], image["entrypoint"], image["cmd"]) == (
        "10001",
        ["python", "manage.py"],
        ["serve"],
    )


def test_sample_of_the_checker_page_is_this_image():
    project = sample("stagecraft")

    assert (project.source, project.ignore) == (DOCKERFILE, IGNORE)
    assert examine(project, lambda report: report.all_findings) == ()
