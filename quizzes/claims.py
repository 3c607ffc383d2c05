"""What a question says of a Dockerfile, as far as our own checker can decide it.

An author writes `[[claim]]` tables; the linter holds them against the checker whenever the
course is read, and a question with gaps may be judged by them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dockercheck import Report, check
from dockercheck.images import Images, load
from learning.file_listing import ListingError, read_listing

Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Texts = Annotated[tuple[Text, ...], Field(max_length=40, strict=False)]
Lines = Annotated[tuple[int, ...], Field(max_length=60, strict=False)]
Words = dict[Text, str]


class Claim(BaseModel):
    """What holds of one Dockerfile, built for `target`; None: nothing is said of that."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    fence: int = Field(default=1, ge=1, le=20)
    target: Text | None = None
    build_args: Words = {}
    context: Texts | None = None
    ignore: Texts | None = None
    changed: Texts | None = None

    errors: Texts | None = None
    findings: Texts = ()
    absent: Texts = ()
    built: Texts | None = None
    skipped: Texts = ()
    rebuilt: Lines | None = None
    kept: Lines = ()
    files: Texts = ()
    no_files: Texts = ()
    tools: Texts = ()
    no_tools: Texts = ()
    user: str | None = None
    workdir: str | None = None
    entrypoint: Texts | None = None
    cmd: Texts | None = None
    shell: bool | None = None
    env: Words = {}
    no_env: Texts = ()
    base: Text | None = None


@cache
def images() -> Images:
    return load()


class Truth:
    """What the checker says of one Dockerfile, in the claim's words."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def image(self) -> dict[str, Any]:
        simulated = self.report.simulation.image_dict() if self.report.simulation else {}
        plain: Any = self.report.to_dict().get("image") or {}
        return {**plain, **simulated}

    @cached_property
    def cache(self) -> Mapping[str, Any]:
        found = self.report.simulation.cache_dict() if self.report.simulation else None
        return found or {"rebuilt": [], "kept": []}

    @property
    def errors(self) -> list[str]:
        return [error.message for error in self.report.errors]

    @property
    def findings(self) -> set[str]:
        return {finding.rule for finding in self.report.all_findings}

    @cached_property
    def stages(self) -> list[dict[str, Any]]:
        stages: Any = self.report.to_dict()["stages"]
        return list(stages)

    def names(self, *, built: bool) -> list[str]:
        """The stages that are built for the target, or are not; by index without a name."""
        return [
            stage["name"] or str(stage["index"])
            for stage in self.stages
            if stage["in_target"] == built
        ]

    def lines(self, which: str) -> list[int]:
        return sorted(step["line"] for step in self.cache[which])

    @property
    def files(self) -> set[str]:
        return {file["path"] for file in self.image.get("files", ()) if file["state"] == "present"}

    @property
    def env(self) -> dict[str, str]:
        return dict(pair.partition("=")[::2] for pair in self.image.get("env", ()))

    @property
    def base(self) -> str:
        target = self.report.target
        ref = self.stages[target.index]["base"]["ref"] if target else ""
        return str(ref).removeprefix("docker.io/library/").removeprefix("docker.io/")


def truth_of(claim: Claim, source: str) -> Truth:
    context = read_listing("\n".join(claim.context)) if claim.context is not None else None
    report = check(
        source,
        target=claim.target,
        build_args=claim.build_args,
        context=context,
        dockerignore="\n".join(claim.ignore) if claim.ignore is not None else None,
        images=images(),
        changed=claim.changed,
    )
    return Truth(report)


def unmet(claim: Claim, source: str) -> list[str]:
    """What the checker does not confirm, a sentence each; empty when all of it holds."""
    try:
        truth = truth_of(claim, source)
    except ListingError as error:
        return [str(error)]
    return [*error_faults(claim, truth), *set_faults(claim, truth), *value_faults(claim, truth)]


def error_faults(claim: Claim, truth: Truth) -> Iterator[str]:
    found = truth.errors
    if claim.errors is None:
        return
    same = len(found) == len(claim.errors)
    if not same or not all(a in b for a, b in zip(claim.errors, found, strict=True)):
        yield f"errors are {found}, not {list(claim.errors)}"


def set_faults(claim: Claim, truth: Truth) -> Iterator[str]:
    """Names that must be among others, or must not."""
    wanted: list[tuple[str, tuple[Any, ...], Callable[[], Any], bool]] = [
        ("findings", claim.findings, lambda: truth.findings, True),
        ("findings", claim.absent, lambda: truth.findings, False),
        ("skipped stages", claim.skipped, lambda: truth.names(built=False), True),
        ("kept lines", claim.kept, lambda: truth.lines("kept"), True),
        ("files of the image", claim.files, lambda: truth.files, True),
        ("files of the image", claim.no_files, lambda: truth.files, False),
        ("tools of the image", claim.tools, lambda: truth.image.get("tools", ()), True),
        ("tools of the image", claim.no_tools, lambda: truth.image.get("tools", ()), False),
        ("variables of the image", claim.no_env, lambda: truth.env, False),
    ]
    for what, names, found, is_wanted in wanted:
        for name in names:
            if (name in found()) != is_wanted:
                yield f"{name} is {'not ' if is_wanted else ''}among the {what}"


def value_faults(claim: Claim, truth: Truth) -> Iterator[str]:
    """Values that must be equal."""
    wanted: list[tuple[str, Any, Callable[[], Any]]] = [
        ("built stages", claim.built, lambda: tuple(truth.names(built=True))),
        ("lines that run again", claim.rebuilt, lambda: tuple(truth.lines("rebuilt"))),
        ("user", claim.user, lambda: truth.image.get("user")),
        ("workdir", claim.workdir, lambda: truth.image.get("workdir")),
        ("entry point", claim.entrypoint, lambda: as_tuple(truth.image.get("entrypoint"))),
        ("command", claim.cmd, lambda: as_tuple(truth.image.get("cmd"))),
        ("shell", claim.shell, lambda: truth.image.get("shell")),
        ("base", claim.base, lambda: truth.base),
        *(
            (f"variable {name}", value, lambda name=name: truth.env.get(name))
            for name, value in claim.env.items()
        ),
    ]
    for what, value, found in wanted:
        if value is not None and found() != value:
            yield f"{what}: {found()!r}, not {value!r}"


def as_tuple(words: list[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)
