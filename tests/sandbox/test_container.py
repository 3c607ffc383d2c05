"""The container of a trial has the walls that the builder puts around a step, and Docker's rest."""

import io
import json
import tarfile
from dataclasses import replace

import pytest

from sandbox import Job, Limits, Status, Trial, buildah, seccomp
from sandbox.inside import container
from sandbox.watching import watched

LIMITS = Limits(seconds=60, cpu_seconds=60, cpus=2)
# A step has no network at all, and things that are buildah's own; a container has no output file.
OWN = {"/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/run/.containerenv"}


@pytest.fixture(scope="module")
def steps(builder, tmp_path_factory):
    """What the builder tells the runtime of a step as root, and of one as somebody else."""
    runtime = tmp_path_factory.mktemp("runtime") / "runtime.py"
    told = "        print(json.dumps(container))\n        sys.stdout.flush()\n"
    before = "        path.write_text(json.dumps(container))\n"
    runtime.write_text(buildah.RUNTIME.read_text().replace(before, before + told))
    order = builder.prepare(Job("FROM alpine\nRUN true\nUSER 1000:7\nRUN true\n", limits=LIMITS))
    order = replace(order, lowered=replace(order.lowered, runtime="runtime"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buildah, "RUNTIME", runtime)
        log = "".join(line for line in builder.build(order).log if not line.startswith("STEP"))
    decoder = json.JSONDecoder()
    starts = [at for at in range(len(log)) if log.startswith('{"ociVersion"', at)]
    return [decoder.raw_decode(log, at)[0] for at in starts]


def ours(uid, gid):
    user = {"uid": uid, "gid": gid, "additionalGids": [gid]}
    return container.settings({}, ["true"], user, "name", json.loads(seccomp.profile()))


@pytest.mark.parametrize(("number", "uid", "gid"), [(0, 0, 0), (1, 1000, 7)])
def test_container_has_the_walls_of_a_step(number, uid, gid, steps):
    theirs, own = steps[number], ours(uid, gid)

    for part in ("capabilities", "rlimits", "cwd"):
        assert own["process"][part] == theirs["process"][part]
    assert own["process"]["user"]["uid"] == theirs["process"]["user"]["uid"]
    assert own["process"]["user"]["gid"] == theirs["process"]["user"]["gid"]
    assert own["process"]["noNewPrivileges"] is True
    for part in ("resources", "maskedPaths", "readonlyPaths"):
        assert own["linux"][part] == theirs["linux"][part]
    assert own["linux"].keys() == theirs["linux"].keys()
    assert own["ociVersion"] == theirs["ociVersion"]


def test_container_has_the_system_calls_of_a_step(steps):
    theirs, own = steps[0]["linux"]["seccomp"], ours(0, 0)["linux"]["seccomp"]

    assert {**own, "syscalls": [without_empty(each) for each in own["syscalls"]]} == theirs


def without_empty(call):
    """As the builder writes it, which says nothing of an empty list and a second value of 0."""
    arguments = [dict(each) for each in call["args"]]
    for each in arguments:
        each.pop("valueTwo", None) and pytest.fail("a second value that is not 0")
    return {name: value for name, value in (call | {"args": arguments}).items() if value != []}


def test_container_has_the_namespaces_of_a_step_but_the_network_which_is_the_box_s(steps):
    theirs = [each for each in steps[0]["linux"]["namespaces"] if each != {"type": "network"}]

    assert ours(0, 0)["linux"]["namespaces"] == theirs
    assert len(steps[0]["linux"]["namespaces"]) == len(theirs) + 1


def test_container_has_the_mounts_of_a_step(steps):
    own, theirs = (
        [each | {"options": sorted(each["options"])} for each in rows]
        for rows in (container.mounts(), steps[0]["mounts"])
    )

    assert [each for each in own if each["destination"] not in OWN] == [
        each for each in theirs if each["destination"] not in OWN
    ]


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("", "0 0 0 3"),
        ("bob", "1234 1234 777 1234"),
        ("1234", "1234 1234 777 1234"),
        ("bob:extra", "1234 777 777"),
        ("55", "55 0 0"),
        ("55:66", "55 66 66"),
    ],
)
def test_user_is_looked_up_in_the_image_s_own_files(user, said, check):
    result = check(
        "FROM alpine\nCOPY passwd group /etc/\n"
        + (f"USER {user}\n" if user else "")
        + "CMD grep -E '^(Uid|Gid|Groups):' /proc/self/status | cut -f 2- | cut -f 1\n",
        {
            "passwd": b"root:x:0:0:root:/root:/bin/sh\nbroken\nodd:x:a:b::/:\n"
            b"bob:x:1234:1234::/home/bob:/bin/sh\n",
            "group": b"root:x:0:\nsys:x:3:root\nbob:x:1234:\nextra:x:777:alice,bob\nodd:x:c:\n",
        },
        trial=Trial(seconds=30),
    )

    assert (result.trial.output.split(), result.trial.exit_code) == (said.split(), 0)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("USER bob\nCMD true\n", "unable to find user bob: no matching entries in passwd file"),
        ("USER 1:bob\nCMD true\n", "unable to find group bob: no matching entries in group file"),
        ("RUN touch /x\nVOLUME /x/y\nCMD true\n", "cannot make the volume /x/y: Not a directory"),
    ],
)
def test_image_that_no_container_can_be_made_of_says_why(lines, said, check):
    result = check(f"FROM alpine\n{lines}", trial=Trial(seconds=30))

    assert (result.status, result.trial.started) == (Status.OK, False)
    assert result.trial.output == said


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("a link to a file of the box", "RUN rm /etc/passwd && ln -s /program.pyz /etc/passwd\n"),
        ("a link out of the image", "RUN ln -sf ../../../../../etc/passwd /etc/passwd\n"),
        ("a link to a process of the box", "RUN ln -sf /proc/self/root/etc/passwd /etc/passwd\n"),
        ("a queue", "RUN rm /etc/passwd && mkfifo /etc/passwd\n"),
        ("a folder", "RUN rm /etc/passwd && mkdir /etc/passwd\n"),
    ],
)
def test_users_are_not_read_outside_of_the_image(file, lines, check):
    """The box has a user of this name, and no image of a base that lacks it."""
    text = f"FROM alpine\n{lines}USER nobody\nCMD true\n"

    result = check(text, trial=Trial(seconds=30))

    assert (result.status, result.trial.started) == (Status.OK, False)
    assert result.trial.output.startswith("unable to find user nobody")


