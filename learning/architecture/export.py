"""An architecture as text for other tools: Mermaid to draw it, JSON to carry it."""

import json
from typing import Any

from learning.architecture.model import (
    Architecture,
    Edge,
    EdgeKind,
    Failure,
    Flow,
    Mitigation,
    Node,
    NodeKind,
    Pair,
    Published,
    Zone,
)

ARROWS = {
    (EdgeKind.SYNC, True): "-->",
    (EdgeKind.SYNC, False): "-->",
    (EdgeKind.ASYNC, False): "-.->",
    (EdgeKind.ARTIFACT, True): "==>",
    (EdgeKind.ARTIFACT, False): "==>",
    (EdgeKind.CONTROL, True): "--o",
    (EdgeKind.CONTROL, False): "--o",
}
SHAPES = {
    NodeKind.DATABASE: ("[(", ")]"),
    NodeKind.CACHE: ("[(", ")]"),
    NodeKind.REGISTRY: ("[(", ")]"),
    NodeKind.USER: ("([", "])"),
    NodeKind.DEVELOPER: ("([", "])"),
}
Table = dict[str, Any]


def to_mermaid(architecture: Architecture) -> str:
    """A flowchart: zones as subgraphs, thick arrows for artifacts, dotted for messages."""
    lines = ["flowchart TB"]
    for zone in Zone:
        nodes = architecture.nodes_in(zone)
        if nodes:
            lines.append(f"  subgraph zone-{zone}[{quoted(f'{zone} zone')}]")
            lines += [f"    {mermaid_node(node)}" for node in nodes]
            lines.append("  end")
    lines += [f"  {mermaid_edge(edge)}" for edge in architecture.edges]
    return "\n".join(lines) + "\n"


def mermaid_node(node: Node) -> str:
    opening, closing = SHAPES.get(node.kind, ("[", "]"))
    times = f" x{node.replicas}" if node.replicas > 1 else ""
    return f"n-{node.id}{opening}{quoted(node.label + times)}{closing}"


def mermaid_edge(edge: Edge) -> str:
    arrow = ARROWS[edge.kind, edge.hard]
    return f"n-{edge.source} {arrow}|{quoted(edge.label)}| n-{edge.target}"


def quoted(text: str) -> str:
    """Mermaid reads entities within quotes; ids carry a prefix, since `end` is its keyword."""
    escapes = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "&": "#amp;"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def to_json(architecture: Architecture) -> str:
    """What `reading.read_json` reads back to the same architecture."""
    return json.dumps(tables(architecture), ensure_ascii=False, indent=2) + "\n"


def tables(architecture: Architecture) -> Table:
    file: Table = {
        "title": architecture.title,
        "summary": architecture.summary,
        "node": [node_table(node) for node in architecture.nodes],
        "edge": [edge_table(edge) for edge in architecture.edges],
        "flow": [flow_table(architecture, flow) for flow in architecture.flows],
        "failure": [failure_table(failure) for failure in architecture.failures],
        "mitigation": [mitigation_table(one) for one in architecture.mitigations],
    }
    if architecture.published:
        file["published"] = published_table(architecture.published)
    return file


def node_table(node: Node) -> Table:
    table: Table = {
        "id": node.id,
        "kind": node.kind,
        "label": node.label,
        "does": node.does,
        "zone": node.zone,
        "replicas": node.replicas,
        "workers": node.workers,
    }
    return table | ({"service_ms": node.service_ms} if node.service_ms is not None else {})


def edge_table(edge: Edge) -> Table:
    return {
        "id": edge.id,
        "from": edge.source,
        "to": edge.target,
        "kind": edge.kind,
        "label": edge.label,
        "hard": edge.hard,
    }


def flow_table(architecture: Architecture, flow: Flow) -> Table:
    hops = []
    for hop in flow.hops:
        source, target = architecture.ends(hop)
        table: Table = {
            "from": source,
            "to": target,
            "edge": hop.edge,
            "sentence": hop.sentence,
            "latency_ms": hop.latency_ms,
        }
        hops.append(table | ({"note": hop.note} if hop.note else {}))
    head: Table = {
        "id": flow.id,
        "kind": flow.kind,
        "title": flow.title,
        "summary": flow.summary,
        "latencies": flow.latencies,
    }
    return head | ({"cache": flow.cache} if flow.cache else {}) | {"hop": hops}


def failure_table(failure: Failure) -> Table:
    return {
        "id": failure.id,
        "component": failure.component,
        "mode": failure.mode,
        "cause": failure.cause,
        "title": failure.title,
        "happens": failure.happens,
        "notice": failure.notice,
        "mitigations": list(failure.mitigations),
    }


def mitigation_table(mitigation: Mitigation) -> Table:
    return {
        "id": mitigation.id,
        "kind": mitigation.kind,
        "label": mitigation.label,
        "does": mitigation.does,
        "limits": mitigation.limits,
        "on": list(mitigation.on),
    }


def published_table(published: Published) -> Table:
    return {
        "title": published.title,
        "task": published.task,
        "node": [{"id": id_, "label": label} for id_, label in published.labels],
        "edge": [pair_table(edge) for edge in published.edges],
        "hop": [pair_table(hop) for hop in published.hops],
    }


def pair_table(pair: Pair) -> Table:
    return {"from": pair.source, "to": pair.target}
