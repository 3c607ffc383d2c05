"""What FROM, COPY --from, mounts and --target mean, with BuildKit's words where it stops."""

import pytest

from dockercheck import check

PULL = "FROM alpine:3 AS {}\n"


def messages(text, **options):
    return [error.message for error in check(text, **options).errors]


def rules(text, **options):
    report = check(text, **options)
    assert report.errors == ()
    return [(f.rule, f.line) for f in report.all_findings if f.family == "buildkit"]


# The cases that were tried against BuildKit v0.32.2


@pytest.mark.parametrize(
    "text",
    [
        "FROM alpine:3 AS builder\nFROM alpine:3\nCOPY --from=BUILDER /a /b\n",
        "FROM alpine:3 AS b\nFROM alpine:3\nRUN --mount=from=B,target=/x ls\n",
        "FROM node:18 AS build\nFROM nginx\nCOPY --from=builder /a /b\n",
        "FROM nginx\nCOPY --from=node /a /b\n",
        "FROM alpine:3 AS unused\nFROM alpine:3\nRUN a\n",
        "FROM alpine:3\nCOPY . .  # note\n",
        "FROM alpine:3 AS a\nFROM alpine:3\nCOPY /a /a\n",
    ],
)
def test_accepted_without_a_warning(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "FROM alpine:3 AS Builder\nFROM alpine:3\nCOPY --from=builder /a /b\n",
            [("StageNameCasing", 1)],
        ),
        ("FROM alpine:3 AS Builder\nFROM builder\n", [("StageNameCasing", 1)]),
        ("FROM alpine:3 AS b\nFROM debian:12 AS b\n", [("DuplicateStageName", 2)]),
        ("FROM alpine as b\n", [("FromAsCasing", 1)]),
        ("FROM alpine AS scratch\n", [("ReservedStageName", 1)]),
        ("ARG V=1\nFROM alpine\nRUN a\nENV X=$V\n", [("UndefinedVar", 4)]),
        (
            "FROM alpine\nARG API_TOKEN\nENV DB_PASSWORD=1\n",
            [("SecretsUsedInArgOrEnv", 2), ("SecretsUsedInArgOrEnv", 3)],
        ),
        ("FROM alpine\nCMD /a\n", [("JSONArgsRecommended", 2)]),
        (
            'FROM alpine\nCMD ["a"]\nCMD ["b"]\n',
            [("MultipleInstructionsDisallowed", 2)],
        ),
        (
            "FROM --platform=linux/amd64 alpine\n",
            [("FromPlatformFlagConstDisallowed", 1)],
        ),
        ("FROM --platform=$TARGETPLATFORM alpine\n", [("RedundantTargetPlatform", 1)]),
    ],
)
def test_accepted_with_a_warning(text, found):
    assert rules(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "FROM alpine:3 AS builder\nFROM Builder\n",
            'failed to parse stage name "Builder": invalid reference format: '
            "repository name (library/Builder) must be lowercase",
        ),
        (
            "FROM alpine:3 AS app\nCOPY --from=later /a /b\nFROM alpine:3 AS later\nFROM app\n",
            'cannot copy from stage "later", it needs to be defined before current stage "app"',
        ),
        (
            "FROM alpine:3 AS app\nCOPY --from=app /a /b\n",
            "circular dependency detected on stage: app",
        ),
        ("FROM alpine:3 AS app\nCOPY --from=5 /a /b\n", "invalid stage index 5"),
        (
            "FROM alpine:3 AS app\nFROM alpine:3\nARG S=app\nCOPY --from=$S /a /b\n",
            "variable expansion is not supported for --from, define a new stage with FROM using "
            "ARG from global scope as a workaround",
        ),
        (
            "FROM alpine:3 AS 1st\n",
            'invalid name for build stage: "1st", name can\'t start with a number or contain '
            "symbols",
        ),
        ("FROM node:18 builder\n", "FROM requires either one or three arguments"),
        ("FROM node:18 WITH builder\n", "FROM requires either one or three arguments"),
        ("FROM node:18\nSTAGE x\n", "unknown instruction: STAGE"),
        ("FROM node:18\nBUILD y\n", "unknown instruction: BUILD (did you mean ONBUILD?)"),
        (
            "FROM a\nCOPY --from=- /a /b\n",
            'failed to parse stage name "-": invalid reference format',
        ),
    ],
)
def test_refused_in_the_words_of_buildkit(text, found):
    assert messages(text) == [found]


def test_target_is_found_whatever_its_case():
    report = check("FROM alpine:3 AS test\nRUN a\nFROM alpine:3\n", target="TEST")

    assert (report.errors, report.target.index) == ((), 0)


def test_target_that_is_no_stage_is_refused():
    report = check(PULL.format("b"), target="bb")

    assert [e.message for e in report.errors] == [
        'target stage "bb" could not be found (did you mean b?)'
    ]
    assert (report.target, report.image, report.graph.target) == (None, None, None)


