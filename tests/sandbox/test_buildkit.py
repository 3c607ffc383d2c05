"""A daemon elsewhere is asked exactly, heard rightly, and believed in form only.

Where BUILDKIT_ADDR names one, `contract` asks the real daemon too.
"""

import gzip
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import Job, Limits, Look, Repeated, Sighting, Status, Step, Trial, make_builder
from sandbox.builder import unwatched
from sandbox.buildkit import BuildKit, Daemon, create, layers
from sandbox.buildkit.builder import NOT_TRIED, chain
from sandbox.buildkit.progress import Numbering
from sandbox.buildkit.promises import PROMISES
from sandbox.reading import read
from tests.sandbox.buildctl import Recorded, begins, ends, link, oci, prints, tar

ADDRESS = "tcp://builder.test:1234"
BASE = [{"created_by": "BusyBox 1.37 (glibc)"}]
BASE_FILES = {"bin/": None, "bin/busybox": b"ELF", "bin/sh": link("bin/sh", "busybox")}


@pytest.fixture
def recorded(tmp_path):
    return Recorded(tmp_path)


@pytest.fixture
def fake(recorded):
    return BuildKit(Daemon(ADDRESS, str(recorded.program)), patience=60)


@pytest.fixture(params=["recorded", *(["real"] if os.environ.get("BUILDKIT_ADDR") else [])])
def contract(request, recorded, fake):
    """Ask a builder: the recorded one, which is told what to say, or the real one."""

    def ask(job, *builds, progress=unwatched):
        if request.param == "real":
            return BuildKit(Daemon.from_environment()).check(job, progress)
        for build in builds:
            recorded.build(**build)
        return fake.check(job, progress)

    return ask


TWO_STAGES = """\
FROM busybox AS build
WORKDIR /src
COPY a.txt .
RUN wc -c < a.txt > /count

FROM busybox
ENV KEY=xyzzy
COPY --from=build /count /src/a.txt /two/
RUN rm /two/a.txt && echo plugh > /etc/motd
USER 1000
CMD ["cat", "/two/count"]
"""
STEPS = [
    "[build 1/4] FROM docker.io/library/busybox:latest@sha256:" + "0" * 64,
    "[build 2/4] WORKDIR /src",
    "[build 3/4] COPY a.txt .",
    "[build 4/4] RUN wc -c < a.txt > /count",
    "[stage-1 2/3] COPY --from=build /count /src/a.txt /two/",
    "[stage-1 3/3] RUN rm /two/a.txt && echo plugh > /etc/motd",
]
HISTORY = [
    *BASE,
    {"created_by": "ENV KEY=xyzzy", "comment": "buildkit.dockerfile.v0", "empty_layer": True},
    {"created_by": "COPY /count /src/a.txt /two/ # buildkit", "comment": "buildkit.dockerfile.v0"},
    {"created_by": "RUN /bin/sh -c rm /two/a.txt && echo plugh > /etc/motd # buildkit"},
    {"created_by": "USER 1000", "empty_layer": True},
    {"created_by": 'CMD ["cat" "/two/count"]', "empty_layer": True},
]
IMAGE = oci(
    [
        BASE_FILES,
        {"two/": None, "two/count": b"3\n", "two/a.txt": b"abc"},
        {"two/.wh.a.txt": b"", "etc/": None, "etc/motd": b"plugh\n"},
    ],
    HISTORY,
    {"User": "1000", "Env": ["PATH=/bin", "KEY=xyzzy"], "Cmd": ["cat", "/two/count"]},
)


@pytest.fixture
def built(contract):
    job = Job(
        TWO_STAGES,
        {"a.txt": b"abc"},
        look=Look(read=("/etc/motd", "/two/a.txt"), words=("plugh", "xyzzy", "abc")),
        trial=Trial(),
    )
    return contract(job, {"says": [ends(*STEPS)], "image": IMAGE})


def test_image_says_how_it_is_run(built):
    config = built.image.config

    assert (built.status, built.message) == (Status.OK, "The image was built.")
    assert (config.user, config.cmd) == ("1000", ("cat", "/two/count"))
    assert "KEY=xyzzy" in config.env


def test_files_of_the_build_have_their_layer_and_those_of_the_base_have_none(built):
    own = {(each.path, each.bytes) for each in built.image.files if each.layer is not None}
    base = {each.path: each for each in built.image.files if each.layer is None}

    assert {("/two/count", 2), ("/etc/motd", 6)} <= own
    assert (base["/bin/busybox"].kind, len(own) + len(base)) == ("file", built.image.file_count)


