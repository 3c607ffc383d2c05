"""Fences on their way to other systems, and back."""

import pytest

from authoring.exchange.fences import homely, portable

WAYS = {
    "```dockerfile\nA\n```": "```dockerfile\nA\n```",
    "```dockerfile numbers\nA\n```": "```dockerfile {.numbers}\nA\n```",
    "~~~text\n```dockerfile numbers\n~~~": "~~~text\n```dockerfile numbers\n~~~",
    "  ```dockerfile fragment numbers\n  A\n  ```": (
        "  ```dockerfile {.numbers .fragment}\n  A\n  ```"
    ),
    "a ```b numbers``` c": "a ```b numbers``` c",
}


@pytest.mark.parametrize(("ours", "theirs"), WAYS.items())
def test_a_fence_travels(ours, theirs):
    assert portable(ours) == theirs


@pytest.mark.parametrize("ours", [one for one in WAYS if "fragment numbers" not in one])
def test_a_fence_comes_back(ours):
    assert homely(portable(ours)) == ours


def test_a_title_is_written_out_and_what_the_checker_is_told_is_left_away():
    ours = '```dockerfile broken="no such numbers" title="a.Dockerfile"\nA\n```'

    assert portable(ours) == "**a.Dockerfile**\n\n```dockerfile\nA\n```"
