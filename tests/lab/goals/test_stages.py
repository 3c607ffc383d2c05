"""The target is built from several stages."""

from lab.goals import Sight
from tests.lab.goals.made import ONE_STAGE, TWO_STAGES, foresee, goal

TWO = goal("stages", at_least=2)


def test_two_stages_are_named_with_their_lines():
    text = "2 stages make the image: build (line 1) and stage 1 (line 6)."
    assert foresee(TWO, TWO_STAGES) == Sight(True, text)


def test_one_stage_is_not_two():
    text = "One stage makes the image: stage 0 (line 1)."
    assert foresee(TWO, ONE_STAGE) == Sight(False, text)


def test_stage_that_nothing_needs_does_not_count():
    unneeded = TWO_STAGES.replace("COPY --from=build /out/orders /orders", "COPY main.go /orders")

    text = "One stage makes the image: stage 1 (line 6). It needs nothing of build (line 1)."
    assert foresee(TWO, unneeded) == Sight(False, text)


def test_stages_of_another_target_are_counted_for_it():
    text = "One stage makes the image: build (line 1)."
    assert foresee(goal("stages", at_least=1, target="build"), TWO_STAGES) == Sight(True, text)
