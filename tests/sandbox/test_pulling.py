"""A real image is fetched by its digest, and keeps its name whatever is made here."""

import json

import pytest

from sandbox.images import Catalogue
from sandbox.place import Place
from sandbox.setup import images, pulling
from sandbox.setup.machine import SetUpError

DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def asked(monkeypatch):
    """The words of buildah, which is not started."""
    found = []
    monkeypatch.setattr(images, "buildah", lambda _, *words: found.append(words))
    return found


def test_image_is_fetched_by_digest_and_tagged(place, asked):
    pulling.pull(place, f"golang:1.27@{DIGEST}")

    by_digest = f"docker.io/library/golang@{DIGEST}"
    assert asked == [
        ("pull", f"--signature-policy={place.workroom}/policy.json", by_digest),
        ("tag", by_digest, "docker.io/library/golang:1.27"),
    ]


def test_fetched_image_takes_the_name_of_the_one_made_here(place, asked):
    pulling.pull(place, f"golang:1.27@{DIGEST}")
    pulling.pull(place, f"ghcr.io/someone/tool:2@{DIGEST}")

    rows = json.loads(place.catalogue.read_text())
    names = [name for row in rows for name in row["names"]]
    assert names.count("docker.io/library/golang:1.27") == 1
    assert rows[-2:] == [
        {"names": ["docker.io/library/golang:1.27"], "differs": ""},
        {"names": ["ghcr.io/someone/tool:2"], "differs": ""},
    ]
    known = Catalogue.read(place.catalogue)
    assert known.find("ghcr.io/someone/tool:2") == "ghcr.io/someone/tool:2"


@pytest.mark.parametrize("reference", ["golang", "golang:1.27", f"golang@{DIGEST}", "a:1@sha256:0"])
def test_image_without_tag_and_digest_is_refused(place, asked, reference):
    with pytest.raises(SetUpError, match="is not of the form NAME:TAG@sha256"):
        pulling.pull(place, reference)

    assert asked == []
