"""What was predicted of an image, beside what was built."""

from lab.comparing import Agreement, Comparison, Files, Row, compare
from lab.goals import Variant
from lab.goals.built import Built
from lab.goals.foreseen import Foreseen
from sandbox import Repeated
from tests.lab.goals.made import CONTEXT, FAILURE, NO_BUILD, UNAVAILABLE, file, image, layer, ok

RIGHT, WRONG, OPEN = Agreement.RIGHT, Agreement.WRONG, Agreement.OPEN
COPIES = """\
FROM alpine:3.22
WORKDIR /app
COPY main.go go.mod ./
ENV PORT=8080
USER 10001
CMD ["/app/orders"]
"""
LAYERS = [layer(3_000_000, base=True), layer(27)]
OWN = [file("/app/main.go", 1, 13), file("/app/go.mod", 1, 14)]
SAID = {"workdir": "/app", "env": ("PORT=8080",), "user": "10001", "cmd": ("/app/orders",)}
MAIN, EDITED = Variant(), Variant(edit="main.go")
BUILDS = Row("The build", "no reason to stop was found", "it was built", RIGHT)


def compared(dockerfile, result, variant=MAIN):
    return compare(Built({variant: result}, Foreseen(dockerfile, None, CONTEXT)), variant)


def test_image_that_is_as_predicted():
    found = compared(COPIES, ok(image(LAYERS, [*OWN, file("/bin/sh")], **SAID)))

    assert found == Comparison(
        BUILDS,
        Files(right=2),
        (
            Row("User", "10001", "10001", RIGHT),
            Row("Working directory", "/app", "/app", RIGHT),
            Row("Command", '["/app/orders"]', '["/app/orders"]', RIGHT),
            Row("Variable PORT", "8080", "8080", RIGHT),
        ),
        Row("Size added to the base", "27 bytes", "27 bytes", RIGHT),
    )


def test_setting_and_size_that_differ_are_wrong():
    other = SAID | {"user": "root", "env": ()}

    found = compared(COPIES, ok(image([LAYERS[0], layer(30)], OWN, **other)))

    assert [row for row in found.rows if row.agreement is WRONG] == [
        Row("User", "10001", "root", WRONG),
        Row("Variable PORT", "8080", "—", WRONG),
        Row("Size added to the base", "27 bytes", "30 bytes", WRONG),
    ]


def test_files_that_differ_are_named():
    found = compared(COPIES, ok(image(LAYERS, [OWN[0], file("/app/.env", 1)], **SAID)))

    assert found.files == Files(1, 0, missing=("/app/go.mod",), denied=("/app/.env",))
    assert found.files.agreement is WRONG


def test_files_that_a_command_may_make_are_open():
    dockerfile = "FROM alpine:3.22\nWORKDIR /app\nCOPY main.go .\nRUN make\n"
    files = [OWN[0], file("/app/orders", 2)]

    found = compared(dockerfile, ok(image([*LAYERS, layer(9)], files)))

    assert (found.files, found.files.agreement) == (Files(right=1, open=1), OPEN)


def test_build_that_fails_has_no_image_to_compare():
    dockerfile = (
        "FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/orders .\n"
    )

    found = compared(dockerfile, NO_BUILD)

    row = Row("The build", "no reason to stop was found", FAILURE.rstrip("."), OPEN)
    assert found == Comparison(row)


def test_stop_that_was_foreseen_is_right_only_if_it_comes():
    dockerfile = "FROM scratch\nCOPY nope /\n"
    why = "The build stops at line 2: /nope is not in the build context."

    found = [compared(dockerfile, result).outcome for result in (NO_BUILD, ok())]

    assert [(row.predicted, row.agreement) for row in found] == [(why, RIGHT), (why, WRONG)]


def test_steps_after_an_edit_are_compared_one_by_one():
    dockerfile = "FROM alpine\nCOPY go.mod .\nRUN a\nCOPY . .\nRUN b\n"
    texts = ["FROM alpine", "COPY go.mod .", "RUN a", "COPY . .", "RUN b"]
    cached = [True, True, False, False, True]
    rows = enumerate(zip(texts, cached, strict=True), 1)
    again = tuple(Repeated(1, number, text, hit) for number, (text, hit) in rows)

    found = compared(dockerfile, ok(again=again), EDITED)

    assert found.steps == (
        Row("Line 2, COPY go.mod .", "from the cache", "from the cache", RIGHT),
        Row("Line 3, RUN a", "from the cache", "runs again", WRONG),
        Row("Line 4, COPY . .", "runs again", "runs again", RIGHT),
        Row("Line 5, RUN b", "runs again", "from the cache", WRONG),
    )


def test_nothing_is_compared_with_what_the_sandbox_could_not_build():
    assert compared(COPIES, UNAVAILABLE) is None
