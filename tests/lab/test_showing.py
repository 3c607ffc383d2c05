"""How many goals are met, said in a sentence."""

import pytest

from lab.showing import Foresight, Standing, Tally


@pytest.mark.parametrize(
    ("tally", "sentence"),
    [
        (Tally(3, 0, 0), "3 of 3 goals foreseen as met."),
        (Tally(1, 2, 0), "1 of 3 goals foreseen as met, 2 not yet."),
        (Tally(1, 0, 2), "1 of 3 goals foreseen as met; 2 only a build can tell."),
        (Tally(1, 1, 1), "1 of 3 goals foreseen as met, 1 not yet; 1 only a build can tell."),
        (Tally(0, 0, 3), "Nothing can be foreseen yet."),
    ],
)
def test_tally_is_a_sentence(tally, sentence):
    assert tally.foreseen == sentence


def test_nothing_is_news_to_a_page_that_knew_no_goals():
    assert Foresight(()).news("") == ""


def test_passed_is_what_a_build_or_the_report_let_pass():
    assert [each for each in Standing if each.is_passed] == [Standing.BUILT, Standing.REPORT]
