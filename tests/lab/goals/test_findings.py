"""The report is free of some findings."""

from lab.goals import Sight
from tests.lab.goals.made import ONE_STAGE, TWO_STAGES, foresee, goal, ok, see

CLEAN = goal("findings", absent=["SingleStageShipsCompiler", "LastStageAsRoot"])


def test_finding_is_told_with_its_line():
    sight = foresee(CLEAN, ONE_STAGE)

    text = (
        "SingleStageShipsCompiler in line 1: The image ships the Go toolchain of golang:1.27. "
        "And 1 more."
    )
    assert sight == Sight(False, text)


def test_report_without_them_is_as_wanted():
    text = "The report has no SingleStageShipsCompiler and no LastStageAsRoot."
    assert foresee(CLEAN, TWO_STAGES) == Sight(True, text)


def test_no_build_decides_it():
    assert see(CLEAN, TWO_STAGES, ok()) is None