def test_name_without_a_stage_is_an_image():
    (image, other, _) = check("FROM nginx\nCOPY --from=node /a /b\n").graph.vertices

    assert (image.detail, other.detail) == (
        ("docker.io/library/nginx:latest",),
        ("docker.io/library/node:latest",),
    )


def test_last_of_two_stages_with_a_name_wins():
    text = "FROM a AS b\nFROM c AS b\nFROM scratch\nCOPY --from=b /a /b\n"

    assert check(text).stages[2].needs[0].stage == 1


def test_words_behind_a_copy_are_paths():
    (_, copy) = check("FROM a\nCOPY . .  # note\n").instructions

    assert copy.values == [".", ".", "#", "note"]


def test_copy_without_from_leaves_the_stage_out():
    report = check("FROM a AS a\nRUN x\nFROM a\nCOPY /f /f\n")

    assert [stage.in_target for stage in report.stages] == [True, True]
    assert not check("FROM b AS a\nFROM c\nCOPY /f /f\n").stages[0].in_target


# Files without stages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the Dockerfile cannot be empty"),
        ("# x\n", "file with no instructions"),
        ("ARG X\n", "dockerfile contains no stages to build"),
        ("RUN x\nRUN y\n", "no build stage in current context"),
    ],
)
def test_file_without_a_stage_is_refused_once(text, found):
    assert messages(text) == [found]


def test_nothing_follows_from_a_from_that_is_broken_itself():
    text = "FROM a b c d\nRUN x\nFROM alpine:3\nCOPY --from=1 /a /b\n"

    assert messages(text, target="nope") == ["FROM requires either one or three arguments"]


# The image's name


def test_blank_name_is_refused():
    (error,) = check("ARG B\nFROM $B\n").errors

    assert error.message == "base name ($B) should not be blank"
    assert "default" in error.hint


def test_name_that_cannot_be_expanded_is_refused():
    assert messages("FROM ${B:?missing}\n") == ['failed to process "${B:?missing}": B: missing']


def test_global_argument_that_cannot_be_expanded_is_refused():
    assert messages("ARG A=${B:?no}\nFROM a\n") == ['failed to process "${B:?no}": B: no']


def test_default_that_a_build_argument_mends_is_fine():
    text = "ARG A=${B:?no}\nFROM $A\n"

    assert check(text, build_args={"A": "alpine"}).stages[0].base.name == "alpine"
    assert messages(text, build_args={"A": "alpine"}) == []


def test_wrong_case_is_no_hint_where_no_such_stage_stands_before():
    (error,) = check("FROM Builder\nFROM a AS builder\n", target="stage-0").errors[:1]

    assert error.hint == ""


def test_name_of_an_image_that_a_copy_reads_is_refused_at_the_copy():
    (error,) = check("FROM a\nRUN x\nCOPY --from=A/B /a /b\n").errors

    assert (error.span.line, "lowercase" in error.message) == (3, True)


def test_name_of_an_image_that_a_mount_reads_is_refused():
    assert len(messages("FROM a\nRUN --mount=from=A/B,target=/x ls\n")) == 1


# The platform


@pytest.mark.parametrize(
    ("flag", "found"),
    [
        ("$EMPTY", "empty platform value from expression $EMPTY"),
        (
            "$BUILDPLATFROM",
            "empty platform value from expression $BUILDPLATFROM (did you mean BUILDPLATFORM?)",
        ),
        (
            "${X:?no}",
            'failed to process arguments for platform: failed to process "${X:?no}": X: no',
        ),
    ],
)
def test_platform_without_a_value_is_refused(flag, found):
    assert messages(f"FROM --platform={flag} a\n") == [found]


def test_platform_that_is_none_is_refused():
    (message,) = messages("FROM --platform=linux/a/b/c/d a\n")

    assert message.startswith("failed to parse platform linux/a/b/c/d: ")


def test_platform_stands_with_the_stage():
    report = check(
        "FROM --platform=$BUILDPLATFORM a\n", build_args={"BUILDPLATFORM": "linux/arm64"}
    )

    assert report.stages[0].platform == "linux/arm64"


# Indexes


@pytest.mark.parametrize("index", ["-1", "+7", "99999999"])
def test_index_without_a_stage_is_refused(index):
    assert messages(f"FROM a\nCOPY --from={index} /a /b\n") == [f"invalid stage index {int(index)}"]


def test_index_is_that_of_a_stage():
    assert check("FROM a\nFROM b\nCOPY --from=0 /a /b\n").stages[1].needs[0][:2] == (0, 3)


def test_from_that_cannot_be_expanded_is_not_constant():
    assert messages("FROM a\nCOPY --from=${ /a /b\n")[0].startswith("variable expansion is not")


