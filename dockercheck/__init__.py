"""Reads a Dockerfile as BuildKit does and says what could be better, and why.

Plain Python: text in, a Report out. It opens no file, starts no process and uses no network.
"""

from collections.abc import Collection, Mapping
from functools import cached_property

from dockercheck.build import Build, Inputs, read_build
from dockercheck.checks import CheckOptionError, Checks, parse_checks
from dockercheck.image import NOTHING_KNOWN, Known
from dockercheck.lines import Problem, Span, check_directive, detect_syntax
from dockercheck.report import Finding, Fix, Report, Simulated
from dockercheck.rules import RULES, counts_for_target, find_all
from dockercheck.rules.rule import BUILDKIT

__all__ = ["Finding", "Report", "check"]

CHECK_ARG = "BUILDKIT_DOCKERFILE_CHECK"


def check(  # noqa: PLR0913 -- what a build is given, each by its name
    source: str,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    context: Collection[str] | None = None,
    dockerignore: str | None = None,
    images: Known | None = None,
    changed: Collection[str] | None = None,
) -> Report:
    """Check a Dockerfile; never raises, whatever the text is.

    `target` and `build_args` are those of `docker build`. `context` are the paths of the files
    in the build context, `dockerignore` the text of its ignore file, `images` what is known of
    base images by name, such as `dockercheck.images.load()`: rules that need one of them stay
    silent without it. A `context` that maps paths to bytes gives the simulation sizes too.
    `changed` are paths of the context for which the report says which steps run
    again; a directory, with a slash at its end, means all below it.
    """
    inputs = Inputs(
        target, build_args or {}, context, dockerignore, NOTHING_KNOWN if images is None else images
    )
    build = read_build(source, inputs)
    checks, problems = _checks(source, inputs.build_args)
    every = tuple(sorted(find_all(build, checks), key=_order))
    by_name = {rule.name: rule for rule in RULES}
    findings = tuple(f for f in every if counts_for_target(build, by_name[f.rule], f))
    errors = (*build.errors, *problems, *_fatal(checks, findings))
    simulation = _Later(build, inputs, changed)
    return _report(build, errors, findings, every)._replace(simulation=simulation)


class _Later:
    """The simulation of a build, imported and made when it is first asked.

    A report with nothing to simulate is most of what the command line prints, and the import is a
    third of its start.
    """

    def __init__(self, build: Build, inputs: Inputs, changed: Collection[str] | None) -> None:
        self.build = build
        self.inputs = inputs
        self.changed = changed

    @cached_property
    def _simulation(self) -> Simulated:
        from dockercheck.simulation import Changes, Simulation  # noqa: PLC0415 -- see above

        changes = None if self.changed is None else Changes(paths=tuple(self.changed))
        return Simulation(self.build, self.inputs, changes)

    def image_dict(self) -> dict[str, object]:
        return self._simulation.image_dict()

    def cache_dict(self) -> dict[str, object] | None:
        return None if self.changed is None else self._simulation.cache_dict()

    def effect_dict(self, fix: Fix) -> dict[str, object] | None:
        return self._simulation.effect_dict(fix)


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
