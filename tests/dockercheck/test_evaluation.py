"""Variables, directories, users and mounts of steps, as a build sees them."""

import pytest

from dockercheck import check


def stages(text, **options):
    report = check(text, **options)
    assert report.errors == ()
    return report.stages


def last_step(text, **options):
    return stages(text, **options)[-1].steps[-1]


def value(text, name, **options):
    return last_step(f"{text}RUN x\n", **options).env.get(name)


def undefined(text, **options):
    return [
        (unset.name, unset.span.line, unset.span.column)
        for stage in stages(text, **options)
        for step in stage.steps
        for unset in step.undefined
    ]


def message(text, **options):
    (error,) = check(text, **options).errors
    return error.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM a\nARG V=1\n", "1"),
        ("FROM a\nARG V\n", None),
        ("ARG V=1\nFROM a\n", None),
        ("ARG V=1\nFROM a\nARG V\n", "1"),
        ("ARG V=1\nFROM a\nARG V=2\n", "2"),
        ("ARG B=1\nARG V=$B\nFROM a\nARG V\n", "1"),
        ("FROM a\nARG V=1\nENV V=2\n", "2"),
        ("FROM a\nENV V=2\nARG V=1\n", "1"),
        ("FROM a AS s\nARG V=1\nFROM s\n", "1"),
        ("FROM a AS s\nARG V=1\nFROM a\n", None),
        ("FROM a\nENV A=1 V=$A\n", ""),
        ("FROM a\nENV A=1\nENV A=2 V=$A\n", "1"),
        ("FROM a\nENV V '$A'\n", "$A"),
        ("FROM a\nARG A=1 V=$A\n", "1"),
        ("FROM a\nARG V=$TARGETPLATFORM\n", ""),
        ("FROM a\nARG TARGETPLATFORM\nARG V=$TARGETPLATFORM\n", "linux/amd64"),
        ("FROM a AS one\nARG TARGETSTAGE\nARG V=$TARGETSTAGE\n", "one"),
        ("FROM a\nARG TARGETSTAGE\nARG V=$TARGETSTAGE\n", "default"),
    ],
)
def test_variable_at_the_end_of_the_stage(text, found):
    assert value(text, "V") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM a\nARG V=1\n", "given"),
        ("FROM a\nARG V\n", "given"),
        ("FROM a\n", None),
        ("ARG V=1\nFROM a\nARG V\n", "given"),
        ("FROM a\nARG V\nENV V=2\n", "2"),
        ("FROM a\nENV V=2\nARG V\n", "given"),
    ],
)
def test_build_argument_takes_the_place_of_the_default(text, found):
    assert value(text, "V", build_args={"V": "given"}) == found


def test_variables_of_the_base_image_are_there():
    images = {"a": {"config": {"Env": ["V=1", "PATH=/x"]}}}

    step = last_step("FROM a\nRUN x\n", images=images)
    assert (step.env["V"], step.env["PATH"]) == ("1", "/x")


def test_path_is_there_without_an_image():
    assert "/usr/bin" in value("FROM a\n", "PATH")


def test_step_keeps_the_environment_from_before_it():
    (one, two) = stages("FROM a\nENV V=1\nENV V=2\n")[0].steps

    assert (one.env.get("V"), two.env.get("V")) == (None, "1")


# Undefined variables


def test_variable_without_a_value_is_told_with_its_place():
    assert undefined("FROM a\nCOPY f $D/$D $D\n") == [("D", 2, 8), ("D", 2, 14)]


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nARG D\nCOPY f $D\n",
        "FROM a\nARG D\nENV E=$D\n",
        "FROM a\nENV E=$BUILDKIT_SBOM_SCAN_STAGE\n",
        "FROM a\nRUN echo $D\n",
        "FROM a AS s\nARG D\nFROM s\nENV E=$D\n",
    ],
)
def test_declared_variables_are_no_matter(text):
    assert undefined(text) == []


def test_default_of_a_variable_does_not_define_it():
    assert undefined("FROM a\nENV E=${D:-x}\n") == [("D", 2, 7)]


def test_undefined_variables_of_pairs_stand_where_they_are_written():
    assert undefined("FROM a\nLABEL a=b $K=$V\n") == [("K", 2, 11), ("V", 2, 14)]
    assert undefined("FROM a\nARG X=$D\n") == [("D", 2, 5)]


def test_variables_of_a_trigger_stand_at_the_from():
    text = "FROM a AS s\nONBUILD ENV E=$D\nONBUILD ARG F=$D\nFROM s\n"

    assert [place[1] for place in undefined(text)] == [4, 4]


# What steps become


def test_workdir_adds_up():
    step = last_step("FROM a\nWORKDIR /x\nWORKDIR y\nRUN z\n")

    assert step.workdir == "/x/y"


def test_workdir_of_the_root_makes_nothing():
    assert [v.kind for v in check("FROM a\nWORKDIR /\n").graph.vertices] == ["image"]


def test_user_and_shell_come_from_the_stage_below():
    step = last_step('FROM a AS s\nUSER u\nSHELL ["sh"]\nWORKDIR /w\nFROM s\nRUN x\n')

    assert (step.user, step.shell, step.workdir) == ("u", ("sh",), "/w")