def test_layers_know_their_base_and_what_made_them(built):
    base, *own = built.image.layers

    assert (base.from_base, [each.from_base for each in own]) == (True, [False, False])
    assert [each.created_by.partition(" ")[0] for each in own] == ["COPY", "RUN"]
    assert sum(each.bytes for each in built.image.layers) == built.image.bytes


def test_file_that_a_later_layer_hides_is_told_and_not_read(built):
    assert built.image.removed == ("/two/a.txt",)
    assert dict(built.image.read) == {"/etc/motd": "plugh\n"}


def test_words_are_seen_in_files_hidden_ones_and_settings(built):
    seen = {(each.word, each.layer, each.path) for each in built.image.sightings}

    assert {(0, 2, "/etc/motd"), (1, None, "ENV"), (2, 1, "/two/a.txt")} <= seen
    assert not built.image.sightings_are_cut


def test_image_is_not_run_and_the_result_says_so(built):
    assert (built.trial, built.notes) == (None, (NOT_TRIED,))


def test_steps_are_told_in_the_numbers_of_the_file(contract):
    steps = []

    contract(
        Job(TWO_STAGES, {"a.txt": b"abc"}),
        {"says": [begins(*STEPS), ends(*STEPS)], "image": IMAGE},
        progress=steps.append,
    )

    told = {(each.stage, each.number, each.of): each.text for each in steps}
    assert told[1, 4, 4] == "RUN wc -c < a.txt > /count"
    assert told[2, 3, 6] == "COPY --from=build /count /src/a.txt /two/"
    assert {each.stages for each in steps} == {2}


FAILING = "FROM busybox\nRUN echo before; exit 7\nRUN echo after\n"
EXIT_7 = 'process "/bin/sh -c echo before; exit 7" did not complete successfully: exit code: 7'


def test_failing_step_fails_the_build_with_what_it_printed(contract):
    name = "[2/3] RUN echo before; exit 7"
    says = [
        begins("[internal] load metadata for docker.io/library/busybox:latest"),
        begins(name),
        prints(name, "be"),
        prints(name, "fore\n"),
        ends(name, error=EXIT_7),
        "Dockerfile:2",
        f"error: failed to solve: {EXIT_7}",
    ]

    result = contract(Job(FAILING), {"says": says, "code": 1})

    assert (result.status, result.message) == (
        Status.FAILED,
        'building at STEP "RUN echo before; exit 7": exit code: 7',
    )
    assert result.log[-2:] == ("STEP 2/3: RUN echo before; exit 7", "before")


@pytest.mark.parametrize(
    ("dockerfile", "context", "error", "says"),
    [
        (
            "FROM busybox\nRUNN true\n",
            {},
            "dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)",
            "unknown instruction: RUNN",
        ),
        (
            "FROM busybox\nCOPY --from=biuld /x /x\n",
            {},
            "biuld: failed to resolve source metadata for docker.io/library/biuld:latest: pull "
            "access denied, repository does not exist or may require authorization: server "
            "message: insufficient_scope: authorization failed",
            "access denied",
        ),
        (
            "FROM busybox\nCOPY nothing /x\n",
            {"a": b""},
            "failed to compute cache key: failed to calculate checksum of ref a::b: "
            '"/nothing": not found',
            '"/nothing": not found',
        ),
    ],
)
def test_mistake_in_the_file_fails_the_build(contract, dockerfile, context, error, says):
    result = contract(
        Job(dockerfile, context), {"says": [f"error: failed to solve: {error}"], "code": 1}
    )

    assert (result.status, says in result.message) == (Status.FAILED, True)


def test_step_without_end_is_stopped_at_its_time(contract):
    job = Job("FROM busybox\nRUN sleep 600\n", limits=Limits(seconds=1))

    result = contract(job, {"says": [begins("[2/2] RUN sleep 600")], "hangs": True})

    assert (result.status, result.reason) == (Status.STOPPED, "time")
    assert result.message == "The build was stopped: it took longer than 1 seconds."


def test_step_that_prints_without_end_is_stopped(contract):
    name = "[2/2] RUN yes"
    says = [begins(name), prints(name, "y\n" * 5000)]

    result = contract(Job("FROM busybox\nRUN yes\n"), {"says": says, "times": 100, "hangs": True})

    assert (result.status, result.reason, result.log_is_cut) == (Status.STOPPED, "output", True)
    assert len(result.log) <= 5000


