"""Text → form → text: what is not changed keeps its bytes, what is changed means what was typed."""

import difflib
import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.architectures.blocks import Unheld, take_apart
from authoring.architectures.form import to_form
from authoring.architectures.steps import step_of, stepped
from authoring.architectures.tables import Shape
from authoring.architectures.writing import Unwritable, to_text
from learning.architecture import reading
from tests.conftest import ROOT

SHIPPED = (ROOT / "content/patterns/multi-stage-builds/architecture.toml").read_bytes().decode()
SMALL = """\
# An architecture
title = 'Small'  # in single quotes
summary = \"\"\"
Two
lines.\"\"\"

# The nodes

# Who asks
[[node]]
id = "user" # a person
kind = "user"
label = "User"
does = "Asks."
zone = "runtime"

[[node]]
  id = "service"
  label = "Service"
  service_ms = 1_000.5  # measured
  kind = "service"
# It answers.

# The rest
[[edge]]
id = "ask"
from = "user"
to = "service"
kind = "sync"
label = "HTTP"
hard = true

[[mitigation]]
id = "again"
kind = "retry"
on = [
  "service", # the only one
  "user",
]

[[flow]]
id = "read"
[[flow.hop]]
from = "user"
to = "service"
latency_ms = 2_000
[[flow.hop]]
from = "service"
to = "user"
[[flow]]
id = "write"
# The end"""
ODD = ["", "\n", "# only a comment", "title = 'x'", "\n\ntitle = 1979\n"[:2] + "title = 'x'"]
COMMENT = re.compile(r"# [^\n]*")


def sent_back(text):
    """What a browser sends of the form when nothing was changed in it."""
    rows = to_form(text).every_row()
    return {control.id: control.value for row in rows for control in row.controls}


def changed(text, **values):
    return to_text(text, sent_back(text) | {key.replace("_", "-"): v for key, v in values.items()})


def difference(before, after):
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


def after(text, *steps):
    for step in steps:
        text, _ = stepped(text, step_of(step))
    return text


@pytest.mark.parametrize("text", [SHIPPED, SMALL, *ODD])
def test_text_taken_apart_and_put_together_is_the_same(text):
    assert take_apart(text).text == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("text", [SHIPPED, SMALL, *ODD])
def test_form_in_which_nothing_was_changed_gives_the_same_bytes(text, end):
    sent = {name: value.replace("\n", end) for name, value in sent_back(text).items()}
    several = {name: value for name, value in sent_back(text).items() if "\n" in value}

    assert to_text(text, sent | several) == text
    assert to_text(text, {}) == text


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("node-0-label", "Asker", ['- label = "User"', '+ label = "Asker"']),
        ("node-1-service_ms", "2000", ["-   service_ms = 1_000.5  # measured",
                                       "+   service_ms = 2_000  # measured"]),
        ("node-1-service_ms", "", ["-   service_ms = 1_000.5  # measured", "+ # measured"]),
        ("node-1-workers", "4", ["+ workers = 4"]),
        ("edge-0-hard", "false", ["- hard = true", "+ hard = false"]),
        ("flow-0-hop-1-note", 'A "note"', ['+ note = "A \\"note\\""']),
        ("flow-0-cache", "hit", ['+ cache = "hit"']),
        ("flow-0-hop-0-latency_ms", "1500", ["- latency_ms = 2_000", "+ latency_ms = 1_500"]),
        ("top-title", "Large", ["- title = 'Small'  # in single quotes",
                                '+ title = "Large"  # in single quotes']),
        ("mitigation-0-on", "service", ['- on = [', '-   "service", # the only one',
                                        '-   "user",', '- ]', '+ # the only one',
                                        '+ on = ["service"]']),
    ],
)  # fmt: skip
def test_one_field_changes_its_own_line(name, value, lines):
    text = to_text(SMALL, sent_back(SMALL) | {name: value})

    assert sorted(difference(SMALL, text)) == sorted(lines)


def test_row_that_is_moved_takes_its_comments_along_and_leaves_the_headings():
    text = after(SMALL, "node:up:1")

    assert text.index("# The nodes") < text.index('"service"') < text.index("# It answers.")
    assert text.index("# It answers.") < text.index("# Who asks") < text.index('"user" # a')
    assert after(text, "node:down:0") == SMALL


def test_flow_moves_with_its_hops():
    flows = tomllib.loads(after(SMALL, "flow:down:0"))["flow"]

    assert [(flow["id"], len(flow.get("hop", []))) for flow in flows] == [("write", 0), ("read", 2)]


