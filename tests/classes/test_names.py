"""Names: everything in them is seen, and two that look the same are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classes import names


@pytest.mark.parametrize(
    "name", ["Mia", "Zoë", "O’Neil-Smith 3", "王小明", "محمد", "Ивáн", "Nguyễn Thị Ánh", "🙂 Mia"]
)
def test_names_of_people_are_fine(name):
    assert names.flaw(names.tidy(name)) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Mia\u200b",
        "\u202eaiM",
        "Mia\u00adM",
        "M\u00a0ia",
        "Mi\x07a",
        "Mi\na",
        "Mia\ufeff",
        "\u3164\u3164",
        "Mia\u2800",
        "Mia\ue000",
        "...",
        "🙂",
        "M" + "\u0301" * 4,
    ],
)
def test_what_cannot_be_seen_or_read_is_refused(name):
    assert names.flaw(names.tidy(name)) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mia", "MIA"), ("Straße", "STRASSE"), ("Zoë", "Zoe\u0308"), ("Ｍia", "mia"), ("ﬁn", "FIN")],
)
def test_case_and_width_make_no_other_name(one, other):
    assert names.folded(names.tidy(one)) == names.folded(names.tidy(other))


def test_spaces_around_and_between_count_once():
    assert names.tidy("  Mia   Ba ") == "Mia Ba"


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    once = names.folded(text)
    assert names.folded(once) == once or names.flaw(names.tidy(text))
