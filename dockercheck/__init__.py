"""Reads a Dockerfile as BuildKit does and says what could be better, and why.

Plain Python: text in, a Report out. It opens no file, starts no process and uses no network.
"""

from collections.abc import Collection, Mapping

from dockercheck.build import Build, Inputs, read_build
from dockercheck.checks import CheckOptionError, Checks, parse_checks
from dockercheck.lines import Problem, Span, check_directive, detect_syntax
from dockercheck.report import Finding, Report
from dockercheck.rules import RULES, counts_for_target, find_all
from dockercheck.rules.rule import BUILDKIT
from dockercheck.simulation import Changes, Simulation

__all__ = ["Finding", "Report", "check"]

CHECK_ARG = "BUILDKIT_DOCKERFILE_CHECK"


def check(  # noqa: PLR0913 -- what a build is given, each by its name
    source: str,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    context: Collection[str] | None = None,
    dockerignore: str | None = None,
    images: Mapping[str, Mapping[str, object]] | None = None,
    changed: Collection[str] | None = None,
) -> Report:
    """Check a Dockerfile; never raises, whatever the text is.

    `target` and `build_args` are those of `docker build`. `context` are the paths of the files
    in the build context, `dockerignore` the text of its ignore file, `images` what is known of
    base images by name: rules that need one of them stay silent without it. A `context` that maps
    paths to bytes gives the simulation sizes too. `changed` are paths of the context for which the
    report says which steps run again; a directory, with a slash at its end, means all below it.
    """
    inputs = Inputs(target, build_args or {}, context, dockerignore, images or {})
    build = read_build(source, inputs)
    checks, problems = _checks(source, inputs.build_args)
    every = tuple(sorted(find_all(build, checks), key=_order))
    by_name = {rule.name: rule for rule in RULES}
    findings = tuple(f for f in every if counts_for_target(build, by_name[f.rule], f))
    errors = (*build.errors, *problems, *_fatal(checks, findings))
    changes = None if changed is None else Changes(paths=tuple(changed))
    simulation = Simulation(build, inputs, changes)
    return _report(build, errors, findings, every)._replace(simulation=simulation)


def _report(
    build: Build,
    errors: tuple[Problem, ...],
    findings: tuple[Finding, ...],
    every: tuple[Finding, ...],
) -> Report:
    return Report(
        build.source,
        build.parsed.escape,
        detect_syntax(build.source),
        build.instructions,
        build.stages,
        build.target,
        errors,
        findings,
        every,
        build.graph,
        build.image,
    )


def _order(finding: Finding) -> tuple[Span, str, str]:
    return finding.span, finding.rule, finding.message


def _checks(source: str, build_args: Mapping[str, str]) -> tuple[Checks, tuple[Problem, ...]]:
    given = build_args.get(CHECK_ARG)
    text = given if given is not None else check_directive(source)
    try:
        return parse_checks(text or ""), ()
    except CheckOptionError as error:
        message = f"failed to parse check options: {error}"
        return Checks(), (Problem(message, Span(1, 1, 1, 1)),)


def _fatal(checks: Checks, findings: tuple[Finding, ...]) -> tuple[Problem, ...]:
    """`error=true` makes BuildKit's own checks stop the build."""
    broken = [finding for finding in findings if finding.family == BUILDKIT]
    if not checks.error or not broken:
        return ()
    names = ", ".join(sorted({finding.rule for finding in broken}))
    return (Problem(f"lint violation found for rules: {names}", broken[0].span),)
