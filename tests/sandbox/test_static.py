"""Where nothing can be built, nobody fails for it."""

import pytest

from sandbox import Job, Status, make_builder
from sandbox.buildah import Buildah
from sandbox.place import Place

JOB = Job("FROM alpine\nRUN false\n")


def test_without_a_setting_nothing_is_built(monkeypatch):
    monkeypatch.delenv("SANDBOX", raising=False)

    result = make_builder().check(JOB)

    assert (result.status, result.decides) == (Status.UNAVAILABLE, False)
    assert "make sandbox" in result.message


def test_unknown_name_is_refused_when_a_worker_starts(monkeypatch):
    monkeypatch.setenv("SANDBOX", "docker")

    with pytest.raises(ValueError, match="'docker'; it can be static, buildah or buildkit"):
        make_builder()


def test_builder_without_its_walls_does_not_serve(tmp_path):
    result = Buildah(Place(tmp_path), "Real builds are off: no wall").check(JOB)

    assert (result.status, result.message) == (Status.UNAVAILABLE, "Real builds are off: no wall")


def test_machine_without_a_sandbox_is_told_what_it_lacks(tmp_path, monkeypatch):
    monkeypatch.setenv("SANDBOX_DIR", str(tmp_path / "nothing"))

    result = make_builder("buildah").check(JOB)

    assert (result.status, result.reason) == (Status.UNAVAILABLE, "walls")
    assert "base images: make sandbox" in result.message
