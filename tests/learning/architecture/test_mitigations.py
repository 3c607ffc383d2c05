"""Where remedies can stand, and what they can do anything about."""

import pytest

from learning.architecture.mitigations import misplaced, unsuited
from learning.architecture.model import MitigationKind, Mode, Node, NodeKind, Zone


def node(kind, zone=Zone.RUNTIME, replicas=1):
    return Node("n", kind, "N", "Does.", zone, replicas)


@pytest.mark.parametrize(
    ("mitigation", "where", "reason"),
    [
        (MitigationKind.RETRY, node(NodeKind.USER), "a person needs no mitigation"),
        (MitigationKind.RETRY, node(NodeKind.CI, Zone.BUILD), ""),
        (MitigationKind.SECOND_REPLICA, node(NodeKind.CACHE), ""),
        (
            MitigationKind.SECOND_REPLICA,
            node(NodeKind.CACHE, replicas=2),
            "it has several replicas already",
        ),
        (MitigationKind.STAMPEDE_PROTECTION, node(NodeKind.DATABASE), "it is no cache"),
        (MitigationKind.STALE_READS, node(NodeKind.CACHE), "it is no database"),
        (MitigationKind.ROLLBACK, node(NodeKind.SERVICE), ""),
        (MitigationKind.ROLLBACK, node(NodeKind.DATABASE), "no release of yours runs there"),
        (MitigationKind.LAST_GOOD_IMAGE, node(NodeKind.STAGE, Zone.BUILD), ""),
        (MitigationKind.LAST_GOOD_IMAGE, node(NodeKind.CACHE), "no image of yours passes there"),
    ],
)
def test_mitigation_stands_where_it_can_work(mitigation, where, reason):
    assert misplaced(mitigation, where) == reason


@pytest.mark.parametrize(
    ("mitigation", "mode", "reason"),
    [
        (MitigationKind.SECOND_REPLICA, Mode.DOWN, ""),
        (MitigationKind.SECOND_REPLICA, Mode.SLOW, "it stands in for a replica that is down"),
        (MitigationKind.STALE_READS, Mode.DOWN, ""),
        (MitigationKind.STALE_READS, Mode.ONE_REPLICA, "the other replicas still answer"),
        (
            MitigationKind.ROLLBACK,
            Mode.ONE_REPLICA,
            "a release that is wrong is wrong on every replica",
        ),
        (MitigationKind.ROLLBACK, Mode.SLOW, ""),
        (MitigationKind.RETRY, Mode.SLOW, ""),
    ],
)
def test_mitigation_suits_the_mode(mitigation, mode, reason):
    assert unsuited(mitigation, mode) == reason