def test_file_cannot_choose_what_reads_it(contract, tmp_path):
    dockerfile = "# syntax=localhost:9/any\nFROM scratch\nCOPY a /a\n"
    image = oci([{"a": b"1"}], [{"created_by": "COPY a /a # buildkit"}])

    result = contract(Job(dockerfile, {"a": b"1"}), {"says": [], "image": image})

    assert [(each.path, each.layer) for each in result.image.files] == [("/a", 0)]


@pytest.mark.parametrize(
    ("dockerfile", "source", "rule"),
    [
        ("ARG X=http://127.0.0.1:9/x\nFROM scratch\nARG X\nADD $X /x\n",
         "http://127.0.0.1:9/x", "needs-network"),
        ("FROM localhost:9/x\n", "docker-image://localhost:9/x:latest", "image-not-here"),
    ],
)  # fmt: skip
def test_what_the_daemon_may_not_fetch_is_refused(contract, dockerfile, source, rule):
    error = f'error: failed to solve: source "{source}" denied by policy: source denied by policy'

    result = contract(Job(dockerfile), {"says": [error], "code": 1})

    assert (result.status, result.reason, result.decides) == (Status.REFUSED, rule, False)


def test_file_from_the_network_is_refused_before_anybody_is_asked(fake):
    result = fake.check(Job("FROM scratch\nADD https://example.com/x /x\n"))

    assert (result.status, result.reason) == (Status.REFUSED, "needs-network")


def test_edit_tells_what_ran_again(contract):
    names = ["[2/4] COPY go.mod .", "[3/4] RUN cat go.mod", "[4/4] COPY . ."]
    image = oci([BASE_FILES], BASE)
    job = Job(
        "FROM busybox\nCOPY go.mod .\nRUN cat go.mod\nCOPY . .\n",
        {"go.mod": b"1", "main.go": b"1"},
        edits={"main.go": b"2"},
    )

    result = contract(
        job,
        {"says": [ends(*names)], "image": image},
        {"says": [ends(*names[:2], cached=True), ends(names[2])]},
    )

    assert [each for each in result.again if each.number > 1] == [
        Repeated(1, 2, "COPY go.mod .", True),
        Repeated(1, 3, "RUN cat go.mod", True),
        Repeated(1, 4, "COPY . .", False),
    ]


def test_secret_is_given_to_the_step_and_to_nothing_else(contract):
    name = "[2/2] RUN --mount=type=secret,id=token test $(cat /run/secrets/token) = hush"
    job = Job(
        f"FROM busybox\n{name.partition('] ')[2]}\n",
        secrets={"token": "hush"},
        look=Look(words=("hush",)),
    )

    result = contract(job, {"says": [ends(name)], "image": oci([BASE_FILES], BASE)})

    places = {(each.layer, each.path) for each in result.image.sightings}
    # The step's own text has the word.
    assert (result.status, places - {(None, "history")}) == (Status.OK, set())


# What only the recorded one can show


def test_daemon_is_asked_in_these_words(recorded):
    recorded.build(image=oci([{}], []))
    job = Job(
        "FROM scratch\n",
        {"a/b": b"1", ".dockerignore": b"x"},
        secrets={"token": "hush"},
        target="build",
        build_args={"A": "b=c,d"},
    )

    BuildKit(Daemon(ADDRESS, str(recorded.program), "/tls")).daemon.words(job, Path("/f"))
    BuildKit(Daemon(ADDRESS, str(recorded.program))).build(job)

    words, files = recorded.asked()
    folder = words[words.index("--source-policy-file") + 1].removesuffix("/policy.json")
    assert words == [
        *("--addr", ADDRESS, "build", "--frontend", "dockerfile.v0", "--progress", "rawjson"),
        *("--local", f"context={folder}/context", "--local", f"dockerfile={folder}/dockerfile"),
        *("--source-policy-file", f"{folder}/policy.json"),
        *("--output", "type=oci,compression=gzip,force-compression=true"),
        *("--opt", "cmdline=dockerfile.v0", "--opt", "force-network-mode=none"),
        *("--opt", "target=build", "--opt", "build-arg:A=b=c,d"),
        *("--secret", f"id=token,src={folder}/secrets/0"),
    ]
    assert files.pop("policy.json")[1].startswith('{"version": 1, "rules": [{"action": "DENY"')
    assert files == {
        "context/.dockerignore": ["0o644", "x"],
        "context/a/b": ["0o644", "1"],
        "dockerfile/Dockerfile": ["0o644", "FROM scratch\n"],
        "secrets/0": ["0o644", "hush"],
    }
    assert not Path(folder).exists()


