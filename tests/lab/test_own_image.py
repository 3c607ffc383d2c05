"""The Dockerfile of this project is really built, started and stopped."""

from lab import judging
from lab.building import build
from lab.showcase import Roomy, site

DJANGO_APPS = {"authoring", "classes", "lab", "learning", "lti", "quizzes"}
PACKAGES = DJANGO_APPS | {"config", "dockercheck", "sandbox"}
FILES = {".dockerignore", "Dockerfile", "LICENSE", "manage.py"}
DATA = {"content", "static", "templates"}


def test_own_dockerfile_is_built_answers_and_stops(builder):
    own = site()

    built = build(own.exercise, own.files, Roomy(builder))

    result = built.main
    assert (result.status, result.message) == ("ok", "The image was built.")
    assert (result.trial.http_status, result.trial.exit_code) == (200, 0)
    judged = judging.see(own.exercise, own.files, built)
    # How soon it answers is the machine's.
    assert {one.id: one.is_met for one in judged if one.id != "answers"} == dict.fromkeys(
        ("stages", "lacks", "user", "config", "stops"), True
    )
    assert result.image.config.user == "10001"
    paths = {file.path for file in result.image.files}
    app = {path.split("/")[2] for path in paths if path.startswith("/app/")}
    assert app == PACKAGES | FILES | DATA
    assert {path for path in paths if path.startswith("/root/")} == {
        "/root/.bashrc",
        "/root/.profile",
    }
