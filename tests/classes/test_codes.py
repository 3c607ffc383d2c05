"""Join codes: forgiving when typed, one of many, and dead once replaced, expired or closed."""

from unittest.mock import patch

import pytest

from classes import codes, teaching
from classes.models import JoinCode
from tests.classes.conftest import days_ago


@pytest.mark.parametrize(
    "text",
    ["7K3-9QW0", "7k39qw0", " 7K3 9QWO ", "7k3–9qwo", "7 K 3 9 Q W 0", "7k3_9qw0", "7K3\t9QW0"],
)
def test_typed_code_is_forgiven_case_lookalikes_spaces_and_hyphens(text):
    assert codes.typed(text) == "7K39QW0"


def test_i_and_l_are_ones():
    assert codes.typed("ilIL000") == "1111000"


@pytest.mark.parametrize(
    "text", ["", "7K39QW", "7K39QW00", "7K39QWU", "7K39QW!", "-" * 100, "٣" * 7]
)
def test_what_can_be_no_code_is_none(text):
    assert codes.typed(text) == ""


def test_drawn_codes_are_of_the_alphabet_and_type_as_themselves():
    drawn = {codes.drawn() for _ in range(300)}

    assert len(drawn) == 300
    assert {codes.typed(code) for code in drawn} == drawn


def test_code_opens_its_class_until_it_is_replaced(classroom):
    first = classroom.join_code.code
    assert codes.open_classroom(first.lower()) == classroom

    second = codes.renew(classroom, days=1).code

    assert codes.open_classroom(first) is None
    assert codes.open_classroom(second) == classroom
    assert JoinCode.objects.count() == 1


def test_expired_closed_and_archived_open_nothing(classroom):
    code = classroom.join_code.code
    JoinCode.objects.update(expires_at=days_ago(0))
    assert codes.open_classroom(code) is None

    code = codes.renew(classroom).code
    teaching.archive(classroom)
    assert codes.open_classroom(code) is None

    teaching.reopen(classroom)
    assert codes.open_classroom(code) == classroom
    codes.close(classroom)
    assert codes.open_classroom(code) is None


def test_code_that_another_class_has_is_drawn_again(classroom, owner):
    taken = classroom.join_code.code
    other = teaching.found(owner, "Other", "Ada")

    with patch.object(codes, "drawn", side_effect=[taken, taken, "0000000"]):
        assert codes.renew(other).code == "0000000"
    assert codes.open_classroom(taken) == classroom


def test_new_class_can_be_joined_for_fourteen_days(classroom):
    left = classroom.join_code.expires_at - classroom.created_at

    assert left.days in {13, 14}
