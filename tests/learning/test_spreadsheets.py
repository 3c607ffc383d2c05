"""No cell is taken for a formula, and other cells stay as they are."""

import pytest

from learning.spreadsheets import plain


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "  =1", "＝1+1", "\n=1"]
)
def test_what_begins_like_a_formula_is_quoted(text):
    assert plain(text) == f"'{text}"


def test_other_texts_stay_as_they_are():
    assert [plain(text) for text in ("Mia", "", "3-4", "a=b")] == ["Mia", "", "3-4", "a=b"]