def test_certificates_are_named_where_there_are_any():
    words = Daemon(ADDRESS, "/buildctl", "/tls").words(Job(""), Path("/f"))

    assert words[:5] == ["/buildctl", "--addr", ADDRESS, "--tlsdir", "/tls"]


@pytest.mark.parametrize(
    "error",
    [
        'error: failed to list workers: Unavailable: connection error: desc = "transport: Error '
        'while dialing: dial tcp 192.0.2.1:1234: connect: connection refused"',
        "error: failed to solve: golang:1.27: failed to resolve source metadata for "
        'docker.io/library/golang:1.27: failed to do request: Head "https://registry-1.docker.io":'
        " dial tcp: lookup registry-1.docker.io: no such host",
        "error: failed to solve: rpc error: code = Unavailable desc = error reading: EOF",
    ],
)
def test_what_is_between_machines_fails_nobody(fake, recorded, error):
    recorded.build([begins("[2/2] RUN true"), error], code=1)

    result = fake.build(Job("FROM busybox\nRUN true\n"))

    assert (result.status, result.decides) == (Status.UNAVAILABLE, False)


@pytest.mark.parametrize("words", ["dial tcp", 'source \\"http://x\\" denied by policy'])
def test_step_that_speaks_of_other_troubles_fails_all_the_same(fake, recorded, words):
    name = f"[2/2] RUN echo {words}; exit 1"
    error = f'process "/bin/sh -c echo {words}; exit 1" did not complete successfully: exit code: 1'
    recorded.build([ends(name, error=error), f"error: failed to solve: {error}"], code=1)

    assert fake.build(Job(f"FROM busybox\nRUN echo {words}; exit 1\n")).status is Status.FAILED


def test_error_begins_where_the_excerpt_of_the_file_ends(fake, recorded):
    excerpt = ["Dockerfile:2", "-----", "   2 | >>> error: x", "-----"]
    error = "dockerfile parse error on line 2: unknown instruction: error: (did you mean USER?)"
    recorded.build([*excerpt, f"error: failed to solve: {error}"], code=1)

    result = fake.build(Job("FROM busybox\nerror: x\n"))

    assert (result.status, result.message) == (Status.FAILED, error)


def test_daemon_that_says_nothing_is_not_waited_for_without_end(fake, recorded):
    recorded.build([begins("[internal] load metadata for x")], hangs=True)

    result = replace(fake, patience=0.5).build(Job("FROM x\nRUN true\n"))

    assert (result.status, result.reason) == (Status.UNAVAILABLE, "buildkit")


NOISE = [
    *("[]", "1", "{" * 5000, "\x00", '{"vertexes": 1}', '{"vertexes": [1]}', '{"logs": [{}]}'),
    '{"vertexes": [{"name": "[2/9] RUN", "started": 1}]}',
    '{"vertexes": [{"name": "[' + "9" * 5000 + '/9] RUN", "started": 1}]}',
    '{"vertexes": [{"digest": "x", "name": "[1/1] FROM a", "started": 1}]}',
    '{"logs": [{"vertex": "x", "data": "="}]}',
]


def test_progress_that_is_none_is_passed_over(fake, recorded):
    recorded.build(NOISE, image=oci([{"a": b"1"}], []))

    assert fake.build(Job("FROM a\n")).status is Status.OK


def test_control_characters_do_not_reach_the_log(fake, recorded):
    name = "[2/2] RUN x"
    recorded.build([begins(name), prints(name, "\x1b[31mred\x07\r\n")], image=IMAGE)

    assert fake.build(Job("FROM busybox\nRUN x\n")).log[-1] == "red"


def broken(**more):
    """An archive whose index speaks of something that is not there, or is no image."""
    files = {"index.json": b'{"manifests": [{"digest": "sha256:none"}]}'} | more
    return tar(files)


