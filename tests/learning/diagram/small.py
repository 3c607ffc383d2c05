"""A small architecture and its questions, as files of a course and as a stored diagram."""

from itertools import pairwise

from learning.architecture.reading import read_toml
from tests.learning.content.courses import FOLDER, course_files

ARCHITECTURE = f"{FOLDER}architecture.toml"
QUIZ = f"{FOLDER}architecture-quiz.toml"
NODES = [
    ("developer", "developer", "build", 1, None),
    ("ci", "ci", "build", 1, None),
    ("build-stage", "stage", "build", 1, None),
    ("final-stage", "stage", "build", 1, None),
    ("registry", "registry", "build", 1, None),
    ("user", "user", "runtime", 1, None),
    ("service", "service", "runtime", 2, 5.0),
    ("cache", "cache", "runtime", 1, 0.1),
    ("database", "database", "runtime", 1, 6.0),
]
EDGES = [
    ("developer-ci", "developer", "ci", "artifact", True),
    ("ci-build", "ci", "build-stage", "artifact", True),
    ("build-final", "build-stage", "final-stage", "artifact", True),
    ("final-registry", "final-stage", "registry", "artifact", True),
    ("registry-service", "registry", "service", "artifact", True),
    ("user-service", "user", "service", "sync", True),
    ("service-cache", "service", "cache", "sync", False),
    ("service-database", "service", "database", "sync", True),
]
RELEASE = ["developer", "ci", "build-stage", "final-stage", "registry", "service"]
MISS = ["user", "service", "cache", "service", "database", "service", "user"]
HIT = ["user", "service", "cache", "service", "user"]


def node(id_, kind, zone, replicas, service_ms):
    service = f"service_ms = {service_ms}\n" if service_ms else ""
    return (
        f'[[node]]\nid = "{id_}"\nkind = "{kind}"\nlabel = "The {id_}"\ndoes = "Does {id_}."\n'
        f'zone = "{zone}"\nreplicas = {replicas}\n{service}'
    )


def edge(id_, source, target, kind, hard):
    return (
        f'[[edge]]\nid = "{id_}"\nfrom = "{source}"\nto = "{target}"\nkind = "{kind}"\n'
        f'label = "{kind}"\nhard = {str(hard).lower()}\n'
    )


def flow(id_, kind, stops, cache=None):
    hops = "".join(
        f'[[flow.hop]]\nfrom = "{source}"\nto = "{target}"\nlatency_ms = 1.5\n'
        f'sentence = "{id_} goes from {source} to {target}."\n'
        for source, target in pairwise(stops)
    )
    outcome = f'cache = "{cache}"\n' if cache else ""
    return (
        f'[[flow]]\nid = "{id_}"\nkind = "{kind}"\ntitle = "Flow {id_}"\nsummary = "A flow."\n'
        f'latencies = "Assumed."\n{outcome}{hops}'
    )


def failure(id_, component, cause, mitigations):
    return (
        f'[[failure]]\nid = "{id_}"\ncomponent = "{component}"\nmode = "down"\ncause = "{cause}"\n'
        f'title = "Failure {id_}"\nhappens = "It fails."\nnotice = "Look at the user."\n'
        f"mitigations = {mitigations}\n"
    )


def mitigation(id_, on):
    return (
        f'[[mitigation]]\nid = "{id_}"\nkind = "{id_}"\nlabel = "Remedy {id_}"\n'
        f'does = "Helps."\nlimits = "Not always."\non = {on}\n'
    )


PUBLISHED = """\
[published]
title = "As published"
task = "Find the wrong hops."
node = [{id = "a", label = "A"}, {id = "b", label = "B"}, {id = "c", label = "C"}]
edge = [{from = "a", to = "b"}]
hop = [{from = "a", to = "b"}, {from = "b", to = "a"}, {from = "a", to = "c"}]
"""
TEXT = "\n".join(
    [
        'title = "Two zones"\nsummary = "An image is made, and then it runs."\n',
        *(node(*row) for row in NODES),
        *(edge(*row) for row in EDGES),
        flow("release", "release", RELEASE),
        flow("miss", "request", MISS, "miss"),
        flow("hit", "request", HIT, "hit"),
        mitigation("retry", ["final-stage", "database"]),
        mitigation("second-replica", ["database"]),
        failure("final", "final-stage", "defect", ["retry"]),
        failure("database", "database", "crash", ["second-replica", "retry"]),
        PUBLISHED,
    ]
)
QUESTIONS = """\
[[question]]
id = "which-node"
kind = "node"
prompt = "Which one gets nothing new?"
explanation = "The path says it."
failure = "final"
state = "blocked"

[[question.option]]
id = "service"
correct = true
feedback = "It runs on."

[[question.option]]
id = "cache"
feedback = "No artifact leads there."

[[question.option]]
id = "ci"
feedback = "It comes before."

[[question]]
id = "which-edge"
kind = "edge"
prompt = "What may fail?"
explanation = "It is soft."

[[question.option]]
id = "service-cache"
correct = true
feedback = "It can do without."

[[question.option]]
id = "service-database"
feedback = "It cannot do without."

[[question.option]]
id = "user-service"
feedback = "The user needs it."

[[question]]
id = "what-order"
kind = "order"
prompt = "In which order?"
explanation = "One after the other."
flow = "release"
first = 2
last = 4
"""


def architecture():
    return read_toml(TEXT)


def files():
    """The small course with this architecture in it."""
    return course_files() | {ARCHITECTURE: TEXT.encode(), QUIZ: QUESTIONS.encode()}


def spoilt(path, old, new):
    text = files()[path].decode()
    assert old in text
    return files() | {path: text.replace(old, new, 1).encode()}