@pytest.mark.parametrize(
    "name", ["node", "edge", "flow", "flow-0-hop", "failure", "mitigation", "published"]
)
def test_row_that_is_added_and_taken_out_leaves_no_trace(name):
    number = {"flow-0-hop": 7, "failure": 16, "mitigation": 6, "node": 15, "edge": 15, "flow": 5}
    start = after(SHIPPED, "published:drop") if name == "published" else SHIPPED
    added = after(start, f"{name}:add")

    assert added != start
    assert after(added, f"{name}:drop:{number.get(name, 0)}") == start


def test_added_rows_stand_with_their_own():
    text = after("", "edge:add", "node:add", "published:add", "published-hop:add", "flow:add",
                 "flow-0-hop:add", "failure:add", "mitigation:add", "node:add")  # fmt: skip

    heads = re.findall(r"^\[+[a-z.]+", text, re.MULTILINE)
    assert heads == ["[[node", "[[node", "[[edge", "[[flow", "[[flow.hop", "[[failure",
                     "[[mitigation", "[published", "[[published.hop"]  # fmt: skip
    assert to_form(text).size == len(sent_back(text))


@pytest.mark.parametrize(
    "step", ["node:up:0", "node:down:1", "node:drop:9", "flow-9-hop:add", "published-node:add"]
)
def test_step_that_cannot_be_taken_changes_nothing(step):
    assert stepped(SMALL, step_of(step)) == (SMALL, "")


def test_no_list_grows_beyond_what_the_schema_takes():
    text = after(SMALL, *["flow:add"] * 30)

    assert len(tomllib.loads(text)["flow"]) == 20
    assert not to_form(text).sections[2].can_add


@pytest.mark.parametrize("step", ["", "node", "node:add:x", "other:add", "published-flow:add"])
def test_what_is_no_step_is_none(step):
    assert step_of(step) is None


# Ids


def test_id_that_changes_is_followed_by_whatever_names_it():
    sent = sent_back(SHIPPED)
    text = to_text(SHIPPED, sent | {"node-11-id": "orders", "mitigation-0-id": "again"})

    assert reading.read_toml(text)
    assert "orders" in {edge["to"] for edge in tomllib.loads(text)["edge"]}
    assert not re.search(r'(from|to|component) = "service"|\["service"|, "service"', text)
    assert '"retry"' not in text.replace('kind = "retry"', "")
    back = to_text(text, sent_back(text) | {"node-11-id": "service", "mitigation-0-id": "retry"})
    assert back == SHIPPED


def test_two_ids_that_change_places_are_followed_each():
    rows = tomllib.loads(changed(SMALL, node_0_id="service", node_1_id="user"))

    assert (rows["edge"][0]["from"], rows["edge"][0]["to"]) == ("service", "user")
    assert sorted(rows["mitigation"][0]["on"]) == ["service", "user"]


@pytest.mark.parametrize(
    ("value", "message"),
    [("service", "Component 1, id: service is taken."),
     ("", "Component 1, id: it needs one, since others may name it.")],
)  # fmt: skip
def test_id_that_nobody_could_follow_is_refused(value, message):
    with pytest.raises(Unwritable) as refused:
        changed(SMALL, node_0_id=value)

    assert (str(refused.value), refused.value.key) == (message, "node-0-id")


def test_hop_goes_along_the_edge_that_is_chosen_and_names_it_only_where_there_are_two():
    two = after(SMALL, "edge:add")
    two = changed(two, edge_1_id="tell", edge_1_from="service", edge_1_to="user")

    one_way = tomllib.loads(changed(SMALL, flow_0_hop_1_way="to:0"))["flow"][0]["hop"][1]
    of_two = tomllib.loads(changed(two, flow_0_hop_1_way="back:0"))["flow"][0]["hop"][1]

    assert one_way == {"from": "user", "to": "service"}
    assert of_two == {"from": "service", "to": "user", "edge": "ask"}


# What the form cannot hold


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "Line 1: Invalid value."),
        ("\n[node]\n", "Line 2: the form has no place for a table node of this kind."),
        ("[[published]]\n", "Line 1: the form has no place for a table published of this kind."),
        ("[[other]]\n", "Line 1: the form has no place for a table other of this kind."),
        ("node = []\n", "Line 1: node is not written as [[node]] rows."),
        ("[[flow]]\nhop = []\n", "Line 2: hop is not written as [[hop]] rows."),
        ("[[node]]\n\nid = 3\n", "Line 3: id is no text that the form can show."),
        ("[[node]]\nid.a = 'x'\n", "Line 1: id is no text that the form can show."),
        ("[[flow]]\n[[node]]\n[[flow.hop]]\n",
         "Line 3: a hop stands right below its flow or the hop before it."),
        ("x = " + "[" * 3_000, "Line 1: nested too deep."),
        ("#" * 80_001, "Line 1: the form holds at most 80000 bytes."),
    ],
)  # fmt: skip
def test_what_no_field_holds_stays_source_and_says_where(text, message):
    with pytest.raises(Unheld) as refused:
        to_form(text)

    assert str(refused.value) == message


