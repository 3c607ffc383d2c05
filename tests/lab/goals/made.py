"""Forecasts and builds made by hand, for goals to look at."""

from pydantic import TypeAdapter

from lab.goals import AnyGoal, Variant
from lab.goals.built import Built
from lab.goals.foreseen import Foreseen
from sandbox import Config, File, Image, Layer, Result, Status, TrialOutcome

ONE_STAGE = """\
FROM golang:1.27
WORKDIR /src
COPY . .
RUN go build -o /orders .
CMD ["/orders"]
"""
TWO_STAGES = """\
FROM golang:1.27 AS build
WORKDIR /src
COPY . .
RUN go build -o /out/orders .

FROM scratch
COPY --from=build /out/orders /orders
USER 65532
ENTRYPOINT ["/orders"]
"""
CONTEXT = {"main.go": b"package main\n", "go.mod": b"module orders\n", ".env": b"TOKEN=sesame\n"}


def goal(kind, **fields):
    return TypeAdapter(AnyGoal).validate_python({"id": "it", "kind": kind, **fields})


def foresee(goal, dockerfile, ignore=None, context=None, secrets=None):
    given = CONTEXT if context is None else context
    return goal.foresee(Foreseen(dockerfile, ignore, given, secrets or {}))


def see(goal, dockerfile, *results, secrets=None):
    """What is seen of builds, in the order of the goal's variants."""
    results = dict(zip(goal.variants(), results, strict=False))
    return goal.see(Built(results, Foreseen(dockerfile, None, CONTEXT, secrets or {})))


def layer(size, *, base=False, created_by=""):
    return Layer("sha256:0", size, created_by, base, 1)


def file(path, layer=None, size=10, kind="file"):
    return File(path, kind, size, 0o755, 0, 0, layer)


def image(layers=(), files=(), removed=(), sightings=(), **config):
    said = {
        "user": "",
        "workdir": "/",
        "entrypoint": (),
        "cmd": (),
        "env": (),
        "ports": (),
        "volumes": (),
        "labels": {},
        "stop_signal": "",
        "healthcheck": (),
    }
    size = sum(each.bytes for each in layers)
    return Image(
        Config(**said | config),
        tuple(layers),
        tuple(files),
        len(files),
        size,
        {},
        tuple(removed),
        tuple(sightings),
    )


def ok(image=None, log=(), **more):
    more = {"seconds": {"build": 4.52}, **more}
    return Result(Status.OK, "The image was built.", log=tuple(log), image=image or IMAGE, **more)


def failed(message, *log):
    return Result(Status.FAILED, message, log=log)


def trial(**found):
    said = {
        "started": True,
        "answered": True,
        "http_status": 200,
        "body": "ok\n",
        "seconds_to_answer": 0.12,
        "exit_code": 0,
        "stopped_on_signal": True,
        "seconds_to_stop": 0.08,
        "output": "",
    }
    return TrialOutcome(**said | found)


IMAGE = image()
NO_BUILD = failed(
    'building at STEP "RUN go build -o /out/orders .": while running runtime: exit status 1',
    "[1/2] STEP 1/4: FROM docker.io/library/golang:1.27 AS build",
    "[1/2] STEP 2/4: WORKDIR /src",
    "[1/2] STEP 3/4: COPY . .",
    "--> 72c002b83c5",
    "[1/2] STEP 4/4: RUN go build -o /out/orders .",
    "main.go:3: undefined: prices",
    'Error: building at STEP "RUN go build -o /out/orders .": exit status 1',
)
FAILURE = "the build failed at line 4, RUN go build -o /out/orders .: exit status 1."
UNAVAILABLE = Result(Status.UNAVAILABLE, "The box broke off.", "box")
MAIN = Variant()
