"""Where each kind of remedy can stand, and which failures it can do anything about."""

from learning.architecture.model import MitigationKind, Mode, Node, NodeKind, Zone

RUNS_RELEASES = (NodeKind.SERVICE, NodeKind.GATEWAY, NodeKind.WORKER, NodeKind.LOAD_BALANCER)


def misplaced(kind: MitigationKind, node: Node) -> str:
    """Why the remedy cannot stand at this component; empty if it can."""
    if node.is_actor:
        return "a person needs no mitigation"
    reasons = {
        MitigationKind.SECOND_REPLICA: (node.replicas == 1, "it has several replicas already"),
        MitigationKind.STAMPEDE_PROTECTION: (node.kind == NodeKind.CACHE, "it is no cache"),
        MitigationKind.STALE_READS: (node.kind == NodeKind.DATABASE, "it is no database"),
        MitigationKind.ROLLBACK: (node.kind in RUNS_RELEASES, "no release of yours runs there"),
        MitigationKind.LAST_GOOD_IMAGE: (
            node.zone == Zone.BUILD or node.kind in RUNS_RELEASES,
            "no image of yours passes there",
        ),
    }
    suits, reason = reasons.get(kind, (True, ""))
    return "" if suits else reason


def unsuited(kind: MitigationKind, mode: Mode) -> str:
    """Why the remedy has nothing to do in this mode; empty if it has.

    A remedy may suit the mode and still not help: a retry of a defect. That is for the learner
    to find out, so it may be offered.
    """
    if kind == MitigationKind.SECOND_REPLICA and mode != Mode.DOWN:
        return "it stands in for a replica that is down"
    if kind == MitigationKind.STALE_READS and mode == Mode.ONE_REPLICA:
        return "the other replicas still answer"
    if kind == MitigationKind.ROLLBACK and mode == Mode.ONE_REPLICA:
        return "a release that is wrong is wrong on every replica"
    return ""
