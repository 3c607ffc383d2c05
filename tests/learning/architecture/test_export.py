"""Mermaid and JSON."""

import json

from learning.architecture.export import quoted, to_json, to_mermaid
from learning.architecture.model import Architecture, Edge, EdgeKind, Node, NodeKind, Zone
from learning.architecture.reading import read_json, read_toml
from tests.learning.architecture.examples import SMALL, shipped


def test_mermaid_draws_zones_kinds_and_labels():
    nodes = (
        Node("dev", NodeKind.DEVELOPER, "Developer", "D.", Zone.BUILD),
        Node("end", NodeKind.SERVICE, 'The "end"', "E.", Zone.RUNTIME, replicas=3),
        Node("db", NodeKind.DATABASE, "Database", "D.", Zone.RUNTIME),
    )
    edges = (
        Edge("a", "dev", "end", EdgeKind.ARTIFACT, "start", True),
        Edge("b", "end", "db", EdgeKind.SYNC, "SQL", True),
        Edge("c", "db", "end", EdgeKind.ASYNC, "change", False),
        Edge("d", "dev", "db", EdgeKind.CONTROL, "migrate", True),
    )

    assert to_mermaid(Architecture("T", "S", nodes, edges)) == (
        "flowchart TB\n"
        '  subgraph zone-build["build zone"]\n'
        '    n-dev(["Developer"])\n'
        "  end\n"
        '  subgraph zone-runtime["runtime zone"]\n'
        '    n-end["The #quot;end#quot; x3"]\n'
        '    n-db[("Database")]\n'
        "  end\n"
        '  n-dev ==>|"start"| n-end\n'
        '  n-end -->|"SQL"| n-db\n'
        '  n-db -.->|"change"| n-end\n'
        '  n-dev --o|"migrate"| n-db\n'
    )


def test_mermaid_has_every_node_and_edge_of_the_shipped_architecture():
    architecture = shipped()

    lines = to_mermaid(architecture).splitlines()

    assert len(lines) == 1 + 2 * 2 + architecture.node_count + architecture.edge_count


def test_labels_cannot_leave_their_quotes():
    assert quoted('"]; click n #1 `<b>&') == ('"#quot;]; click n #35;1 #96;#lt;b#gt;#amp;"')


def test_json_comes_back_the_same():
    architecture = read_toml(SMALL)

    assert read_json(to_json(architecture)) == architecture


def test_json_is_the_same_every_time_and_has_the_keys_of_the_file():
    text = to_json(read_toml(SMALL))

    assert text == to_json(read_json(text))
    assert list(json.loads(text)) == [
        "title",
        "summary",
        "node",
        "edge",
        "flow",
        "failure",
        "mitigation",
        "published",
    ]
    assert json.loads(text)["flow"][3]["hop"][1] == {
        "from": "service",
        "to": "cache",
        "edge": "service-cache",
        "sentence": "Look.",
        "latency_ms": 1.5,
    }
