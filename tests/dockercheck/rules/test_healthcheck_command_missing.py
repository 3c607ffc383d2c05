"""HealthcheckCommandMissing: a check whose program is certainly not there."""

import pytest

from dockercheck import check

DISTROLESS = "gcr.io/distroless/static-debian12"
SLIM = {"images": {"debian": {"lacks": ["curl", "wget"], "shell": True}}}


def lines(source, **given):
    findings = check(source, **given).findings
    return [f.line for f in findings if f.rule == "HealthcheckCommandMissing"]


@pytest.mark.parametrize("base", ["scratch", DISTROLESS])
@pytest.mark.parametrize(
    "command", ['["curl", "-f", "http://localhost"]', "wget -q http://localhost || exit 1"]
)
def test_image_without_programs(base, command):
    assert lines(f"FROM {base}\nCOPY app /app\nHEALTHCHECK CMD {command}\n") == [3]


def test_unknown_image():
    assert lines("FROM debian:12\nHEALTHCHECK CMD curl -f http://localhost\n") == []


def test_known_image():
    source = "FROM debian:12\nHEALTHCHECK CMD {} localhost\n"

    assert lines(source.format("curl"), **SLIM) == [2]
    assert lines(source.format("grep"), **SLIM) == []
    assert lines(source.format("/app"), **SLIM) == []


@pytest.mark.parametrize(
    "brings",
    [
        "RUN apt-get update && apt-get install -y curl",
        "RUN <<EOF\napt-get install -y curl\nEOF",
        "COPY --from=build /usr/bin/curl /usr/bin/curl",
        "COPY --from=build / /",
        "RUN ./install.sh",
    ],
)
def test_line_that_may_bring_it(brings):
    source = f"FROM debian:12 AS build\nFROM debian:12\n{brings}\nHEALTHCHECK CMD curl localhost\n"

    assert lines(source, **SLIM) == []


def test_longer_name_is_another_program():
    source = "FROM debian:12\nRUN apt-get install -y libcurl4\nHEALTHCHECK CMD curl localhost\n"

    assert lines(source, **SLIM) == [3]


def test_only_the_last_check_counts():
    source = f"FROM {DISTROLESS}\nHEALTHCHECK CMD curl localhost\nHEALTHCHECK NONE\n"

    assert lines(source) == []


def test_own_program():
    assert lines(f'FROM {DISTROLESS}\nHEALTHCHECK CMD ["/app", "health"]\n') == []


def test_interpreter_of_a_distroless_image():
    source = 'FROM gcr.io/distroless/python3-debian12\nHEALTHCHECK CMD ["python3", "-c", "pass"]\n'

    assert lines(source) == []


def test_text_that_cannot_be_read_as_shell():
    assert lines(f"FROM {DISTROLESS}\nHEALTHCHECK CMD curl '\n") == []


def test_only_what_surely_runs_counts():
    assert lines("FROM scratch\nHEALTHCHECK CMD if x; then curl localhost; fi\n") == []


def test_facts_that_lack_a_program_do_not_speak_for_others():
    source = "FROM gcr.io/distroless/base-debian12\nHEALTHCHECK CMD nc -z ::1 80\n"
    facts = {"lacks": ["curl"], "has": ["nc"]}

    assert lines(source, images={"*": {"lacks": ["curl"]}}) == [2]
    assert lines(source, images={"*": facts}) == []
