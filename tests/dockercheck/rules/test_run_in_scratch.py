"""RunInScratch: an empty stage runs nothing until something brought a program."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "RunInScratch"]


def lines(source, **given):
    return [finding.line for finding in found(source, **given)]


def stage(*rest):
    return "\n".join(["FROM golang:1.25 AS build", "FROM scratch", *rest, ""])


def test_run_with_one_program_copied():
    assert lines(stage("COPY --from=build /app /app", "RUN chmod +x /app")) == [4]


def test_run_with_nothing():
    assert lines(stage('RUN ["/bin/true"]')) == [3]


def test_stage_on_a_stage_from_scratch():
    assert lines(stage("COPY a /a", "FROM 1", "RUN ls")) == []
    assert lines("FROM scratch AS a\nFROM a\nRUN ls\n") == [3]


@pytest.mark.parametrize(
    "brings",
    [
        "COPY --from=build / /",
        "ADD alpine-minirootfs.tar.gz /",
        "COPY rootfs/ /",
        "COPY --from=build /bin/sh /bin/sh",
        'SHELL ["/app"]',
    ],
)
def test_something_may_have_brought_a_shell(brings):
    assert lines(stage(brings, "RUN ls")) == []


def test_program_that_was_copied_runs_itself():
    assert lines(stage("COPY --from=build /app /app", 'RUN ["/app", "--init"]')) == []


def test_mount_brings_a_shell():
    assert lines(stage("RUN --mount=type=bind,from=build,target=/m ls")) == []


def test_shell_copied_too_late():
    assert lines(stage("RUN ls", "COPY --from=build /bin/sh /bin/sh")) == [3]


def test_fix_moves_the_mode_into_the_copy():
    source = stage("COPY --from=build /app /app", "RUN chmod 0500 /app", 'CMD ["/app"]')
    (finding,) = found(source)

    fixed = apply_edits(source, finding.fix.edits)

    assert fixed == stage("COPY --chmod=500 --from=build /app /app", 'CMD ["/app"]')


@pytest.mark.parametrize("command", ["chmod -R 755 /app", "chmod +x /other", "ls && chmod +x /app"])
def test_no_fix_for_anything_else(command):
    (finding,) = found(stage("COPY --from=build /app /app", f"RUN {command}"))

    assert finding.fix is None


def test_no_fix_where_the_copy_has_a_mode_already():
    source = stage("COPY --chmod=644 --from=build /app /app", "RUN chmod +x /app")

    (finding,) = found(source)

    assert finding.fix is None
