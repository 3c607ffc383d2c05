"""One question file of each kind, without faults, to be spoilt one way at a time."""

from learning.content.parts import Outline

OUTLINE = Outline(
    {"ms.isolation": "Say what reaches the image.", "ms.cache": "Say what is built again."},
    {"stages": ("ms.isolation", "ms.cache")},
)
TAIL = """
## Hints
1. Look at the last stage.
2. Only the last stage becomes the image.
3. Nearly there.

## Solution
1. Find the last stage.
2. List what it copies.

## Quick check
Q: Does `build` reach the image?
A: No, unless something is copied.

## Common mistakes
- **stages-are-merged** — Only the last stage becomes the image.
- **copy-takes-all** — A copy takes the paths it names.

## References
- [Dockerfile reference: FROM](https://docs.docker.com/reference/dockerfile/#from) — stages.
"""
DOCKERFILE = """\
FROM golang:1.25 AS build
WORKDIR /src
COPY . .
RUN go build -o /app .
FROM scratch
COPY --from=build /app /app
ENTRYPOINT ["/app"]
"""


def text(kind, body, more=""):
    return f"""\
+++
id = "a-{kind}"
revision = 1
status = "reviewed"
kind = "{kind}"
difficulty = "easy"
objective = "ms.isolation"
cognitive = "apply"
seconds = 60
tags = ["copy-from"]
checked = {{ date = 2026-11-27, how = "read by dockercheck" }}
{more}+++
{body}{TAIL}"""


TEXTS = {
    "single": text(
        "single",
        f"""\
## Prompt
What is in the image?

```dockerfile
{DOCKERFILE}```

## Options
- [x] The program {{app-only}}
  > The last stage copies it, and nothing else.
- [ ] The program and its source {{source stages-are-merged}}
  > The source stays in the stage `build`.
- [ ] The program and the Go tools {{tools stages-are-merged}}
  > The tools stay in the stage `build`.
- [ ] Everything below `/` of `build` {{whole copy-takes-all}}
  > The copy names one file.
""",
        """
[[claim]]
context = ["go.mod", "main.go"]
errors = []
built = ["build", "1"]
files = ["/app"]
no_files = ["/src/main.go"]
no_tools = ["go"]
entrypoint = ["/app"]
""",
    ),
    "multiple": text(
        "multiple",
        """\
## Prompt
Which lines bring files into a stage?

## Options
- [x] `COPY . .` {copy}
  > From the build context.
- [x] `ADD app.tar.gz /` {add}
  > From an archive.
- [ ] `EXPOSE 80` {port stages-are-merged}
  > It writes down a port.
- [ ] `STOPSIGNAL SIGINT` {stop copy-takes-all}
  > It names a signal.
""",
    ),
    "blanks": text(
        "blanks",
        f"""\
## Prompt
Complete the file so that the image holds the program.

## Code
```dockerfile
{DOCKERFILE.replace("build /app /app", "{{build|0}} {{/app}} /app")}```

## Answers
- [x] 1: `build` {{name}}
  > The stage with the program.
- [ ] 1: `1` {{number stages-are-merged}}
  > That is the last stage itself.
- [x] 2: `/app` {{path}}
  > Where the program was written.
- [ ] 2: `.` {{folder copy-takes-all}}
  > That is the root directory of the stage.
""",
        """
[blanks]
judge = "dockercheck"

[[claim]]
errors = []
built = ["build", "1"]
""",
    ),
    "order": text(
        "order",
        """\
## Prompt
Build the program so that a change of the code does not repeat the download.

## Lines
- [x] `FROM golang:1.25` {base}
  > Everything needs a base.
- [x] `COPY go.mod go.sum ./` {manifests}
  > What the download reads.
- [x] `RUN go mod download` {download}
  > Kept while the manifests are the same.
- [x] `COPY . .` {code}
  > What changes most.
- [x] `RUN go build -o /app .` {compile}
  > Reads the code.
- [ ] `COPY . /src` {everything copy-takes-all}
  > Then each change repeats what follows.
- [ ] `RUN rm -rf /src` {remove stages-are-merged}
  > It only hides the files.
""",
        """
[order]
any_order = [["manifests", "download"]]
""",
    ),
    "line": text(
        "line",
        f"""\
## Prompt
The image is too large. Which line is at fault?

## Code
```dockerfile numbers
{DOCKERFILE.replace("FROM scratch", "# The image" + chr(10) + "FROM build")}```

## Answers
- [x] 6 {{from-build}}
  > It starts from all that `build` holds.
- [ ] 3 {{copy-all copy-takes-all}}
  > A stage of the build may be large.
- [ ] 7 {{crossing stages-are-merged}}
  > It brings one file.
""",
        """
[[claim]]
tools = ["go"]
""",
    ),
    "numeric": text(
        "numeric",
        """\
## Prompt
Two stages of 300 MB and 20 MB; the image is the second. How many MB has it?

## Answers
- [x] 20 {second}
  > Only the last stage counts.
- [ ] 320 {sum stages-are-merged}
  > That is the sum of both.
- [ ] 300 {first copy-takes-all}
  > That is the first stage.
""",
        """
[numeric]
value = 20
tolerance = 1
unit = "MB"
""",
    ),
}


def path(name, pattern="stages"):
    return f"patterns/{pattern}/questions/{name}.md"


def question_files(*kinds):
    """The files by their paths."""
    return {path(f"a-{kind}"): TEXTS[kind].encode() for kind in kinds or TEXTS}


def spoilt_text(kind, old, new):
    """The text with one place changed."""
    assert old in TEXTS[kind], old
    return TEXTS[kind].replace(old, new, 1)


def line_of(text, start):
    """The line that starts so, from 1."""
    lines = text.split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))
