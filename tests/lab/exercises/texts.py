"""The files of one exercise without faults, to be spoilt one way at a time."""

from learning.content.parts import Outline

OUTLINE = Outline(
    {"ms.isolation": "Say what reaches the image.", "ms.cache": "Say what is built again."},
    {"stages": ("ms.isolation", "ms.cache")},
)
FOLDER = "patterns/stages/exercises/two-stages/"
PATH = f"{FOLDER}exercise.md"
EXERCISE = """\
+++
title = "Leave the compiler behind"
number = 1
difficulty = "easy"
objective = "ms.isolation"
minutes = 10
service = "orders"

[trial]
port = 8080
path = "/healthz"

[secrets]
token = "not-for-anybody"

[[goal]]
id = "two"
kind = "stages"
at_least = 2
because = "What only the build needs stays in its stage."

[[goal]]
id = "no-compiler"
kind = "lacks"
tools = ["go"]

[[goal]]
id = "answers"
kind = "answers"

[[goal]]
id = "tested"
kind = "tests"
target = "test"
breaks = "broken"

[[goal]]
id = "no-token"
kind = "secret"
secret = "token"
+++
## Task
The image of `orders` has the compiler in it.

## Hints
1. Look at the last stage.
2. Only the last stage becomes the image.
3. Nearly there: `COPY --from`.

## Solution
1. Give the build a stage.
2. Copy what it made.

## Mistakes
- **MistypedStageName** — The name after `--from` is no stage's.
- **no-compiler** — One stage keeps it all.

## References
- [Dockerfile reference: FROM](https://docs.docker.com/reference/dockerfile/#from) — stages.
"""
ONE_STAGE = """\
FROM golang:1.27
WORKDIR /src
COPY . .
RUN go build -o /orders .
ENTRYPOINT ["/orders"]
"""
TWO_STAGES = """\
FROM golang:1.27 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /orders .

FROM build AS test
RUN go test ./...

FROM scratch
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
"""
FILES = {
    PATH: EXERCISE,
    f"{FOLDER}starter.Dockerfile": ONE_STAGE,
    f"{FOLDER}solution.Dockerfile": TWO_STAGES,
    f"{FOLDER}mistakes/MistypedStageName.Dockerfile": TWO_STAGES.replace("=build", "=built"),
    f"{FOLDER}mistakes/no-compiler.Dockerfile": ONE_STAGE,
    f"{FOLDER}context/dot-env": "TOKEN=1\n",
    f"{FOLDER}context/README.md": "# Ours\n",
    f"{FOLDER}overlays/broken/main_test.go": "package main\n",
    "patterns/stages/services/orders/main.go": "package main\n\nfunc main() {}\n",
    "patterns/stages/services/orders/README.md": "# Theirs\n",
    "patterns/stages/services/catalog/app.py": "print()\n",
}


def files(**changed):
    """The files as bytes; of those named, by the end of their paths, the changed text or none."""
    found = dict(FILES)
    for end, text in changed.items():
        (path,) = [path for path in FILES if path.endswith(end)]
        found[path] = text
    return {path: text.encode() for path, text in found.items() if text is not None}
