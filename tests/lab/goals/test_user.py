"""The container does not start as root."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import foresee, goal, image, ok, see

USER = goal("user")
BY = "The container starts as"


@pytest.mark.parametrize(
    ("dockerfile", "sight"),
    [
        ("FROM alpine\nUSER 10001\n", Sight(True, f"{BY} 10001: line 2 says so.")),
        ("FROM alpine\nUSER 10001:0\nUSER app\n", Sight(True, f"{BY} app: line 3 says so.")),
        ("FROM alpine\nUSER root\n", Sight(False, f"{BY} root: line 2 says so.")),
        ("FROM alpine\nUSER 0:10\n", Sight(False, f"{BY} root, which 0:10 is: line 2 says so.")),
        ("FROM alpine\nUSER 000\n", Sight(False, f"{BY} root, which 000 is: line 2 says so.")),
        ("FROM alpine AS a\nUSER app\nFROM a\n", Sight(True, f"{BY} app: line 2 says so.")),
        ("FROM alpine\n", Sight(False, f"{BY} root: no line says USER, and so alpine decides.")),
        ("FROM scratch\n", Sight(False, f"{BY} root: no line says USER, and so scratch decides.")),
        (
            "FROM gcr.io/distroless/static:nonroot\n",
            Sight(
                True,
                f"{BY} 65532: no line says USER, and so gcr.io/distroless/static:nonroot decides.",
            ),
        ),
        ("FROM alpine\nUSER $WHO\n", None),
        ("FROM registry.example/base:1\n", None),
    ],
)
def test_user_is_foreseen(dockerfile, sight):
    assert foresee(USER, dockerfile) == sight


@pytest.mark.parametrize(
    ("dockerfile", "user", "sight"),
    [
        ("FROM alpine\nUSER app\n", "app", Sight(True, f"{BY} app: line 2 says so.")),
        ("FROM x/y:1\n", "www", Sight(True, f"{BY} www: no line says USER, and so x/y:1 decides.")),
        ("FROM x/y:1\n", "", Sight(False, f"{BY} root: no line says USER, and so x/y:1 decides.")),
    ],
)
def test_user_is_seen(dockerfile, user, sight):
    assert see(USER, dockerfile, ok(image(user=user))) == sight
