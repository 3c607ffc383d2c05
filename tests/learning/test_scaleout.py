"""The scale-out clock's arithmetic, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.scaleout import Rollout, clock, compare, spoken

rollouts = st.builds(
    Rollout,
    nodes=st.integers(1, 5_000),
    node_mbit=st.integers(1, 400_000),
    registry_mbit=st.integers(1, 4_000_000),
    startup_seconds=st.floats(0, 3_600),
)
sizes = st.floats(0.1, 50_000)


def test_node_link_is_the_limit_when_the_registry_has_plenty():
    rollout = Rollout(nodes=4, node_mbit=100, registry_mbit=1_000, startup_seconds=2)

    measured = clock(250, rollout)  # 250 MB = 2,000 Mbit at 100 Mbit/s

    assert (rollout.is_registry_bound, rollout.rate_mbit) == (False, 100)
    assert (measured.pull_seconds, measured.total_seconds) == (20, 22)


def test_registry_link_is_shared_by_all_nodes():
    rollout = Rollout(nodes=20, node_mbit=1_000, registry_mbit=5_000, startup_seconds=0)

    assert (rollout.is_registry_bound, rollout.rate_mbit) == (True, 250)
    assert clock(341, rollout).pull_seconds == pytest.approx(10.912)


@given(sizes, rollouts, st.integers(1, 100))
def test_more_nodes_never_help(size, rollout, more):
    crowded = Rollout(
        rollout.nodes + more, rollout.node_mbit, rollout.registry_mbit, rollout.startup_seconds
    )

    assert clock(size, crowded).total_seconds >= clock(size, rollout).total_seconds


@given(sizes, sizes, rollouts)
def test_bars_share_one_scale(before, after, rollout):
    compared = compare(before, after, rollout)

    widths = [sum(compared.bar(each, 600)) for each in (compared.before, compared.after)]

    assert max(widths) == 600
    assert min(min(compared.bar(each, 600)) for each in (compared.before, compared.after)) >= 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (19.94, "19.9 s"),
        (19.95, "20 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3_600, "1 h 00 min"),
        (7_859, "2 h 10 min"),
    ],
)
def test_spoken(seconds, text):
    assert spoken(seconds).replace("\u00a0", " ") == text
