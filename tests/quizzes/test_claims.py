"""What an author claims of a Dockerfile is held against the checker, claim by claim."""

import pytest
from pydantic import ValidationError

from quizzes.claims import Claim, unmet

SOURCE = """\
FROM golang:1.25 AS build
ENV MODE=debug
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build -o /app .
FROM build AS test
RUN go test ./...
FROM alpine:3.22
ENV MODE=prod LEVEL=info
WORKDIR /data
COPY --from=build /app /app
USER 65532
ENTRYPOINT ["/app"]
CMD ["--fast"]
"""
CONTEXT = ("go.mod", "main.go", "notes.log")


def said(source=SOURCE, **claim):
    return unmet(Claim.model_validate({"context": CONTEXT, **claim}), source)


@pytest.mark.parametrize(
    "claim",
    [
        {},
        {"errors": ()},
        {"built": ("build", "2"), "skipped": ("test",)},
        {"target": "test", "built": ("build", "test"), "skipped": ("2",)},
        {"changed": ("main.go",), "rebuilt": (6, 7, 13), "kept": (4, 5)},
        {"changed": ("go.mod",), "rebuilt": (4, 5, 6, 7, 13), "kept": (3, 12)},
        {"changed": ("notes.log",), "ignore": ("*.log",), "rebuilt": ()},
        {"files": ("/app",), "no_files": ("/src/main.go", "/src")},
        {"target": "build", "files": ("/src/main.go", "/app"), "tools": ("go",)},
        {"target": "build", "ignore": ("*.log",), "no_files": ("/src/notes.log",)},
        {"no_tools": ("go", "gcc"), "shell": True},
        {"user": "65532", "workdir": "/data", "entrypoint": ("/app",), "cmd": ("--fast",)},
        {"env": {"MODE": "prod", "LEVEL": "info"}, "no_env": ("GOFLAGS",)},
        {"target": "build", "env": {"MODE": "debug"}, "no_env": ("LEVEL",)},
        {"base": "alpine:3.22"},
        {"absent": ("StageNameCasing",)},
    ],
)
def test_what_holds_is_confirmed(claim):
    assert said(**claim) == []


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ({"errors": ("no such stage",)}, "errors are [], not ['no such stage']"),
        ({"built": ("2",)}, "built stages: ('build', '2'), not ('2',)"),
        ({"skipped": ("build",)}, "build is not among the skipped stages"),
        (
            {"changed": ("main.go",), "rebuilt": (6,)},
            "lines that run again: (6, 7, 13), not (6,)",
        ),
        ({"changed": ("main.go",), "kept": (6,)}, "6 is not among the kept lines"),
        ({"files": ("/src",)}, "/src is not among the files of the image"),
        ({"no_files": ("/app",)}, "/app is among the files of the image"),
        ({"tools": ("go",)}, "go is not among the tools of the image"),
        ({"target": "build", "no_tools": ("go",)}, "go is among the tools of the image"),
        ({"user": "root"}, "user: '65532', not 'root'"),
        ({"workdir": "/"}, "workdir: '/data', not '/'"),
        ({"entrypoint": ("app",)}, "entry point: ('/app',), not ('app',)"),
        ({"cmd": ()}, "command: ('--fast',), not ()"),
        ({"shell": False}, "shell: True, not False"),
        ({"env": {"MODE": "debug"}}, "variable MODE: 'prod', not 'debug'"),
        ({"env": {"GOFLAGS": ""}}, "variable GOFLAGS: None, not ''"),
        ({"no_env": ("LEVEL",)}, "LEVEL is among the variables of the image"),
        ({"base": "alpine"}, "base: 'alpine:3.22', not 'alpine'"),
        ({"findings": ("StageNameCasing",)}, "StageNameCasing is not among the findings"),
    ],
)
def test_what_does_not_hold_is_told(claim, message):
    assert said(**claim) == [message]


def test_everything_that_does_not_hold_is_told():
    assert said(user="root", tools=("go",), errors=("x",)) == [
        "errors are [], not ['x']",
        "go is not among the tools of the image",
        "user: '65532', not 'root'",
    ]


def test_errors_are_named_by_part_of_their_message_in_their_order():
    source = "FORM scratch\nCOPI a b\n"
    first, second = "no stages to build", "unknown instruction: FORM"

    assert said(source, errors=(first, second, "COPI")) == []
    assert len(said(source, errors=(second, first, "COPI"))) == 1
    assert len(said(source, errors=(second,))) == 1
    assert len(said(source, errors=())) == 1


def test_findings_may_be_among_others():
    source = "from alpine:3.22 as Build\nRUN true\n"

    assert said(source, findings=("StageNameCasing",)) == []
    assert said(source, absent=("StageNameCasing",)) == ["StageNameCasing is among the findings"]


def test_build_arguments_reach_the_build():
    source = "ARG VERSION=3.21\nFROM alpine:${VERSION}\n"

    assert said(source, base="alpine:3.21") == []
    assert said(source, build_args={"VERSION": "3.22"}, base="alpine:3.22") == []


def test_unreadable_context_is_told():
    assert said(context=("../x",)) != []


def test_empty_text_is_no_image():
    assert said("", files=("/app",)) == ["/app is not among the files of the image"]


@pytest.mark.parametrize(
    "claim",
    [{"weight": 3}, {"fence": 0}, {"fence": True}, {"user": 1}, {"files": "/app"}, {"files": [""]}],
)
def test_claims_have_a_form(claim):
    with pytest.raises(ValidationError):
        Claim.model_validate(claim)


def test_claim_survives_its_storage():
    claim = Claim.model_validate({"context": ["a"], "built": ["x"], "env": {"A": "b"}, "kept": [3]})

    assert Claim.model_validate(claim.model_dump(mode="json")) == claim
