"""The container starts a program, not a shell around it."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import foresee, goal, image, ok, see

ANY = goal("entrypoint")
ORDERS = goal("entrypoint", command=["/orders"])


@pytest.mark.parametrize(
    ("goal", "said", "sight"),
    [
        (ANY, 'CMD ["/orders"]', Sight(True, 'The container starts ["/orders"] without a shell.')),
        (
            ANY,
            "CMD /orders -v",
            Sight(
                False,
                'The container starts a shell, ["/bin/sh", "-c"], around /orders -v: '
                "CMD in line 2 is in shell form.",
            ),
        ),
        (
            ORDERS,
            'ENTRYPOINT ["/orders"]\nCMD ["-v"]',
            Sight(True, 'The container starts ["/orders", "-v"] without a shell.'),
        ),
        (
            ORDERS,
            'ENTRYPOINT ["/sbin/tini", "--", "/orders"]',
            Sight(True, 'The container starts ["/sbin/tini", "--", "/orders"] without a shell.'),
        ),
        (
            ORDERS,
            'ENTRYPOINT ["/app"]',
            Sight(False, 'The container starts ["/app"]: ENTRYPOINT in line 2 says so.'),
        ),
        (ORDERS, "USER 1", None),
    ],
)
def test_command_is_foreseen(goal, said, sight):
    assert foresee(goal, f"FROM alpine\n{said}\n") == sight


def test_nothing_to_start_is_foreseen():
    text = "The container has nothing to start: no ENTRYPOINT and no CMD."
    assert foresee(ANY, "FROM scratch\nCOPY main.go /\n") == Sight(False, text)


def test_command_that_the_base_hands_on_is_seen():
    found = image(entrypoint=("docker-entrypoint.sh",), cmd=("node", "server.js"))
    node = goal("entrypoint", command=["node", "server.js"])

    sight = see(node, 'FROM node:24\nCMD ["node", "server.js"]\n', ok(found))

    words = '["docker-entrypoint.sh", "node", "server.js"]'
    assert sight == Sight(True, f"The container starts {words} without a shell.")


def test_shell_is_seen():
    found = image(entrypoint=("/bin/sh", "-c", "/orders"))

    text = (
        'The container starts a shell, ["/bin/sh", "-c"], around /orders: '
        "ENTRYPOINT in line 2 is in shell form."
    )
    assert see(ANY, "FROM alpine\nENTRYPOINT /orders\n", ok(found)) == Sight(False, text)
