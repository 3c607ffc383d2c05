"""A small architecture without faults, to be spoilt one way at a time."""

from learning.architecture.reading import ArchitectureError, read_toml
from tests.conftest import ROOT

SHIPPED = ROOT / "content/patterns/multi-stage-builds/architecture.toml"


def shipped():
    return read_toml(SHIPPED.read_text(encoding="utf-8"))


def faults_of(text, read=read_toml):
    try:
        read(text)
    except ArchitectureError as error:
        return list(error.faults)
    return []


def told(text, read=read_toml):
    """Each fault as the text of its line, a table's with its first key, and its message."""
    lines = [line.strip() for line in text.split("\n")]
    found = []
    for fault in faults_of(text, read):
        line = lines[fault.line - 1]
        is_header = line.startswith("[[") and not line.endswith("=")
        found.append((f"{line} {lines[fault.line]}" if is_header else line, fault.message))
    return found


SMALL = """\
title = "A small system"
summary = "It has eight components."

[[node]]
id = "dev"
kind = "developer"
label = "Developer"
does = "Changes the code."
zone = "build"

[[node]]
id = "stage"
kind = "stage"
label = "Build stage"
does = "Compiles."
zone = "build"

[[node]]
id = "deploy"
kind = "deployment"
label = "Deployment"
does = "Starts replicas."
zone = "build"

[[node]]
id = "user"
kind = "user"
label = "User"
does = "Asks."
zone = "runtime"

[[node]]
id = "service"
kind = "service"
label = "Orders service"
does = "Answers."
zone = "runtime"
replicas = 2
service_ms = 5.0

[[node]]
id = "cache"
kind = "cache"
label = "Cache"
does = "Has copies."
zone = "runtime"
service_ms = 0.1

[[node]]
id = "db"
kind = "database"
label = "Database"
does = "Keeps the orders."
zone = "runtime"
service_ms = 6.0

[[node]]
id = "mailer"
kind = "worker"
label = "Mail worker"
does = "Sends mails."
zone = "runtime"

[[edge]]
id = "dev-stage"
from = "dev"
to = "stage"
kind = "artifact"
label = "push"
hard = true

[[edge]]
id = "stage-deploy"
from = "stage"
to = "deploy"
kind = "artifact"
label = "image"
hard = true

[[edge]]
id = "deploy-service"
from = "deploy"
to = "service"
kind = "artifact"
label = "start"
hard = true

[[edge]]
id = "user-service"
from = "user"
to = "service"
kind = "sync"
label = "HTTPS"
hard = true

[[edge]]
id = "service-cache"
from = "service"
to = "cache"
kind = "sync"
label = "get"
hard = false

[[edge]]
id = "service-db"
from = "service"
to = "db"
kind = "sync"
label = "SQL"
hard = true

[[edge]]
id = "service-mailer"
from = "service"
to = "mailer"
kind = "async"
label = "event"
hard = false

[[flow]]
id = "release"
kind = "release"
title = "A release in three hops"
summary = "An image moves."
latencies = "Assumed."
hop = [
  { from = "dev", to = "stage", sentence = "Push.", latency_ms = 1_000 },
  { from = "stage", to = "deploy", sentence = "Image.", latency_ms = 2_000 },
  { from = "deploy", to = "service", sentence = "Start.", latency_ms = 3_000 },
]

[[flow]]
id = "check"
kind = "check"
title = "A check"
summary = "It stays in the build zone."
latencies = "Assumed."
hop = [
  { from = "dev", to = "stage", sentence = "Try.", latency_ms = 1_000 },
]

[[flow]]
id = "miss"
kind = "request"
title = "A miss"
summary = "The database is asked."
latencies = "Assumed."
cache = "miss"
hop = [
  { from = "user", to = "service", sentence = "Ask.", latency_ms = 1 },
  { from = "service", to = "cache", sentence = "Look.", latency_ms = 1 },
  { from = "cache", to = "service", sentence = "No.", latency_ms = 1 },
  { from = "service", to = "db", sentence = "Read.", latency_ms = 1 },
  { from = "db", to = "service", sentence = "Row.", latency_ms = 1 },
  { from = "service", to = "user", sentence = "Answer.", latency_ms = 1 },
]

[[flow]]
id = "hit"
kind = "request"
title = "A hit"
summary = "The cache is enough."
latencies = "Assumed."
cache = "hit"

[[flow.hop]]
from = "user"
to = "service"
sentence = "Ask."
latency_ms = 1

[[flow.hop]]
from = "service"
to = "cache"
sentence = "Look."
latency_ms = 1.5

[[flow.hop]]
from = "cache"
to = "service"
sentence = "Yes."
latency_ms = 0.25

[[flow.hop]]
from = "service"
to = "user"
sentence = "Reply."
latency_ms = 1

[[flow]]
id = "write"
kind = "request"
title = "A write"
summary = "A mail follows."
latencies = "Assumed."
hop = [
  { from = "user", to = "service", sentence = "Order.", latency_ms = 1 },
  { from = "service", to = "mailer", sentence = "Event.", latency_ms = 1 },
  { from = "service", to = "user", sentence = "Placed.", latency_ms = 1 },
]

[[mitigation]]
id = "retry"
kind = "retry"
label = "Retry"
does = "Tries again."
limits = "Not for defects."
on = ["service", "db"]

[[mitigation]]
id = "stale"
kind = "stale-reads"
label = "Stale reads"
does = "Reads copies."
limits = "No writes."
on = ["db"]

[[failure]]
id = "db-down"
component = "db"
mode = "down"
cause = "crash"
title = "The database is down"
happens = "It crashes."
notice = "All wait for it."
mitigations = ["stale", "retry"]

[[failure]]
id = "replica-lost"
component = "service"
mode = "one-replica"
cause = "crash"
title = "A replica is lost"
happens = "A machine stops."
notice = "The other answers."
mitigations = ["retry"]

[published]
title = "As published"
task = "Find what is wrong."
node = [
  { id = "a", label = "Start" },
  { id = "b", label = "Middle" },
  { id = "c", label = "End" },
]
edge = [
  { from = "a", to = "b" },
  { from = "b", to = "c" },
]
hop = [
  { from = "a", to = "b" },
  { from = "b", to = "c" },
  { from = "c", to = "a" },
]
"""