@pytest.mark.parametrize(
    "image",
    [
        b"",
        b"no archive",
        broken(),
        broken(**{"index.json": b"[]"}),
        broken(**{"index.json": b"{" * 10_000}),
        broken(**{"index.json": b'{"manifests": []}'}),
        oci([b"no tar at all" * 100], []),
        oci([gzip.compress(b"x" * 600)[:-20]], []),
        oci([{"a": b"1"}], [1]),
        oci([{"a": b"1"}], [], {"Labels": [1]}),
        oci([{"a": b"1"}], [], {"Env": 1}),
    ],
)
def test_what_is_no_image_fails_nobody(fake, recorded, image):
    recorded.build(image=image)

    result = fake.build(Job("FROM scratch\n"))

    assert (result.status, result.reason) == (Status.UNAVAILABLE, "buildkit")


def many(number):
    return {f"f{n}": b"" for n in range(number)}


def long_header():
    header = tarfile.TarInfo("a")
    header.pax_headers = {"comment": "x" * (2 << 20)}
    return {"a": header}


@pytest.mark.parametrize(
    "layer",
    [{"a": bytes(3 << 20)}, many(600), long_header()],
    ids=["bytes", "entries", "header"],
)
def test_bomb_is_not_unpacked(fake, recorded, monkeypatch, layer):
    monkeypatch.setattr(layers, "Budget", lambda: layers_budget(2 << 20, 500))
    recorded.build(image=oci([layer], []))

    result = fake.build(Job("FROM scratch\n"))

    assert (result.status, result.reason) == (Status.STOPPED, "disk")
    assert result.message == "The image is too large, or has too many files, to be looked at."


layers_budget = layers.Budget


def test_image_that_is_sent_without_end_is_stopped(fake, recorded, monkeypatch):
    monkeypatch.setattr("sandbox.buildkit.running.IMAGE", 1000)
    recorded.build(image=bytes(100_000), hangs=True)

    result = fake.build(Job("FROM scratch\n"))

    assert (result.status, result.reason) == (Status.STOPPED, "disk")


def files_of(fake, recorded, *layers_, history=()):
    recorded.build(image=oci(list(layers_), list(history)))
    return fake.build(Job("FROM scratch\nCOPY . .\nCOPY . .\n")).image


def test_image_with_nothing_in_it_is_one(fake, recorded):
    recorded.build(image=oci([], [], nothing=None))

    image = fake.build(Job("FROM scratch\n")).image

    assert (image.layers, image.files, image.bytes) == ((), (), 0)


TWO_COPIES = [{"created_by": "COPY . . # buildkit"}] * 2


def test_names_that_climb_stay_in_the_tree(fake, recorded):
    image = files_of(fake, recorded, {"../../etc/passwd": b"1", "/abs": b"2", "a/./b": b"3"})

    assert {each.path for each in image.files} == {"/abs", "/a/b", "/etc/passwd"}
    assert not Path("/abs").exists()


def test_whiteouts_hide_files_folders_and_all_that_was_there(fake, recorded):
    image = files_of(
        fake,
        recorded,
        {"a/": None, "a/1": b"", "a/2": b"", "b/c/d": b"", "e": b"", "f/g": b""},
        {"a/.wh..wh..opq": b"", "a/3": b"", ".wh.b": b"", ".wh.none": b"", "e/f": b"", "f": b""},
        history=TWO_COPIES,
    )

    assert {each.path for each in image.files} == {"/a/3", "/e/f", "/f"}
    assert image.removed == ("/a/1", "/a/2", "/b/c/d", "/e", "/f/g")


def test_links_devices_and_second_names_are_told_as_what_they_are(fake, recorded):
    device = tarfile.TarInfo("dev")
    device.type = tarfile.CHRTYPE
    image = files_of(
        fake,
        recorded,
        {
            "file": b"12345",
            "again": link("again", "file", tarfile.LNKTYPE),
            "soft": link("soft", "/etc/shadow"),
            "dev": device,
        },
    )

    told = {each.path: (each.kind, each.bytes) for each in image.files}
    assert told == {
        "/file": ("file", 5),
        "/again": ("file", 5),
        "/soft": ("link", 11),
        "/dev": ("other", 0),
    }
    assert image.bytes == 5


def test_word_across_two_pieces_is_seen(fake, recorded):
    content = b"x" * (layers.PIECE - 3) + b"secret" + b"x" * 100
    recorded.build(image=oci([{"big": content}], [{"created_by": "COPY big / # buildkit"}]))

    job = Job("FROM scratch\nCOPY big /\n", look=Look(read=("/big",), words=("secret",)))
    result = fake.build(job)

    assert result.image.sightings == (Sighting(0, 0, "/big"),)
    assert len(result.image.read["/big"]) == layers.READ


