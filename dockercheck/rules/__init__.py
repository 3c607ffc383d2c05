"""All rules, and how they run over a build."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from dockercheck.build import Build
from dockercheck.checks import Checks, checks_in_comments
from dockercheck.instructions import Instruction
from dockercheck.lines import Span
from dockercheck.report import ERROR, Finding
from dockercheck.rules import (
    build_tools_in_last_stage,
    circular_stages,
    consistent_instruction_casing,
    context_in_last_stage,
    copy_ignored_file,
    development_dependencies,
    development_headers_in_last_stage,
    duplicate_stage_name,
    dynamic_binary_without_libc,
    entrypoint_ignores_command,
    env_from_other_stage,
    expose_invalid_format,
    expose_proto_casing,
    from_as_casing,
    from_platform_flag_const_disallowed,
    glibc_on_musl,
    global_arg_not_declared,
    healthcheck_command_missing,
    invalid_base_image_platform,
    invalid_default_arg_in_from,
    invalid_definition_description,
    json_args_recommended,
    last_stage_as_root,
    last_stage_from_builder,
    legacy_key_value_format,
    maintainer_deprecated,
    missing_artifact,
    mistyped_stage_name,
    multiple_instructions_disallowed,
    no_empty_continuation,
    ownership_doubles_layer,
    package_index_alone,
    private_files_copied,
    redundant_target_platform,
    removal_shrinks_nothing,
    reserved_stage_name,
    run_in_scratch,
    secret_in_arg_used_by_run,
    secret_removed_later,
    secrets_used_in_arg_or_env,
    shell_form_without_shell,
    signals_not_passed,
    single_stage_ships_compiler,
    source_before_dependencies,
    stage_by_number,
    stage_name_casing,
    undefined_arg_in_from,
    undefined_var,
    unpinned_base,
    unreached_stage,
    whole_stage_copied,
    workdir_relative_path,
    wrong_stage_number,
)
from dockercheck.rules.rule import BUILDKIT, Found, Rule

RULES: tuple[Rule, ...] = (
    # BuildKit's own checks
    stage_name_casing.rule,
    from_as_casing.rule,
    no_empty_continuation.rule,
    consistent_instruction_casing.rule,
    duplicate_stage_name.rule,
    reserved_stage_name.rule,
    json_args_recommended.rule,
    maintainer_deprecated.rule,
    undefined_arg_in_from.rule,
    workdir_relative_path.rule,
    undefined_var.rule,
    multiple_instructions_disallowed.rule,
    legacy_key_value_format.rule,
    invalid_base_image_platform.rule,
    redundant_target_platform.rule,
    secrets_used_in_arg_or_env.rule,
    invalid_default_arg_in_from.rule,
    from_platform_flag_const_disallowed.rule,
    copy_ignored_file.rule,
    invalid_definition_description.rule,
    expose_proto_casing.rule,
    expose_invalid_format.rule,
    # Ours
    build_tools_in_last_stage.rule,
    circular_stages.rule,
    context_in_last_stage.rule,
    development_dependencies.rule,
    development_headers_in_last_stage.rule,
    dynamic_binary_without_libc.rule,
    entrypoint_ignores_command.rule,
    env_from_other_stage.rule,
    glibc_on_musl.rule,
    global_arg_not_declared.rule,
    healthcheck_command_missing.rule,
    last_stage_as_root.rule,
    last_stage_from_builder.rule,
    missing_artifact.rule,
    mistyped_stage_name.rule,
    ownership_doubles_layer.rule,
    package_index_alone.rule,
    private_files_copied.rule,
    removal_shrinks_nothing.rule,
    run_in_scratch.rule,
    secret_in_arg_used_by_run.rule,
    secret_removed_later.rule,
    shell_form_without_shell.rule,
    signals_not_passed.rule,
    single_stage_ships_compiler.rule,
    source_before_dependencies.rule,
    stage_by_number.rule,
    unpinned_base.rule,
    unreached_stage.rule,
    whole_stage_copied.rule,
    wrong_stage_number.rule,
)


def find_all(build: Build, checks: Checks, rules: Iterable[Rule] = RULES) -> Iterator[Finding]:
    """The findings of all rules that are not switched off, in no order."""
    owners = _Owners(build)
    for rule in rules:
        for found in rule.find(build):
            valid = checks
            if rule.by_comment:
                valid = owners.checks_at(found.governed_by or found.span.line, checks)
            if valid.allow(rule.name, experimental=rule.experimental):
                yield _finding(rule, found, owners, fatal=checks.error)


class _Owners:
    """The instruction that a line belongs to, and what its comment switches off."""

    def __init__(self, build: Build) -> None:
        self.instructions = build.instructions
        self.starts = [instruction.line for instruction in build.instructions]

    def at(self, line: int) -> Instruction | None:
        index = bisect_right(self.starts, line) - 1
        return self.instructions[index] if index >= 0 else None

    def checks_at(self, line: int, checks: Checks) -> Checks:
        owner = self.at(line)
        local = checks_in_comments(owner.comments) if owner and owner.comments else None
        return checks if local is None else checks.merged(local)


def _finding(rule: Rule, found: Found, owners: _Owners, *, fatal: bool) -> Finding:
    severity = ERROR if fatal and rule.family == BUILDKIT else rule.severity
    span = found.span
    if rule.family == BUILDKIT and not found.exact:
        span = _from_first_line(span, owners.at(span.line))
    return Finding(rule.name, rule.family, severity, found.message, span, found.why, found.fix)


def _from_first_line(span: Span, owner: Instruction | None) -> Span:
    """BuildKit reports the line an instruction begins in, wherever the cause stands in it."""
    if owner is None or owner.line == span.line:
        return span
    start = owner.keyword_span
    return Span(start.line, start.column, span.end_line, span.end_column)


def counts_for_target(build: Build, rule: Rule, finding: Finding) -> bool:
    """Whether a build of the target shows the finding."""
    stage = None if rule.whole_file else build.stage_at(finding.line)
    return stage is None or stage.in_target
