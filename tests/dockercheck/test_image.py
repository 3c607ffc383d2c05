"""The configuration of the image that a target becomes."""

from dockercheck import check
from dockercheck.image import ImageConfig, image_facts
from dockercheck.references import parse_reference


def image(text, **options):
    report = check(text, **options)
    assert report.errors == ()
    return report.image


BASE = {
    "a": {
        "config": {
            "Env": ["V=1"],
            "User": "u",
            "WorkingDir": "/w",
            "Entrypoint": ["e"],
            "Cmd": ["c"],
            "ExposedPorts": {"80/tcp": {}},
            "Volumes": {"/v": {}},
            "Labels": {"k": "v"},
            "StopSignal": "SIGQUIT",
            "Shell": ["sh"],
        }
    }
}


def test_everything_of_the_base_is_taken_over():
    found = image("FROM a\n", images=BASE)

    assert found.variable("V") == "1"
    assert (found.user, found.workdir) == ("u", "/w")
    assert (found.entrypoint, found.cmd, found.shell) == (("e",), ("c",), ("sh",))
    assert (found.ports, found.volumes) == (("80/tcp",), ("/v",))
    assert (found.labels, found.stop_signal) == ((("k", "v"),), "SIGQUIT")


def test_stage_changes_what_the_base_says():
    text = (
        'FROM a\nENV V=2\nUSER me\nWORKDIR x\nENTRYPOINT ["f"]\nCMD ["d"]\nEXPOSE 90/UDP\n'
        "VOLUME /v /x\nLABEL k=1 l=2\nSTOPSIGNAL 9\nMAINTAINER me\nHEALTHCHECK CMD x\n"
    )
    found = image(text, images=BASE)

    assert (found.variable("V"), found.variable("W")) == ("2", None)
    assert (found.user, found.workdir) == ("me", "/w/x")
    assert (found.entrypoint, found.cmd) == (("f",), ("d",))
    assert (found.ports, found.volumes) == (("80/tcp", "90/udp"), ("/v", "/x"))
    assert (found.labels, found.stop_signal) == ((("k", "1"), ("l", "2")), "9")
    assert found.author == "me"
    assert found.healthcheck is not None


def test_facts_that_are_none_count_as_empty():
    images = {"a": {"config": {"Env": None, "Cmd": None, "Labels": None, "User": None}}}
    found = image("FROM a\n", images=images)

    assert (found.cmd, found.labels, found.user) == (None, (), "")


def test_facts_without_a_configuration_say_nothing():
    assert image("FROM a\n", images={"a": {"config": None}}).cmd is None


def test_entrypoint_takes_away_the_command_of_the_base_only():
    assert image('FROM a\nENTRYPOINT ["f"]\n', images=BASE).cmd is None
    assert image('FROM a\nCMD ["d"]\nENTRYPOINT ["f"]\n', images=BASE).cmd == ("d",)
    assert image('FROM a AS s\nCMD ["d"]\nFROM s\nENTRYPOINT ["f"]\n').cmd is None


def test_empty_commands_are_none():
    found = image("FROM a\nENTRYPOINT []\nCMD []\n", images=BASE)

    assert (found.entrypoint, found.cmd) == (None, None)


def test_shell_form_gets_the_shell_in_front():
    found = image('FROM a AS s\nSHELL ["b", "-c"]\nFROM s\nENTRYPOINT x y\nCMD z\n')

    assert (found.entrypoint, found.cmd) == (("b", "-c", "x y"), ("b", "-c", "z"))


def test_ports_that_overlap_are_merged():
    found = image("FROM a\nEXPOSE 80-82 81-83 90/udp 80 82-82\nEXPOSE 79\n")

    assert sorted(found.ports) == ["79/tcp", "80/tcp", "81/tcp", "82/tcp", "83/tcp", "90/udp"]


def test_triggers_wait_for_the_next_image():
    text = "FROM a AS s\nONBUILD RUN x\n"

    assert image(text).onbuild == ("RUN x",)
    assert image(f"{text}FROM s\n").onbuild == ()


def test_steps_that_fail_change_nothing():
    assert check("FROM a\nEXPOSE 80x\nSTOPSIGNAL NO\n").image.ports == ()


def test_path_is_added_only_where_there_is_none():
    images = {"a": {"config": {"Env": ["PATH=/x"]}}}

    assert image("FROM a\n", images=images).variable("PATH") == "/x"
    assert image("FROM scratch\n").variable("PATH").startswith("/usr/local/sbin")


def test_scratch_starts_at_the_root():
    assert image("FROM scratch\nWORKDIR x\n").workdir == "/x"


def test_facts_are_found_under_any_name_of_the_image():
    names = ["docker.io/library/a:1", "a:1", "a", "*"]
    reference = parse_reference("a:1")

    for name in names:
        assert image_facts({name: {"x": 1}}, reference) == {"x": 1}
    assert image_facts({"b": {"x": 1}}, reference) == {}
    assert image_facts({"a:latest": {"x": 1}}, parse_reference("a")) == {"x": 1}


def test_nothing_said_is_empty():
    assert ImageConfig().variable("PATH") is None