def test_volumes_and_the_working_folder_are_there_whatever_links_lead_to_them(builder, place):
    job = Job(
        "FROM alpine\nRUN ln -s /tmp /l && ln -s /../../../job/root /m && mkdir -p /job/root\n"
        "VOLUME /l/a/b /m/c /new/d\nWORKDIR /w/x\nENV A=b\n"
        "CMD echo $A $(pwd) $(find /tmp /job /new | sort)\n",
        trial=Trial(seconds=30),
        limits=LIMITS,
    )
    with watched(place) as host:
        result = builder.check(job)

        assert host.changes("") == []
    found = "/job /job/root /job/root/c /new /new/d /tmp /tmp/a /tmp/a/b"
    assert result.trial.output == f"b /w/x {found}\n"


def test_image_without_a_layer_says_that_its_program_is_not_there(check):
    result = check('FROM scratch\nCMD ["/none"]\n', trial=Trial(seconds=30))

    assert (result.status, result.trial.started) == (Status.OK, False)
    assert "/none" in result.trial.output


def test_layers_whose_names_fill_more_than_a_page_are_laid_over_each_other(check):
    copies = "".join(f"COPY x /{number}\n" for number in range(50))
    limits = Limits(seconds=120, cpu_seconds=90)

    result = check(
        f"FROM alpine\n{copies}CMD ls / | grep -c '^[0-9]'\n",
        {"x": b""},
        trial=Trial(seconds=30),
        limits=limits,
    )

    assert (result.trial.exit_code, result.trial.output) == (0, "50\n")


def test_folder_that_a_layer_made_anew_is_the_program_s_too(check):
    result = check(
        "FROM alpine\nCOPY a b /x/\nRUN rm -r /x && mkdir /x && touch /x/c && rm /bin/awk\n"
        "CMD ls /x; ls /bin/awk\n",
        {"a": b"1", "b": b"2"},
        trial=Trial(seconds=30),
    )

    assert result.trial.output == "c\nls: /bin/awk: No such file or directory\n"


def test_mark_of_the_kernel_s_in_an_archive_leads_nowhere(builder, place):
    """A layer's file may not say that its content is another's, of this machine for example."""
    marks = ("user.overlay.redirect", "trusted.overlay.redirect", "user.overlay.metacopy")
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as packed:
        entry = tarfile.TarInfo("d")
        entry.type, entry.mode = tarfile.DIRTYPE, 0o755
        entry.pax_headers = {f"SCHILY.xattr.{mark}": "/etc" for mark in marks}
        packed.addfile(entry)
    job = Job("FROM alpine\nADD a.tar /\nCMD ls /d\n", {"a.tar": archive.getvalue()},
              trial=Trial(), limits=LIMITS)  # fmt: skip

    with watched(place) as host:
        result = builder.check(job)

        assert host.changes("") == []
    assert result.status is Status.FAILED or result.trial.output == ""


@pytest.mark.parametrize(
    "text",
    [
        "f() { f | f & }; f; sleep 9",
        "while :; do (sleep 60 &); done",
        "tail /dev/zero",
        "dd if=/dev/zero of=/fill bs=1M count=4000; sleep 9",
        "kill -9 -1; (echo x > /proc/sys/kernel/core_pattern); (echo x > /proc/sysrq-trigger)",
        "exec yes",
    ],
)
def test_program_without_measure_leaves_no_trace(text, builder, place):
    limits = Limits(seconds=8, cpu_seconds=10, memory=256 << 20, disk=64 << 20, processes=64)
    job = Job(f"FROM alpine\nCMD {text}\n", trial=Trial(seconds=3), limits=limits)

    with watched(place) as host:
        result = builder.check(job)

        assert host.changes("") == []
    assert result.image is not None


def test_beginning_of_a_flood_is_kept_and_nobody_waits_for_the_rest(check):
    text = "FROM alpine\nCMD yes | head -c 9000000; exit 3\n"

    result = check(text, trial=Trial(seconds=30))

    assert (result.trial.exit_code, result.trial.output) == (3, "y\n" * 8192)
