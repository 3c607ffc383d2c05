"""Honest Dockerfiles are built, opened, run, and told of truly."""

from pathlib import Path

import pytest

from sandbox import Job, Limits, Look, Status, Trial
from sandbox.watching import watched

# Times of a busy machine: nothing here is to run into them.
LIMITS = Limits(seconds=180, cpu_seconds=90)
PATIENT = Trial(seconds=30)
ORDERS = {
    path.name: path.read_bytes() for path in (Path(__file__).parent / "services/orders").iterdir()
}
READ = ("/one", "/two", "/three", "/words/four.txt", "/words/EOF", "/six", "/all/a", "/all/a.md",
        "/all/d/b.md", "/parents/d/b.md")  # fmt: skip
TWO_STAGES = """\
FROM golang:1.27-bookworm AS source
WORKDIR /src
COPY . .

FROM source AS test
RUN go test ./... && touch /tested

FROM source AS build
RUN CGO_ENABLED=0 go build -o /orders .

FROM gcr.io/distroless/static-debian13:nonroot
EXPOSE 8080
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
"""


@pytest.fixture(scope="module")
def orders(builder):
    trial = Trial(port=8080, seconds=30)
    look = Look(files=4, read=("/etc/os-release",))
    return builder.check(Job(TWO_STAGES, ORDERS, trial=trial, look=look, limits=LIMITS))


def test_go_service_of_two_stages_is_built(orders):
    assert (orders.status, orders.message) == (Status.OK, "The image was built.")


def test_image_says_how_it_is_run(orders):
    config = orders.image.config

    assert (config.user, config.entrypoint, config.cmd) == ("65532", ("/orders",), ())
    assert config.ports == ("8080/tcp",)


def test_image_holds_the_program_and_nothing_of_its_stage(orders):
    own = [file for file in orders.image.files if file.layer is not None]

    assert [(file.path, file.kind, file.uid, oct(file.mode)) for file in own] == [
        ("/orders", "file", 0, "0o755")
    ]
    assert "/usr/local/go/bin/go" not in {file.path for file in orders.image.files}


def test_layers_add_up_and_the_last_is_the_copied_program(orders):
    layers = orders.image.layers

    assert [layer.from_base for layer in layers] == [True, True, False]
    assert sum(layer.bytes for layer in layers) == orders.image.bytes
    assert "COPY" in layers[-1].created_by
    assert layers[-1].bytes == orders.image.files[0].bytes


def test_list_of_files_is_cut_and_their_count_is_not(orders):
    assert len(orders.image.files) == 4
    assert orders.image.file_count > 500


def test_beginning_of_a_file_is_read(orders):
    assert "Distroless" in orders.image.read["/etc/os-release"]


def test_service_answers_and_stops_when_asked(orders):
    trial = orders.trial

    assert (trial.started, trial.answered, trial.http_status) == (True, True, 200)
    assert (trial.body, trial.stopped_on_signal, trial.exit_code) == ("orders", True, 0)


def test_time_of_each_part_and_processor_seconds_are_told(orders):
    assert set(orders.seconds) == {"build", "look", "trial", "all"}
    assert orders.usage.cpu_seconds is None or orders.usage.cpu_seconds > 0


def test_target_test_runs_the_tests_and_stops_there(check):
    result = check(TWO_STAGES, ORDERS, target="test")

    assert (result.status, "/tested" in {f.path for f in result.image.files}) == (Status.OK, True)


def test_failing_tests_fail_the_build_with_their_own_words(check):
    broken = ORDERS | {"main.go": ORDERS["main.go"].replace(b'"orders" }', b'"odders" }')}

    result = check(TWO_STAGES, broken, target="test")

    assert (result.status, result.image) == (Status.FAILED, None)
    assert "main_test.go:7: odders" in "\n".join(result.log)


def test_steps_are_told_while_they_run(builder):
    steps = []

    builder.check(Job("FROM alpine AS a\nRUN true\nFROM a\nCOPY x /x\n", {"x": b""}), steps.append)

    assert [(step.stage, step.stages, step.number, step.of) for step in steps] == [
        *((1, 2, 1, 2), (1, 2, 2, 2)),
        *((2, 2, 1, 2), (2, 2, 2, 2)),
    ]


def test_image_from_scratch_holds_what_was_copied(check):
    result = check('FROM scratch\nCOPY a b /d/\nCMD ["/d/a"]\n', {"a": b"1", "b": b"22"})

    files = [(file.path, file.bytes) for file in result.image.files]
    assert (files, result.image.bytes) == ([("/d/a", 1), ("/d/b", 2)], 3)


def test_python_service_is_started_and_asked(check):
    server = (
        b"import http.server\nhttp.server.test(http.server.SimpleHTTPRequestHandler, port=8000)"
    )

    result = check(
        'FROM python:3.11-slim\nWORKDIR /app\nCOPY serve.py .\nCMD ["python", "serve.py"]\n',
        {"serve.py": server},
        trial=Trial(port=8000, path="/serve.py", seconds=10),
    )

    assert (result.trial.http_status, result.trial.body) == (200, server.decode())
    assert result.trial.stopped_on_signal is False  # number 1 of a container, without a handler