@pytest.mark.parametrize("value", ["fast", "1,5", "1e9", "1_0", "9" * 12, "nan"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(Unwritable) as refused:
        to_text(SMALL, {"flow-0-hop-0-latency_ms": value})

    assert str(refused.value) == "Hop 1, takes: a number, as 12 or 0.5."


def test_too_long_a_value_is_refused():
    with pytest.raises(Unwritable, match="at most 4000 characters"):
        changed(SMALL, top_title="x" * 4_001)


def test_fault_leads_to_its_field():
    anchors = to_form(SMALL).anchors
    lines = SMALL.splitlines()

    assert anchors[lines.index('label = "User"') + 1].id == "node-0-label"
    assert anchors[lines.index("[[edge]]") + 1].id == "edge-0"
    assert anchors[lines.index('to = "service"', 40) + 1].id == "flow-0-hop-0-way"


# Any edits at all

EDITABLE = [
    (row.key, control)
    for row in to_form(SHIPPED).every_row()
    for control in row.controls
    if control.name not in {"id", "way"}
]
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@st.composite
def edits(draw):
    found = {}
    for _, control in draw(st.lists(st.sampled_from(EDITABLE), min_size=1, max_size=6)):
        if control.kind in {Shape.TEXT.value, Shape.LONG.value}:
            found[control.id] = draw(WORDS)
        elif control.kind == Shape.NUMBER.value:
            number = st.integers(0, 10**6) | st.decimals(0, 999, places=2)
            found[control.id] = str(draw(number))
        elif control.kind == Shape.SEVERAL.value:
            names = [name for name, _ in control.choices]
            found[control.id] = "\n".join(draw(st.lists(st.sampled_from(names), unique=True)))
        else:
            found[control.id] = draw(st.sampled_from([name for name, _ in control.choices]))
    return found


STEPS = st.builds(
    "{}:{}:{}".format,
    st.sampled_from(
        ["node", "edge", "flow", "flow-1-hop", "failure", "mitigation", "published-hop"]
    ),
    st.sampled_from(["add", "up", "down"]),
    st.integers(0, 15),
)


def said(value):
    return sorted(value.split("\n")) if "\n" in value else value.strip(" ")


@settings(deadline=None, max_examples=40)
@given(edits())
def test_text_after_any_edits_means_what_was_typed_and_keeps_every_comment(edit):
    text = to_text(SHIPPED, sent_back(SHIPPED) | edit)
    expected = sent_back(SHIPPED) | edit

    found = sent_back(text)

    names = [name for name in expected if not name.endswith("-way")]  # edges may have moved
    assert {name: said(found[name]) for name in names} == {
        name: spaced(said(expected[name]), found[name]) for name in names
    }
    assert set(COMMENT.findall(SHIPPED)) <= set(COMMENT.findall(text))
    assert changed_lines(SHIPPED, text) <= len(edit)


def spaced(value, found):
    """A field holds one line, and a number may have been written as 5.0 before."""
    if isinstance(value, list):
        return value
    value = re.sub(r" {2,}", " ", value)
    return found if is_same_number(value, found) else value


def is_same_number(one, other):
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def changed_lines(before, after):
    lines = difference(before, after)
    return max(sum(line[0] == mark for line in lines) for mark in "+-")


@settings(deadline=None, max_examples=40)
@given(st.lists(STEPS, min_size=1, max_size=8))
def test_text_after_any_steps_has_the_same_rows_and_every_comment(steps):
    text = after(SHIPPED, *steps)
    before, now = tomllib.loads(SHIPPED), tomllib.loads(text)

    for table in ("node", "edge", "flow", "failure", "mitigation"):
        added = len(now[table]) - len(before[table])
        assert added == min(
            sum(step.startswith(f"{table}:add") for step in steps),
            {"flow": 15}.get(table, 99),
        )
    assert COMMENT.findall(text) == COMMENT.findall(SHIPPED)
    assert take_apart(text).text == text
