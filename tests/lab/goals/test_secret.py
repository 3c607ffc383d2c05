"""A secret of the build stays out of the image."""

import pytest

from lab.goals import Sight
from sandbox import Sighting
from tests.lab.goals.made import file, foresee, goal, image, layer, ok, see

TOKEN = goal("secret", secret="token")
SECRETS = {"key": "other", "token": "sesame"}
MOUNTED = "FROM alpine\nRUN --mount=type=secret,id=token cat /run/secrets/token\n"


@pytest.mark.parametrize(
    ("dockerfile", "sight"),
    [
        (
            "FROM alpine\nENV TOKEN=sesame\n",
            Sight(False, "The value of token stands in line 2, and so in the image's history."),
        ),
        (
            "FROM alpine\nCOPY . /app\nRUN rm /app/.env\n",
            Sight(False, "Line 2 copies .env, which has the value of token, into a layer."),
        ),
        (
            "FROM alpine AS a\nCOPY . /app\nFROM scratch\nCOPY --from=a /app/main.go /\n",
            None,
        ),
        (MOUNTED, None),
        (
            "FROM scratch\nCOPY main.go /\n",
            Sight(True, "Nothing in this build is given the secret token."),
        ),
        ("FROM alpine\nARG TOKEN\nRUN ./fetch $TOKEN\n", None),
    ],
)
def test_leak_is_foreseen(dockerfile, sight):
    assert foresee(TOKEN, dockerfile, secrets=SECRETS) == sight


def test_ignored_file_leaks_nothing():
    sight = foresee(TOKEN, "FROM alpine\nCOPY . /app\n", ignore=".env", secrets=SECRETS)

    assert sight == Sight(True, "Nothing in this build is given the secret token.")


def test_build_argument_is_foreseen_in_the_history():
    given = goal("secret", secret="token", build_args={"TOKEN": "sesame"})

    sight = foresee(given, "FROM alpine\nARG TOKEN\nRUN ./fetch\n", secrets=SECRETS)

    text = "Line 3 runs with TOKEN: the history keeps the value of token."
    assert sight == Sight(False, text)


@pytest.mark.parametrize(
    ("sighting", "text"),
    [
        (
            Sighting(1, 1, "/root/.npmrc"),
            "The value of token is in /root/.npmrc, in the layer that line 2 made.",
        ),
        (
            Sighting(1, 1, "/tmp/gone"),
            "The value of token is in /tmp/gone, in the layer that line 2 made, "
            "which can no longer be seen.",
        ),
        (Sighting(1, None, "ENV"), "The value of token is in a variable of the image."),
        (Sighting(1, None, "history"), "The value of token is in the history of the image."),
        (Sighting(1, None, "config"), "The value of token is in the settings of the image."),
    ],
)
def test_leak_is_seen(sighting, text):
    layers = [layer(9, base=True), layer(1)]
    found = image(layers, [file("/root/.npmrc", 1)], sightings=[Sighting(0, 1, "/x"), sighting])

    assert see(TOKEN, MOUNTED, ok(found), secrets=SECRETS) == Sight(False, text)


def test_other_secrets_do_not_count():
    found = image([layer(9, base=True), layer(1)], sightings=[Sighting(0, 1, "/x")])

    text = "The value of token was looked for everywhere and is nowhere."
    assert see(TOKEN, MOUNTED, ok(found), secrets=SECRETS) == Sight(True, text)


WRITTEN = (
    "FROM alpine AS fetch\nRUN ./fetch --token sesame\nFROM scratch\nCOPY --from=fetch /p /p\n"
)


def test_value_in_a_stage_that_stays_behind_is_in_the_file_all_the_same():
    said = Sight(
        False,
        "The value of token stands in line 2: who has this file, or the builder’s cache, has it.",
    )
    found = image([layer(1)])

    assert foresee(TOKEN, WRITTEN, secrets=SECRETS) == said
    assert see(TOKEN, WRITTEN, ok(found), secrets=SECRETS) == said


def test_value_in_a_stage_that_is_not_built_is_not_judged():
    unused = WRITTEN.replace("COPY --from=fetch /p /p", "COPY main.go /")

    assert foresee(TOKEN, unused, secrets=SECRETS) == Sight(
        True, "Nothing in this build is given the secret token."
    )
