"""A question's list of entries."""

from learning.content.sections import Section
from learning.rendering import Flaw
from quizzes.bank.entries import RawEntry, entries


def listed(text):
    flaws = []
    return list(entries(Section("Options", 10, text), flaws)), flaws


def test_entries_are_read():
    found, flaws = listed(
        "- [x] The `app` {app-only}\n  > It is.\n  > Really.\n- [ ] All {all it-is-all}\n  > No."
    )

    assert found == [
        RawEntry(11, True, "The `app`", "app-only", "", "It is.\nReally.", 12),
        RawEntry(14, False, "All", "all", "it-is-all", "No.", 15),
    ]
    assert flaws == []


def test_entry_may_hold_a_fence():
    found, flaws = listed("- [X] This {this}\n\n  ```sh\n  make\n    it\n  ```\n\n  > So.")

    assert found == [
        RawEntry(11, True, "This\n\n```sh\nmake\n  it\n```", "this", "", "So.", 18),
    ]
    assert flaws == []


def test_braces_within_a_text_are_text():
    (found,), _ = listed("- [ ] `${NAME}` and {{gap}} {braces it-expands}")

    assert (found.text, found.id, found.tag) == ("`${NAME}` and {{gap}}", "braces", "it-expands")


def test_what_is_no_entry_is_a_flaw():
    found, flaws = listed("Choose.\n- [x] This\n* [ ] That {that}\n- [ ] So {so a b}")

    assert found == []
    expected = "- [x] text {id} or - [ ] text {id misconception}"
    assert flaws == [
        Flaw(11, "not an item of ## Options: Choose.", "a list"),
        Flaw(13, "not an item of ## Options: * [ ] That {that}", "a list"),
        Flaw(12, "an entry without a name", expected),
        Flaw(14, "an entry without a name", expected),
    ]
