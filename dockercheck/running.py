"""Which stages become containers, and how to build so that a program runs in any of them."""

from dockercheck.binaries import Binary
from dockercheck.build import Build
from dockercheck.commands import GoCommand
from dockercheck.edits import insertion, is_plain_run
from dockercheck.report import Edit
from dockercheck.runs import run_of
from dockercheck.stages import Stage


def run_stages(build: Build) -> list[Stage]:
    """The stages that containers are started from, as far as the file tells.

    These are the target and the stages that no other one uses, if they say what to start: a
    stage of files to be exported does not.
    """
    used = {need.stage for stage in build.stages for need in stage.needs}
    return [
        stage
        for stage in build.stages
        if stage is build.target or stage.index not in used
        if any(each.named("CMD", "ENTRYPOINT") for each in build.lineage(stage))
    ]


def without_cgo(binary: Binary) -> Edit | None:
    """Switch cgo off for the `go build` that makes a binary; None where that is not safe."""
    if not binary.made_by.startswith("go ") or not is_plain_run(binary.step):
        return None
    run = run_of(binary.step)
    uses = [c for c in run.commands if isinstance(run.what(c), GoCommand)]
    builds = [c for c in uses if c.words[1:2] and c.words[1].value in ("build", "install")]
    if len(builds) != 1 or any("CGO" in step.instruction.original for step in binary.stage.steps):
        return None
    span = run.span(builds[0].start, builds[0].end)
    return insertion(span.line, span.column, "CGO_ENABLED=0 ")