# What stages need of each other


def test_needs_tell_what_is_taken_and_where():
    text = (
        "FROM a AS one\nFROM one\nCOPY --from=one /a /b\nCOPY --from=one /a /c\n"
        "RUN --mount=from=one,target=/x y\n"
    )

    assert [tuple(need) for need in check(text).stages[1].needs] == [
        (0, 2, "from"),
        (0, 3, "copy"),
        (0, 4, "copy"),
        (0, 5, "mount"),
    ]


def test_circle_is_told_once_and_alone():
    text = "FROM a AS a\nCOPY --from=b /x /x\nFROM a2 AS b\nCOPY --from=a /x /x\n"

    assert messages(text) == ["circular dependency detected on stage: a"]


def test_circle_of_three_is_found():
    text = "".join(
        f"FROM x AS s{one}\nCOPY --from=s{two} /x /x\n" for one, two in ((0, 1), (1, 2), (2, 0))
    )

    assert messages(text) == ["circular dependency detected on stage: s0"]
    (error,) = check(text).errors
    assert error.hint.startswith("s0 → s1 → s2 → s0: a stage can only take files")


def test_long_circle_is_told_in_short():
    text = "".join(f"FROM x AS s{n}\nCOPY --from=s{(n + 1) % 20} /x /x\n" for n in range(20))

    (error,) = check(text).errors

    assert error.hint.partition(":")[0] == (
        "s0 → s1 → s2 → s3 → s4 → s5 → … → s15 → s16 → s17 → s18 → s19 → s0"
    )


def test_stage_that_two_need_is_no_circle():
    text = (
        "FROM x AS a\nFROM x AS b\nCOPY --from=a /x /x\nFROM x AS c\nCOPY --from=a /x /x\n"
        "FROM x\nCOPY --from=b /x /x\nCOPY --from=c /x /y\n"
    )

    assert messages(text) == []


def test_mount_of_a_later_stage_is_refused():
    text = "FROM a AS one\nRUN --mount=from=two,target=/x y\nFROM a AS two\nFROM one\n"

    assert messages(text) == [
        'cannot mount from stage "two" to "/x", stage needs to be defined before current command'
    ]


def test_broken_mount_is_told_where_it_stands():
    assert messages("FROM a\nRUN --mount=typ=cache,target=/x y\n") == [
        "unexpected key 'typ' in 'typ=cache' (did you mean type?)"
    ]


def test_what_only_another_target_meets_is_no_error():
    text = "FROM a AS one\nSTOPSIGNAL ${X:-nope}\nFROM b\n"

    assert messages(text) == []
    assert messages(text, target="one") == ["invalid signal: nope"]


# Triggers


ONBUILD = {"base": {"config": {"OnBuild": ["RUN make", "COPY --from=tools /t /t"]}}}


def test_triggers_of_an_image_come_first():
    report = check("FROM t AS tools\nFROM base\nRUN mine\n", images=ONBUILD)

    steps = report.stages[1].steps
    assert [(s.name, s.line, s.triggered) for s in steps] == [
        ("RUN", 2, True),
        ("COPY", 2, True),
        ("RUN", 3, False),
    ]
    assert report.stages[0].in_target
    assert [v.lines for v in report.graph.vertices if v.kind == "run"] == [(2,), (3,)]


def test_triggers_of_a_stage_run_in_the_next_and_not_in_the_one_after():
    report = check("FROM a AS one\nONBUILD RUN x\nFROM one AS two\nFROM two\n")

    assert [[s.triggered for s in stage.steps] for stage in report.stages] == [[False], [True], []]


def test_image_that_a_trigger_reads_is_resolved():
    report = check("FROM a AS one\nONBUILD COPY --from=node:1 /n /n\nFROM one\n")

    assert "docker.io/library/node:1" in [v.detail[0] for v in report.graph.vertices if v.detail]


@pytest.mark.parametrize(
    ("trigger", "found"),
    [
        ("", "onbuild trigger should be a single expression"),
        ("RUN a\nRUN b", "onbuild trigger should be a single expression"),
        ("COPY --frm=a b c", "unknown flag: --frm (did you mean from?)"),
        ("NOPE", "unknown instruction: NOPE"),
        ("COPY --from=$A b c", "variable expansion is not supported for --from, "),
    ],
)
def test_trigger_that_is_broken_is_told_at_the_from(trigger, found):
    report = check("FROM base\n", images={"base": {"config": {"OnBuild": [trigger]}}})

    (error,) = report.errors
    assert error.message.startswith(found)
    assert error.span.line == 1


def test_triggers_of_an_image_that_only_a_copy_reads_do_not_run():
    report = check("FROM a\nCOPY --from=base /x /x\n", images=ONBUILD)

    assert [step.triggered for step in report.stages[0].steps] == [False]
