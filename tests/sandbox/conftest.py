"""Builds of what a learner might write."""

import pytest

from sandbox import Job, Limits


@pytest.fixture
def check(builder):
    """Build what a learner wrote, with time for a busy machine."""

    def check(dockerfile, context=None, **more):
        more = {"limits": Limits(seconds=60, cpu_seconds=60)} | more
        return builder.check(Job(dockerfile, context or {}, **more))

    return check