THREE = Numbering.of(
    read("FROM a AS one\nENV A=b\nRUN x\nFROM b\nCOPY . .\nFROM c AS Two\n" + "RUN y\n" * 11)
)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("[one 1/2] FROM docker.io/library/a", Step(1, 3, 1, 3, "FROM a AS one")),
        ("[one 2/2] RUN x", Step(3, 3, 1, 3, "RUN x")),
        ("[stage-1 2/2] COPY . .", Step(2, 2, 2, 3, "COPY . .")),
        ("[two  3/12] RUN y", Step(3, 12, 3, 3, "RUN y")),
        ("[linux/arm64 two 12/12] RUN y", Step(12, 12, 3, 3, "RUN y")),
        ("[one 2/4] ONBUILD RUN z", Step(2, 4, 1, 3, "ONBUILD RUN z")),
        ("[one 4/4] RUN x", Step(3, 3, 1, 3, "RUN x")),
        ("[internal] load build context", None),
        ("[nobody 1/2] RUN x", None),
        ("exporting to oci image format", None),
    ],
)
def test_vertex_is_an_instruction_of_the_file(name, step):
    assert THREE.find(name) == step


CHAIN = """\
ARG BASE=build
FROM busybox AS deps
RUN deps
FROM deps AS build
COPY . .
FROM $BASE
USER 1
FROM 0
RUN last
"""


@pytest.mark.parametrize(
    ("target", "names"),
    [
        (None, ["FROM", "RUN"]),
        ("2", ["FROM", "RUN", "FROM", "COPY", "FROM", "USER"]),
        ("Build", ["FROM", "RUN", "FROM", "COPY"]),
        ("nobody", []),
    ],
)
def test_image_is_made_by_its_stage_and_those_that_it_starts_from(target, names):
    assert [each.name for each in chain(read(CHAIN), target, {})] == names


def test_folder_that_is_there_gets_no_number():
    numbering = Numbering.of(read("FROM a\nWORKDIR /\nRUN x\n"))

    assert numbering.find("[2/3] RUN x") == Step(3, 3, 1, 1, "RUN x")


def test_heredoc_is_one_line_of_the_log_and_all_of_what_ran_again():
    numbering = Numbering.of(read("FROM a\nRUN <<E\nmake\nE\n"))
    step = numbering.find("[2/2] RUN <<E (make)")

    assert (step.text, numbering.text(step)) == ("RUN <<E", "RUN <<E\nmake")


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_promise_is_kept(contract, promise):
    says, code = [], 0
    if promise.rule:
        source = "docker-image://x" if promise.rule == "image-not-here" else "http://x"
        says, code = [f'error: failed to solve: source "{source}" denied by policy'], 1
    if promise.name == "rights":
        says, code = ["error: failed to solve: network.host is not allowed"], 1
    if promise.name in {"time", "output"}:
        name = f"[2/2] {promise.dockerfile.splitlines()[1]}"
        says = [begins(name), *([prints(name, "A" * 200_000)] if promise.name == "output" else [])]
    build = {"says": says, "code": code, "hangs": promise.name in {"time", "output"}}

    result = contract(Job(promise.dockerfile, limits=promise.limits), {**build, "image": IMAGE})

    assert result.status in promise.ends or result.reason in promise.ends


def test_daemon_that_breaks_a_promise_is_not_asked(recorded):
    for promise in PROMISES:
        fine = {"says": [], "image": IMAGE}
        recorded.build(**(fine if promise.name != "time" else fine | {"code": 1}))

    builder = create(Daemon(ADDRESS, str(recorded.program)))

    assert "network, builder: it ended as ok" in builder.obstacle
    assert builder.check(Job("FROM scratch\n")).status is Status.UNAVAILABLE


def test_without_an_address_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("BUILDKIT_ADDR", raising=False)

    result = make_builder("buildkit").check(Job("FROM scratch\n"))

    assert (result.status, result.reason) == (Status.UNAVAILABLE, "buildkit")
    assert "BUILDKIT_ADDR names no daemon" in result.message


def test_folder_without_certificates_is_told(tmp_path):
    (tmp_path / "ca.pem").write_text("")

    assert Daemon(ADDRESS, "/buildctl", str(tmp_path)).missing() == (
        "BUILDKIT_TLS_DIR has no cert.pem, key.pem"
    )
