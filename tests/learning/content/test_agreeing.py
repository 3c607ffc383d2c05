"""What the folder and the browser each made of a file, and which is served."""

import pytest

from learning.content.agreeing import Agreement, Ours, Side, agree
from learning.content.digests import digest

A, B, C = b"a", b"b", b"c"
DIGEST = {body: digest(body) for body in (A, B, C)} | {None: ""}


def agreed(folder, here, origin, take=None):
    """Of one file: its bytes in the folder, those here, and those when it was last loaded."""
    ours = {"f": Ours(DIGEST[here], DIGEST[origin], here)} if here else {}
    return agree({"f": folder} if folder else {}, ours, take)


@pytest.mark.parametrize("take", [None, *Side])
@pytest.mark.parametrize(
    ("folder", "here", "origin", "served", "noted"),
    [
        (A, None, None, A, A),  # new in the folder
        (A, A, A, A, A),  # nobody changed it
        (B, A, A, B, B),  # the folder changed it
        (None, A, A, None, None),  # the folder has it no more
        (B, B, A, B, B),  # both made the same of it
        (B, B, None, B, B),  # made here, and by now in the folder
    ],
)
def test_file_that_nobody_edited_here_is_the_folders(folder, here, origin, served, noted, take):
    found = agreed(folder, here, origin, take)

    assert found == Agreement(
        {"f": served} if served else {}, {"f": DIGEST[noted]} if served else {}
    )


@pytest.mark.parametrize("take", [None, *Side])
def test_file_that_was_edited_here_alone_is_kept(take):
    assert agreed(A, B, A, take) == Agreement({"f": B}, {"f": DIGEST[A]}, edited=("f",))


@pytest.mark.parametrize("take", [None, *Side])
def test_file_that_was_made_here_is_kept(take):
    assert agreed(None, B, None, take) == Agreement({"f": B}, {"f": ""}, made=("f",))


BOTH = [
    (C, A),  # edited here, and changed in the folder
    (None, A),  # edited here, and gone from the folder
    (C, None),  # made here, and another one in the folder
]


@pytest.mark.parametrize(("folder", "origin"), BOTH)
def test_conflict_is_kept_as_edited_here_and_stays_one(folder, origin):
    assert agreed(folder, B, origin) == Agreement({"f": B}, {"f": DIGEST[origin]}, conflicts=("f",))


@pytest.mark.parametrize(("folder", "origin"), BOTH)
def test_conflict_is_decided_for_the_folder(folder, origin):
    wanted = ({"f": folder}, {"f": DIGEST[folder]}) if folder else ({}, {})

    assert agreed(folder, B, origin, Side.FOLDER) == Agreement(*wanted)


@pytest.mark.parametrize(("folder", "origin"), BOTH)
def test_conflict_is_decided_for_what_is_here_for_good(folder, origin):
    found = agreed(folder, B, origin, Side.HERE)

    assert (found.files, found.conflicts) == ({"f": B}, ())
    again = agree({"f": folder} if folder else {}, {"f": Ours(DIGEST[B], found.origins["f"], B)})
    assert (again.files, again.conflicts) == ({"f": B}, ())