def test_node_program_runs_to_its_end(check):
    result = check(
        'FROM node:24-slim\nCOPY x.js /x.js\nUSER node\nCMD ["node", "/x.js"]\n',
        {"x.js": b"console.log(process.getuid()); process.exit(3)"},
        trial=PATIENT,
    )

    assert (result.trial.exit_code, result.trial.output.split()[0]) == (3, "1000")


def test_c_program_needs_the_libc_it_was_linked_with(check):
    worker = {"w.c": b'#include <stdio.h>\nint main(void) { puts("worker"); return 0; }\n'}
    build = "FROM gcc:12 AS build\nCOPY w.c .\nRUN gcc -o /w w.c\nFROM "
    ship = '\nCOPY --from=build /w /w\nCMD ["/w"]\n'

    with_libc = check(f"{build}gcr.io/distroless/base{ship}", worker, trial=PATIENT)
    without = check(f"{build}alpine{ship}", worker, trial=PATIENT)

    assert (with_libc.trial.exit_code, with_libc.trial.output) == (0, "worker\n")
    assert (without.trial.started, without.trial.exit_code == 0) == (False, False)


def test_image_that_cannot_start_says_why(check):
    result = check("FROM scratch\nCOPY x /x\nENTRYPOINT /x\n", {"x": b""}, trial=PATIENT)

    assert (result.status, result.trial.started) == (Status.OK, False)
    assert "/bin/sh" in result.trial.output


def test_file_that_a_later_layer_hides_is_told(check):
    result = check("FROM alpine\nCOPY .env /app/.env\nRUN rm /app/.env\n", {".env": b"KEY=1"})

    assert result.image.removed == ("/app/.env",)


def test_files_of_a_folder_that_was_made_anew_are_hidden_ones(check):
    result = check(
        "FROM alpine\nCOPY a b /app/x/\nRUN rm -r /app && mkdir /app\n"
        "COPY b /app/c\nRUN rm -r /app/c && mkdir /app/c\n",
        {"a": b"1", "b": b"2"},
    )

    own = [file.path for file in result.image.files if file.layer is not None]
    assert (result.image.removed, own) == (("/app/c", "/app/x/a", "/app/x/b"), [])


def test_image_for_builds_on_it_is_started_as_it_is(check):
    result = check(
        "FROM alpine\nONBUILD RUN touch /triggered\nCMD ls /triggered; exit 3\n", trial=PATIENT
    )

    assert (result.status, result.trial.started, result.trial.exit_code) == (Status.OK, True, 3)
    assert result.trial.output == "ls: /triggered: No such file or directory\n"
    assert "/triggered" not in {file.path for file in result.image.files}


def test_stand_in_for_another_version_is_told(check):
    result = check("FROM alpine:3.19@sha256:" + "0" * 64 + "\nRUN true\n")

    name = "alpine:3.19@sha256:" + "0" * 64
    assert result.status is Status.OK
    assert result.notes == (f"{name} was built from alpine:latest, its stand-in here.",)


@pytest.mark.parametrize("name", ["${PYTHON}", "$PYTHON", '"${PYTHON:-busybox}"'])
def test_variable_that_names_an_image_is_followed_to_its_stand_in(check, name):
    result = check(
        f"ARG PYTHON=python:3.13.7-slim-bookworm\nFROM {name} AS build\nRUN python -V > /version\n"
        f"FROM {name}\nCOPY --from=build /version /version\n"
    )

    assert (result.status, result.message) == (Status.OK, "The image was built.")
    assert result.notes == (
        "python:3.13.7-slim-bookworm was built from python:3.11-slim-bookworm, its stand-in here.",
    )


def test_syntax_of_today_is_lowered(check):
    result = check(
        """\
# syntax=docker/dockerfile:1
FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
RUN --network=none <<EOF
[[ 1 == 1 ]] && echo one > /one
EOF
RUN <<EOF
#!/usr/bin/perl
open F, ">/two"; print F "two\\n";
EOF
RUN cat <<WORDS > /three
three
WORDS
COPY --link <<four.txt <<EOF /words/
four
four.txt
five
EOF
RUN <<'EOF'
#!/usr/bin/awk -f
BEGIN { print "six" > "/six" }
EOF
COPY --exclude=*.md . /all/
COPY --parents d/*.md /parents/
""",
        {"a": b"7", "a.md": b"", "d/b.md": b"8"},
        look=Look(read=READ),
    )

    assert (result.status, dict(result.image.read)) == (
        Status.OK,
        {
            "/one": "one\n",
            "/two": "two\n",
            "/three": "three\n",
            "/words/four.txt": "four\n",
            "/words/EOF": "five\n",
            "/six": "six\n",
            "/all/a": "7",
            "/all/d/b.md": "8",
            "/parents/d/b.md": "8",
        },
    )


def test_failing_step_fails_the_build_with_the_builder_s_sentence(check):
    result = check("FROM alpine\nRUN echo before; exit 7\n")

    assert result.status is Status.FAILED
    assert "exit status 7" in result.message
    assert "before" in result.log


def test_nothing_is_left_of_a_build_with_a_daemon(builder, place):
    with watched(place) as host:
        builder.check(Job("FROM alpine\nRUN (sleep 100 &); true\n"))

        assert host.changes("") == []
