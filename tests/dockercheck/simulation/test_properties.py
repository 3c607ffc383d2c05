"""What holds for every Dockerfile, also for nonsense."""

import json
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockercheck import check
from dockercheck.build import Inputs
from dockercheck.report import apply_edits
from dockercheck.simulation import Changes, Simulation, State
from dockercheck.simulation.effects import count_reruns

NAMES = st.sampled_from(
    ["a", "b.txt", "src", "src/x.go", "src/y/z.py", ".env", "package.json", "*", "*.txt", "s*", "."]
)
PATHS = st.sampled_from(["/", "/x", "/x/", ".", "./", "/src", "src/", "/a/b", "/usr/bin/"])
FLAGS = st.sampled_from(
    ["", "--link ", "--parents ", "--exclude=*.txt ", "--chown=1 ", "--from=0 ", "--from=one ",
     "--from=alpine "]
)  # fmt: skip
COMMANDS = st.sampled_from(
    ["true", "rm -rf /x", "rm -rf *", "cp -r src /x", "mv a b", "npm ci", "npm run build",
     "apt-get update", "apt-get install -y curl gcc", "go build -o /x .", "./run", "mkdir -p x/y",
     "chown -R 1 /x", "tar xf a -C /x", "if true; then touch /x; fi", "cargo build", "make install",
     "pip install -r r.txt", "ln -s /x y", "echo $", "useradd -m me", "$X", "sed -i s/a/b/ *"]
)  # fmt: skip
COPIES = st.builds("COPY {}{} {}".format, FLAGS, NAMES, PATHS)
ADDS = st.builds("ADD {} {}".format, NAMES, PATHS)
MOUNTS = st.sampled_from(["", "--mount=target=/x ", "--mount=type=cache,target=/x "])
RUNS = st.builds("RUN {}{}".format, MOUNTS, COMMANDS)
OTHERS = st.sampled_from(["WORKDIR x", "WORKDIR /w", "ENV A=b", "ARG V=1", "USER me", "CMD a"])
FROMS = st.sampled_from(
    ["FROM scratch", "FROM scratch AS one", "FROM alpine", "FROM golang:1.24 AS one", "FROM one",
     "FROM node:22-slim", "FROM example.com/a/b:1 AS two"]
)  # fmt: skip
LINES = st.lists(st.one_of(COPIES, COPIES, RUNS, RUNS, ADDS, OTHERS, FROMS), max_size=12)
FILES = st.builds(lambda first, rest: "\n".join([first, *rest]), FROMS, LINES)
LISTINGS = st.dictionaries(
    st.sampled_from(["a", "b.txt", "src/x.go", "src/y/z.py", ".env", "package.json", "d/", "k/v"]),
    st.integers(0, 10_000),
)
IGNORES = st.sampled_from([None, "", "*.txt", "src", "*\n!src", "**/*.py"])
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(FILES, st.one_of(st.none(), LISTINGS), IGNORES)
def test_a_report_with_all_its_parts_never_raises_and_is_json(source, listing, ignore):
    report = check(source, context=listing, dockerignore=ignore, changed=["src/x.go", "d/"])

    json.dumps(report.to_dict())


@quick
@given(st.text(), st.dictionaries(st.text(), st.integers()), st.text())
def test_any_text_and_any_listing_never_raise(source, listing, ignore):
    report = check(source, context=listing, dockerignore=ignore, changed=list(listing))

    json.dumps(report.to_dict())


@quick
@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=6))
def test_any_copy_never_raises(line, listing):
    check(f"FROM scratch\nCOPY {line}\n", context=listing, changed=listing).to_dict()


@quick
@given(FILES, LISTINGS, IGNORES, st.data())
def test_more_changes_never_run_fewer_steps(source, listing, ignore, data):
    paths = data.draw(st.lists(st.sampled_from(["a", "src/x.go", "k/v", "new"]), unique=True))
    simulation = Simulation.of(source, Inputs(context=listing, dockerignore=ignore))
    rebuilt = [
        {each.place for each in simulation.cache(Changes(paths=paths[:n])).rebuilt}
        for n in range(len(paths) + 1)
    ]

    assert rebuilt[0] == set()
    assert all(fewer <= more for fewer, more in pairwise(rebuilt))


@quick
@given(FILES, LISTINGS)
def test_each_step_is_either_run_again_or_kept(source, listing):
    simulation = Simulation.of(source, Inputs(context=listing))
    cache = simulation.cache(Changes(paths=["src/x.go"]))

    rebuilt = {each.place for each in cache.rebuilt}
    assert rebuilt.isdisjoint(cache.kept)
    assert len(rebuilt) == len(cache.rebuilt)


@quick
@given(st.lists(COPIES.filter(lambda line: "--from" not in line), max_size=8), LISTINGS, IGNORES)
def test_with_a_listing_and_nothing_but_copies_all_is_certain(lines, listing, ignore):
    source = "\n".join(["FROM scratch", *lines])
    simulation = Simulation.of(source, Inputs(context=listing, dockerignore=ignore))

    assert simulation.unclear() == ()
    assert simulation.state("/never/there") is State.ABSENT
    assert all(state is State.PRESENT for _path, _file, state in simulation.files())


@quick
@given(FILES, LISTINGS)
def test_layers_waste_no_more_than_they_hold(source, listing):
    for layer in Simulation.of(source, Inputs(context=listing)).layers:
        if layer.bytes is not None and layer.wasted is not None and layer.bytes.high is not None:
            assert layer.wasted.low <= layer.bytes.high


@quick
@given(FILES, LISTINGS)
def test_every_effect_is_true_of_the_fixed_file(source, listing):
    inputs = Inputs(context=listing)
    before = Simulation.of(source, inputs)
    for finding in check(source, context=listing).findings:
        effect = before.effect(finding.fix) if finding.fix is not None else None
        if effect is None:
            continue
        after = Simulation.of(apply_edits(source, finding.fix.edits), inputs)
        if effect.edited is not None:
            path = effect.edited.path
            assert count_reruns(before.build, path) == effect.reruns_before
            assert count_reruns(after.build, path) == effect.reruns_after < effect.reruns_before
        if effect.size is not None and before.size and after.size:
            assert None in (before.size.high, after.size.high) or (
                after.size.low - before.size.high <= effect.size.low
                and effect.size.high <= after.size.high - before.size.low
            )
