"""Builds in threads of one process know nothing of each other."""

import os
from concurrent.futures import ThreadPoolExecutor

from sandbox import Job, Limits, Status
from sandbox.cgroups import left_by


def test_builds_at_once_have_their_own_files_steps_and_endings(builder):
    steps = {name: [] for name in "abc"}

    def check(name):
        ending = "false" if name == "c" else "true"
        job = Job(
            f"FROM alpine\nCOPY {name} /own-{name}\n"
            f"RUN cat /own-* && echo && ls / && sleep 1 && {ending}\n",
            {name: f"I am {name}".encode()},
            limits=Limits(seconds=60, cpu_seconds=60),
        )
        return builder.check(job, steps[name].append)

    with ThreadPoolExecutor(3) as threads:
        results = dict(zip("abc", threads.map(check, "abc"), strict=True))

    ended = [result.status for result in results.values()]
    assert ended == [Status.OK, Status.OK, Status.FAILED]
    for name, result in results.items():
        assert f"I am {name}" in result.log
        assert [step.number for step in steps[name]] == [1, 2, 3]
        assert not any(f"own-{other}" in "\n".join(result.log) for other in {*"abc"} - {name})
    assert left_by(os.getpid()) == []
