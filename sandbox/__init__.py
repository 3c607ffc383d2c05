"""Really build a Dockerfile, and look at what comes of it, in a box that nothing gets out of.

from sandbox import Job, make_builder
result = make_builder("buildah").check(Job("FROM alpine\\nRUN id\\n"))
"""

from .builder import Builder, Progress
from .job import Job, Limits, Look, Trial
from .making import make_builder
from .result import (
    Config,
    File,
    Image,
    Layer,
    Reason,
    Repeated,
    Result,
    Sighting,
    Status,
    Step,
    TrialOutcome,
    Usage,
)

__all__ = [
    "Builder",
    "Config",
    "File",
    "Image",
    "Job",
    "Layer",
    "Limits",
    "Look",
    "Progress",
    "Reason",
    "Repeated",
    "Result",
    "Sighting",
    "Status",
    "Step",
    "Trial",
    "TrialOutcome",
    "Usage",
    "make_builder",
]
