"""ShellFormWithoutShell: which images have no shell, and what may bring one."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits

DISTROLESS = "gcr.io/distroless/static-debian12:nonroot"


def found(source, **given):
    return [f for f in check(source, **given).findings if f.rule == "ShellFormWithoutShell"]


def lines(source, **given):
    return [finding.line for finding in found(source, **given)]


def image(base, rest):
    return f"FROM golang:1.25 AS build\nFROM {base}\nCOPY --from=build /out/app /app\n{rest}\n"


@pytest.mark.parametrize("base", ["scratch", DISTROLESS, "gcr.io/distroless/python3-debian12"])
@pytest.mark.parametrize("rest", ["CMD /app", "ENTRYPOINT /app", "HEALTHCHECK CMD /app health"])
def test_shell_form(base, rest):
    assert lines(image(base, rest)) == [4]


@pytest.mark.parametrize(
    "rest", ['CMD ["/app"]', 'ENTRYPOINT ["/app"]', "HEALTHCHECK NONE", "USER 1", "CMD"]
)
def test_nothing_needs_a_shell(rest):
    assert lines(image("scratch", rest)) == []


@pytest.mark.parametrize("base", ["debian:12", "gcr.io/distroless/static:debug", "example/app:1"])
def test_image_with_a_shell_or_unknown(base):
    assert lines(image(base, "CMD /app")) == []


def test_known_image():
    assert lines(image("example/app:1", "CMD /app"), images={"example/app": {"shell": False}}) == [
        4
    ]
    assert lines(image(DISTROLESS, "CMD /app"), images={"*": {"shell": True}}) == []


@pytest.mark.parametrize(
    "brings",
    [
        "COPY --from=build / /",
        "COPY --from=busybox /bin/sh /bin/sh",
        "COPY --from=busybox /bin/busybox /bin/",
        "COPY --from=busybox /bin /bin",
        "COPY --from=build /rootfs /",
        "COPY rootfs /",
        "ADD rootfs.tar.gz /",
        'SHELL ["/app", "-c"]',
    ],
)
def test_line_that_may_bring_a_shell(brings):
    assert lines(image("scratch", f"{brings}\nCMD /app")) == []


def test_file_copied_into_a_program_directory():
    assert lines(image("scratch", "COPY --from=build /out/x /bin/\nCMD /bin/x")) == [5]


def test_run_in_distroless():
    assert lines(image(DISTROLESS, "RUN chmod +x /app")) == [4]


def test_run_in_scratch_has_a_rule_of_its_own():
    assert lines(image("scratch", "RUN chmod +x /app")) == []


def test_only_the_last_command_counts():
    assert lines(image("scratch", 'CMD /app\nCMD ["/app"]')) == []


def test_fix_writes_the_words_as_an_array():
    source = image("scratch", "CMD /app serve --port=80")
    (finding,) = found(source)

    assert apply_edits(source, finding.fix.edits).endswith('CMD ["/app", "serve", "--port=80"]\n')


@pytest.mark.parametrize("command", ["/app && /app2", "/app $PORT", "A=1 /app", '/app "x y"'])
def test_no_fix_where_the_shell_has_work_to_do(command):
    (finding,) = found(image("scratch", f"CMD {command}"))

    assert finding.fix is None