def test_user_and_workdir_come_from_the_image():
    images = {"a": {"config": {"User": "u", "WorkingDir": "/w", "Shell": ["sh"]}}}

    step = last_step("FROM a\nRUN x\n", images=images)
    assert (step.user, step.shell, step.workdir) == ("u", ("sh",), "/w")


def test_words_are_expanded_where_a_build_does_it():
    (arg, run, cmd, expose, volume, user) = stages(
        'FROM a\nARG A="1 2"\nRUN $A\nCMD $A\nEXPOSE $A\nVOLUME v x\nUSER $A\n'
    )[0].steps

    assert arg.pairs[0].value == "1 2"
    assert (run.args, cmd.args) == (("$A",), ("$A",))
    assert expose.args == ("1", "2")
    assert volume.args[-1] == "x"
    assert user.args == ("1 2",)


def test_onbuild_does_nothing_where_it_stands():
    assert value("FROM a\nONBUILD ENV V=1\n", "V") is None


def test_origin_tells_where_files_come_from():
    text = (
        "FROM a AS s\nFROM b\nCOPY f /\nCOPY --from=s f /\nCOPY --from=node f /\n"
        "COPY --from=scratch f /\n"
    )

    origins = [step.origin for step in stages(text)[1].steps]
    assert [(o.kind, o.stage, o.written) for o in origins] == [
        ("context", None, ""),
        ("stage", 0, "s"),
        ("image", None, "node"),
        ("scratch", None, "scratch"),
    ]


def test_mounts_tell_where_they_come_from():
    text = (
        "FROM a AS s\nFROM b\nRUN --mount=type=bind,from=s,target=/x "
        "--mount=type=cache,target=/c --mount=type=tmpfs,target=/t "
        "--mount=type=secret,id=k --mount=type=ssh y\n"
    )

    step = last_step(text)
    assert [m.type for m in step.mounts] == ["bind", "cache", "tmpfs", "secret", "ssh"]
    assert [o.kind for o in step.mount_origins] == ["stage", *["scratch"] * 4]


def test_values_of_a_mount_are_expanded():
    step = last_step("FROM a\nARG D=/d\nRUN --mount=type=cache,target=$D x\n")

    assert step.mounts[0].target == "/d"


# Where a build stops


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EXPOSE 80x", "invalid containerPort: 80x"),
        ("EXPOSE ${", "syntax error: missing '}'"),
        ("STOPSIGNAL SIGFOO", "invalid signal: SIGFOO"),
        ('VOLUME [""]', "VOLUME specified can not be an empty string"),
        ("ARG E\nVOLUME $E", "VOLUME specified can not be an empty string"),
        ("ENV A=${B:?nope}", 'failed to process "${B:?nope}": B: nope'),
        ("USER ${B:?nope}", 'failed to process "${B:?nope}": B: nope'),
        ("RUN --mount=type=cache,target=/ x", 'invalid mount target "/"'),
        ("COPY --chmod=9 a b", "invalid chmod parameter: '9'. it should be octal string"),
    ],
)
def test_step_that_fails_is_refused_in_the_words_of_buildkit(text, found):
    assert message(f"FROM a\n{text}\n").startswith(found)


def test_long_words_are_shortened_in_the_message():
    assert len(message(f"FROM a\nENV A=${{B:?{'x' * 5000}}}\n")) < 6000


def test_what_fails_is_marked_and_the_rest_goes_on():
    report = check("FROM a\nEXPOSE 80x\nEXPOSE 99999\nENV V=1\nRUN x\n")

    assert [step.failed for step in report.stages[0].steps] == [True, True, False, False]
    assert [error.span.line for error in report.errors] == [2, 3]
    assert report.stages[0].steps[-1].env["V"] == "1"


# What a RUN runs


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("RUN x  y", ("/bin/sh", "-c", "x  y")),
        ('RUN ["x", "y"]', ("x", "y")),
        ('SHELL ["a", "b"]\nRUN x', ("a", "b", "x")),
        ("RUN <<d\nx\nd", ("/bin/sh", "-c", "x\n")),
        ("RUN cat <<d\nx\nd", ("/bin/sh", "-c", "cat <<d\nx\nd")),
        ("RUN <<d cat\nx\nd", ("/bin/sh", "-c", "<<d cat\nx\nd")),
        ("RUN <<d ''\nx\nd", ("/bin/sh", "-c", "<<d ''\nx\nd")),
        ("RUN <<-d\n\tx\n\td", ("/bin/sh", "-c", "x\n")),
    ],
)
def test_command_of_a_run(text, command):
    assert check(f"FROM a\n{text}\n").graph.vertices[-1].detail == command


@pytest.mark.parametrize(
    ("mount", "target"),
    [
        ("type=cache,target=c", "/w/c"),
        ("type=cache,target=/c/", "/c/"),
        ("type=secret,id=k", "/run/secrets/k"),
        ("type=secret,target=/k", "/k"),
        ("type=secret,src=a/b", "/run/secrets/a/b"),
        ("type=secret,id=k,env=K", ""),
        ("type=ssh", "/run/buildkit/ssh_agent.0"),
        ("type=ssh,target=/s", "/s"),
    ],
)
def test_target_of_a_mount(mount, target):
    report = check(f"FROM a\nWORKDIR /w\nRUN --mount={mount} x\n")

    assert [m.target for m in report.graph.vertices[-1].mounts] == [target]
