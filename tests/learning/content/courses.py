"""A small course without faults, to be spoilt one way at a time."""

FOLDER = "patterns/stages/"
OVERVIEW = f"{FOLDER}overview.md"
WHY = f"{FOLDER}why.md"
PROJECT = f"{FOLDER}project.md"
PATTERN = f"{FOLDER}pattern.toml"
FIGURE = f"{FOLDER}figures/border.svg"

TEXTS = {
    "objectives.toml": """\
[[objective]]
id = "ms.isolation"
sentence = "Say what reaches the image."

[[objective]]
id = "ms.cache"
sentence = "Say what is built again."
""",
    PATTERN: """\
title = "Stages"
summary = "What reaches the image."
order = 1
objectives = ["ms.isolation", "ms.cache"]

[[prerequisite]]
text = "You can build an image."
link = "https://docs.docker.com/"

[[prerequisite]]
text = "You have read the overview."
link = "/patterns/stages/overview/"
""",
    OVERVIEW: """\
+++
title = "Overview"
summary = "The idea."
minutes = 8

[opening]
prompt = "What reaches the *image*?"
solution = \"\"\"
Only the last stage.

```dockerfile
FROM scratch
```
\"\"\"

[[opening.option]]
text = "Everything that was built"
correct = false
feedback = "Earlier stages stay behind."

[[opening.option]]
text = "What the last stage holds"
correct = true
feedback = "`COPY --from` brings it there."

[[opening.option]]
text = "Nothing of the build"
correct = false
feedback = "Then nothing would run."
+++
Two stages.[^docs]

## The border

![Two boxes and an arrow.](figures/border.svg "The border")

```dockerfile title="Two stages" numbers mark="3"
FROM golang:1.25 AS build
FROM scratch
COPY --from=build /app /app
```

```notes
3: what crosses the border
```

Read [why](/patterns/stages/why/#sizes), or [above](#the-border).

[^docs]: [Docker: multi-stage](https://docs.docker.com/build/building/multi-stage/) — the idea.
""",
    WHY: """\
+++
title = "Why"
summary = "The sizes."
minutes = 5
+++
## Sizes

{{ scale-out-clock }}

```dockerfile gaps name="first" title="Name the stage" case
FROM golang:1.25 AS {{build}}
FROM scratch
COPY --from={{build|0}} /app /app
```

```feedback
1: the stage's *name*
```

```hints
2: look above
```

```dockerfile broken="unknown instruction: FORM"
FORM scratch
```

```dockerfile fragment
COPY --from=build /app /app
```
""",
    PROJECT: """\
+++
title = "Project"
summary = "Design it."
minutes = 45
"""
    + "".join(
        f"""
[[rubric]]
criterion = "Criterion {number}"
missing = "None"
partly = "Some"
fully = "All of `it`"
"""
        for number in range(1, 6)
    )
    + """+++
## Task

{{ workbook }}
""",
    FIGURE: """\
<svg viewBox="0 0 100 50">
<title>The border</title>
<desc>Two boxes and an arrow.</desc>
<rect class="stage" x="1" y="1" width="40" height="40"/>
<line x1="45" y1="20" x2="55" y2="20" marker-end="url(#arrow)"/>
</svg>
""",
}


def course_files():
    """The files by their paths."""
    return {path: text.encode() for path, text in TEXTS.items()}


def spoilt(path, old, new):
    """The files with one text changed in one of them."""
    text = TEXTS[path]
    assert old in text
    return course_files() | {path: text.replace(old, new, 1).encode()}
