"""The server killed in the middle of saving."""

from tests.authoring.crash import crash_rounds


def test_after_a_kill_the_draft_is_the_last_acknowledged_one(tmp_path):
    found = crash_rounds(tmp_path, 4)

    assert found.acknowledged >= 2 + 7 + 15 + 2
    assert (found.lost, found.unknown, found.faults) == ([], [], [])
