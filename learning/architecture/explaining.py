"""The sentences that say why a component is in trouble."""

from enum import StrEnum

from learning.architecture.model import Edge, EdgeKind, Node


class Trouble(StrEnum):
    DOWN = "down"  # does not answer
    SLOW = "slow"  # answers late, less well, or not every time
    REDUCED = "reduced"  # some replicas are gone, the others answer
    STUCK = "stuck"  # runs as it is, and nothing new can reach it
    WITHHELD = "withheld"  # the previous release runs; the new one was taken back
    LATE = "late"  # answers in time; what it hands over is done later
    HELD = "held"  # what is new reaches it late


STARTED = {
    Trouble.DOWN: "{node} is down: no replica answers.",
    Trouble.SLOW: "{node} answers late.",
    Trouble.REDUCED: "{node} has lost a replica; the others carry its load.",
    Trouble.WITHHELD: "{node} runs the previous release again; the new one is taken back.",
}
CALLED = {
    (Trouble.DOWN, Trouble.DOWN): "{node} cannot answer without {provider}, so it is down too.",
    (Trouble.SLOW, Trouble.SLOW): "{node} waits for {provider}, so it answers late as well.",
    (Trouble.REDUCED, Trouble.SLOW): (
        "Calls from {node} that the lost replica of {provider} held fail or wait, until a health "
        "check takes it out."
    ),
}
ASKED = {  # the same, where the one who calls is a person
    (Trouble.DOWN, Trouble.DOWN): "{node} gets no answer from {provider}.",
    (Trouble.SLOW, Trouble.SLOW): "{node} waits longer for {provider}.",
    (Trouble.REDUCED, Trouble.SLOW): (
        "Requests of {node} that the lost replica of {provider} held fail, until a health check "
        "takes it out."
    ),
}
WITHOUT = "{node} can do without {provider}, and answers later or less well."
HANDED = "{node} answers in time; what it hands over to {provider} waits."
NEW = {
    (Trouble.DOWN, Trouble.STUCK): (
        "{node} gets nothing new while {provider} is down. What it has stays as it is."
    ),
    (Trouble.STUCK, Trouble.STUCK): (
        "{provider} has nothing new to pass on, so nothing new reaches {node}. What it has stays "
        "as it is."
    ),
    (Trouble.SLOW, Trouble.HELD): "{provider} is slow, so what is new reaches {node} late.",
    (Trouble.HELD, Trouble.HELD): "{provider} passes on what is new late, so {node} gets it late.",
}
KEPT = (
    "The last good image is kept, so {node} can start replicas from it while the new release waits."
)
MISSED = "{node} goes on without {provider}; what is new takes longer."
OVERLOAD = "With {provider} gone, every read that it answered goes to {node}, which slows down."


def started_sentence(node: Node, trouble: Trouble) -> str:
    return capital(STARTED[trouble].format(node=in_sentence(node)))


def passed_sentence(node: Node, provider: Node, edge: Edge, had: Trouble, gets: Trouble) -> str:
    """Why the provider's trouble became this one of the node."""
    template = template_for(node, edge, had, gets)
    sentence = template.format(node=in_sentence(node), provider=in_sentence(provider))
    return capital(sentence)


def template_for(node: Node, edge: Edge, had: Trouble, gets: Trouble) -> str:
    if node.id == edge.target and edge.kind == EdgeKind.SYNC:
        return OVERLOAD  # along a call, trouble comes from the target; this came from its shield
    if edge.kind == EdgeKind.ASYNC:
        return HANDED
    if edge.kind == EdgeKind.SYNC:
        is_fallback = not edge.hard or (had, gets) == (Trouble.DOWN, Trouble.SLOW)
        called = ASKED if node.is_actor else CALLED
        return WITHOUT if is_fallback else called[had, gets]
    if edge.hard and (had, gets) == (Trouble.STUCK, Trouble.HELD):
        return KEPT
    return NEW[had, gets] if edge.hard else MISSED


def in_sentence(node: Node) -> str:
    """ "the gateway", "the CI with BuildKit": a first word in capitals keeps them."""
    first = node.label.split()[0]
    return f"the {node.label if first.isupper() else node.label[0].lower() + node.label[1:]}"


def capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
