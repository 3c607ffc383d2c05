"""What an architecture file must be like, and how its faults are told."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.architecture.draft import Fault
from learning.architecture.export import to_json
from learning.architecture.model import CacheOutcome, EdgeKind, Flow, FlowKind, Hop
from learning.architecture.reading import MAX_CHARS, read_json, read_toml
from learning.architecture.schema import MAX_NODES
from tests.learning.architecture.examples import SMALL, faults_of, shipped, told

HERE = Path(__file__).parent
SPOILS = tomllib.loads((HERE / "spoils.toml").read_text(encoding="utf-8"))
SOURCE_PAGE = (HERE / "source_page.toml").read_text(encoding="utf-8")


def test_small_architecture_has_no_faults():
    assert faults_of(SMALL) == []


@pytest.mark.parametrize("name", SPOILS)
def test_inconsistency_is_refused_on_its_line(name):
    old, new = SPOILS[name]["old"], SPOILS[name]["new"]
    assert SMALL.count(old) == 1

    found = told(SMALL.replace(old, new))

    assert found == [tuple(fault) for fault in SPOILS[name]["faults"]]


def test_line_is_the_line_of_the_fault_and_not_only_of_its_text():
    text = SMALL.replace("latency_ms = 1.5", "latency_ms = 15_000")
    line = text[: text.index("15_000")].count("\n") + 1

    assert faults_of(text) == [
        Fault(line, "flow hit, hop 2 takes 15000 ms", "at most 10000 ms in a request flow")
    ]


def test_faults_of_form_and_of_sense_are_told_together():
    text = SMALL.replace('kind = "worker"', 'kind = "robot"')
    text = text.replace("latency_ms = 1.5", "latency_ms = 15_000")

    assert told(text) == [
        ('kind = "robot"', "kind is not valid"),
        ("latency_ms = 15_000", "flow hit, hop 2 takes 15000 ms"),
    ]


def test_source_page_is_refused_with_what_is_wrong_with_it():
    found = told(SOURCE_PAGE)

    messages = [message for _, message in found]
    no_edge = [message for message in messages if ": no edge joins " in message]
    assert no_edge == [
        "flow request, hop 3: no edge joins gateway and services",
        "flow request, hop 4: no edge joins services and cache",
        "flow request, hop 5: no edge joins cache and services",
        "flow request, hop 8: no edge joins services and cache",
        "flow request, hop 9: no edge joins services and gateway",
    ]
    assert [message for message in messages if " ended at " in message] == [
        "flow request, hop 9 starts at services, but hop 8 ended at cache"
    ]
    assert [message for message in messages if message.startswith("no flow uses edge")] == [
        f"no flow uses edge e{number}" for number in (3, 4, 5, 6, 7, 8, 9, 11)
    ]
    assert [message for message in messages if message.endswith("is in no flow")] == [
        f"node {node} is in no flow"
        for node in ("build-1", "build-2", "intermediate", "final", "deployment")
    ]
    assert ('kind = "sync"', "edge e11: Database calls cache") not in found
    assert ('from = "database"', "edge e11: Database calls cache") in found
    assert (
        'kind = "sync"',
        "edge e3, of kind sync, leads from API Gateway in the runtime zone to Build Stage 1 in "
        "the build zone",
    ) in found
    assert len(found) == 5 + 1 + 8 + 5 + 2


def test_hop_finds_its_edge_or_the_reply_to_it():
    flow = read_toml(SMALL).flow["hit"]

    assert flow == Flow(
        "hit",
        FlowKind.REQUEST,
        "A hit",
        "The cache is enough.",
        "Assumed.",
        (
            Hop("user-service", False, "Ask.", 1.0),
            Hop("service-cache", False, "Look.", 1.5),
            Hop("service-cache", True, "Yes.", 0.25),
            Hop("user-service", True, "Reply.", 1.0),
        ),
        CacheOutcome.HIT,
    )


def test_named_edge_is_taken_where_two_would_fit():
    second = SMALL.replace('id = "service-mailer"', 'id = "event"').replace(
        '[[flow]]\nid = "release"',
        '[[edge]]\nid = "call"\nfrom = "service"\nto = "mailer"\nkind = "sync"\n'
        'label = "HTTP"\nhard = false\n\n[[flow]]\nid = "release"',
    )
    named = second.replace('to = "mailer", sentence', 'to = "mailer", edge = "event", sentence')

    faults = faults_of(named)

    assert [fault.message for fault in faults] == ["no flow uses edge call"]
    assert [fault.message for fault in faults_of(second)] == [
        "no flow uses edge event",
        "flow write, hop 3 starts at service, but hop 2 ended at mailer",
    ]


def test_sender_that_does_not_wait_goes_on():
    architecture = read_toml(SMALL)

    kinds = [architecture.edge[hop.edge].kind for hop in architecture.flow["write"].hops]

    assert kinds == [EdgeKind.SYNC, EdgeKind.ASYNC, EdgeKind.SYNC]


def test_shipped_architecture_comes_back_from_json():
    assert read_json(to_json(shipped())) == shipped()


@pytest.mark.parametrize("name", SPOILS)
def test_json_with_the_same_inconsistency_is_refused_alike(name):
    spoilt = SMALL.replace(SPOILS[name]["old"], SPOILS[name]["new"])
    try:
        values = tomllib.loads(spoilt)
    except ValueError:
        values = None
    text = json.dumps(values, indent=2)

    messages = sorted(fault.message for fault in faults_of(text, read_json))

    expected = sorted(message for _, message in SPOILS[name]["faults"])
    expected = ["the whole is not valid"] if values is None else expected
    # ids that are taken are told with the line of the first, which is another in JSON
    assert [message.split(" by line")[0] for message in messages] == [
        message.split(" by line")[0] for message in expected
    ]


def test_json_fault_has_its_line():
    text = to_json(read_toml(SMALL)).replace('"latency_ms": 1.5', '"latency_ms": 15000.0')

    assert told(text, read_json) == [('"latency_ms": 15000.0', "flow hit, hop 2 takes 15000 ms")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, "Expecting value", "JSON")),
        ('{\n"a": 1,\n}', Fault(3, "Expecting property name enclosed in double quotes", "JSON")),
        (
            '{"title": 1, "title": 2}',
            Fault(1, "the key title stands twice in one object", "text that can be read"),
        ),
        ('{"a": NaN}', Fault(1, "NaN is not a number", "text that can be read")),
        ("[" * 100_000, Fault(1, "nested too deep", "plain tables")),
        (" " * (MAX_CHARS + 1), Fault(1, "too long", f"at most {MAX_CHARS} characters")),
    ],
)
def test_unreadable_json_is_refused(text, fault):
    assert faults_of(text, read_json) == [fault]


def test_empty_file_lacks_everything():
    assert [fault.message for fault in faults_of("")] == [
        "node is missing",
        "summary is missing",
        "title is missing",
    ]


def test_too_many_components_are_refused():
    node = '[[node]]\nid = "n{}"\nkind = "service"\nlabel = "N"\ndoes = "N."\nzone = "runtime"\n'
    text = 'title = "T"\nsummary = "S."\n' + "".join(
        node.format(number) for number in range(MAX_NODES + 1)
    )

    assert faults_of(text) == [
        Fault(1, "node is not valid", "list should have at most 60 items after validation, not 61")
    ]


@pytest.mark.parametrize("sign", ["\\u0007", "\\u202e", "\\n"])
def test_unseen_characters_are_refused(sign):
    text = SMALL.replace('label = "Mail worker"', f'label = "Mail{sign}worker"')

    assert told(text) == [(f'label = "Mail{sign}worker"', "label is not valid")]


LINES = SMALL.split("\n")
OTHER_VALUES = ['"x"', "-1", "0", "[]", "true", '""', "1e400", '"service"', "{ a = 1 }", "nan"]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_spoilt_text_is_read_or_refused_with_lines(data):
    lines = LINES[:]
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[number].partition("=")
        value = data.draw(st.sampled_from(OTHER_VALUES))
        spoilt = [f"{key}= {value}", "", lines[number] * 2] if equals else ["", "[[edge]]"]
        lines[number] = data.draw(st.sampled_from(spoilt))
    text = "\n".join(lines)

    found = faults_of(text)

    assert all(1 <= fault.line <= len(lines) for fault in found)
    assert all(fault.message and fault.expected for fault in found)
    assert found or read_toml(text)


def test_second_retry_on_a_person_is_told_with_its_place_in_the_list():
    text = SMALL.replace('on = ["service", "db"]', 'on = [\n  "service",\n  "user",\n  "db",\n]')

    assert told(text) == [('"user",', "mitigation retry at user: a person needs no mitigation")]
