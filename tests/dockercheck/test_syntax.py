import pytest

from dockercheck.instructions import parse
from dockercheck.syntax import Health, check_syntax, read_health


def instruction(text):
    (found,) = parse(text).instructions
    return found


def message(text):
    problem = check_syntax(instruction(text))
    return None if problem is None else problem.message


@pytest.mark.parametrize(
    "text",
    [
        "FROM a",
        "FROM --platform=linux/arm64 a As b-1_2.c",
        "RUN",
        "RUN --mount=type=cache,target=/x --mount=from=b --network=none --security=insecure x",
        "RUN --device=vendor=gpu x",
        "CMD",
        "CMD []",
        'ENTRYPOINT ["a"]',
        "COPY --from=a --chown=b --chmod=c --link --parents --exclude=d --exclude=e f g",
        "COPY --link=false a b",
        "ADD --checksum=a --keep-git-dir=true --unpack a b",
        "ENV a=b",
        "LABEL a b",
        "ARG a b=c",
        "EXPOSE 80 90",
        "USER a b",
        "WORKDIR a b",
        'VOLUME ["/a"]',
        "STOPSIGNAL --x TERM",
        'SHELL ["a"]',
        "MAINTAINER a b",
        "ONBUILD RUN a",
        "HEALTHCHECK NONE",
        "HEALTHCHECK --interval=1s --timeout=1ms --retries=0 CMD a",
        "HEALTHCHECK --start-period=0 --start-interval=2s CMD a",
    ],
)
def test_well_formed_instructions_are_accepted(text):
    assert message(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STAGE x", "unknown instruction: STAGE"),
        ("BUILD x", "unknown instruction: BUILD (did you mean ONBUILD?)"),
        ("form x", "unknown instruction: form (did you mean from?)"),
        ("FROM a b", "FROM requires either one or three arguments"),
        ("FROM a WITH b", "FROM requires either one or three arguments"),
        ("FROM", "FROM requires either one or three arguments"),
        (
            "FROM a AS 1st",
            'invalid name for build stage: "1st", name can\'t start with a number or contain '
            "symbols",
        ),
        ("FROM --platfrom=a b", "unknown flag: --platfrom (did you mean platform?)"),
        ("COPY --chwon=a b c", "unknown flag: --chwon (did you mean chown?)"),
        ("COPY --Chown=a b c", "unknown flag: --Chown (did you mean chown?)"),
        ("COPY --chown=a --chown=b c d", "duplicate flag specified: --chown"),
        ("COPY --chown a b", "missing a value on flag: --chown"),
        ("COPY --link= a b", "missing a value on flag: --link"),
        ("COPY --link=1 a b", "expecting boolean value for flag --link, not: 1"),
        ("ENV --x a=b", "unknown flag: --x"),
        (
            "COPY a",
            "COPY requires at least two arguments, but only one was provided. Destination could "
            "not be determined",
        ),
        (
            "ADD",
            "ADD requires at least two arguments, but only one was provided. Destination could "
            "not be determined",
        ),
        ("COPY a <<E\nE", "COPY cannot accept a heredoc as a destination"),
        ("ENV", "ENV requires at least one argument"),
        ("LABEL =a", "LABEL names can not be blank"),
        ("ARG", "ARG requires at least one argument"),
        ("ARG =a", "ARG names can not be blank"),
        ("EXPOSE", "EXPOSE requires at least one argument"),
        ("USER", "USER requires exactly one argument"),
        ("WORKDIR", "WORKDIR requires exactly one argument"),
        ("MAINTAINER", "MAINTAINER requires exactly one argument"),
        ("STOPSIGNAL", "STOPSIGNAL requires exactly one argument"),
        ("VOLUME", "VOLUME requires at least one argument"),
        ('VOLUME ["/a", " "]', "VOLUME specified can not be an empty string"),
        ("SHELL", "SHELL requires at least one argument"),
        ("SHELL []", "SHELL requires at least one argument"),
        ("SHELL a", "SHELL requires the arguments to be in JSON form"),
        ("ONBUILD", "ONBUILD requires at least one argument"),
        ("ONBUILD ONBUILD RUN a", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("ONBUILD from a", "FROM isn't allowed as an ONBUILD trigger"),
        ("ONBUILD MAINTAINER a", "MAINTAINER isn't allowed as an ONBUILD trigger"),
        (
            "RUN --mount=from=$a x",
            "'from' doesn't support variable expansion, define alias stage instead",
        ),
        ("RUN --device=a,b x", "invalid field 'b' must be a key=value pair"),
        ("RUN --network=x a", 'invalid network mode "x"'),
        ("RUN --network= a", 'invalid network mode ""'),
        ("RUN --security=x a", 'security "x" is not valid'),
        ("HEALTHCHECK", "HEALTHCHECK requires at least one argument"),
        ("HEALTHCHECK NONE a", "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK RUN a", 'Unknown type "RUN" in HEALTHCHECK (try CMD)'),
        ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK CMD []", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK --interval=1 CMD a", 'time: invalid duration "1"'),
        ("HEALTHCHECK --timeout=1us CMD a", 'Interval "timeout" cannot be less than 1ms'),
        ("HEALTHCHECK --retries=-1 CMD a", "--retries cannot be negative (-1)"),
        ("HEALTHCHECK --retries=x CMD a", 'strconv.ParseInt: parsing "x": invalid syntax'),
    ],
)
def test_malformed_instructions_are_refused(text, expected):
    assert message(text) == expected


def test_heredoc_with_an_open_quote_is_a_path():
    assert message("COPY a <<'E") is None


def test_problem_points_at_its_cause():
    problem = check_syntax(instruction("COPY --from=a --frmo=b c d"))

    assert (problem.span.column, problem.span.end_column) == (15, 23)


def test_broken_instruction_is_not_told_twice():
    assert message("ENV a") is None


def test_healthcheck_is_read_in_nanoseconds():
    health = read_health(instruction('HEALTHCHECK --interval=2s --retries=5 CMD ["a", "b"]'))

    assert health == Health(("CMD", "a", "b"), interval=2_000_000_000, retries=5)
    assert read_health(instruction("HEALTHCHECK CMD a b")).test == ("CMD-SHELL", "a b")
    assert read_health(instruction("HEALTHCHECK none")).test == ("NONE",)
