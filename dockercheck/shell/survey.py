"""One look over a script's whole tree: what is not shell, and which variables it uses."""

import re
from typing import TYPE_CHECKING

from dockercheck.shell.model import Reference, SyntaxProblem
from dockercheck.shell.simple import Emitter

if TYPE_CHECKING:
    from tree_sitter import Node

_IN_HEREDOC = re.compile(r"(?<!\\)\$\{?([A-Za-z_]\w*)(:?[-+=?])?", re.ASCII)
_GUARD = re.compile(r":?[-+=?]")
_ARITHMETIC = frozenset(
    {
        "arithmetic_expansion",
        "binary_expression",
        "parenthesized_expression",
        "postfix_expression",
        "ternary_expression",
        "unary_expression",
    }
)


def survey(root: "Node", emitter: Emitter) -> None:
    """Note the errors and the variables of a script."""
    if root.has_error:
        _errors(root, emitter)
    if "$" in emitter.source.shape:
        _variables(root, emitter)
    for body in emitter.source.heredocs.values():
        if not body.quoted:
            _in_heredoc(body.start, body.end, emitter)


def _errors(root: "Node", emitter: Emitter) -> None:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_missing:
            _problem(f"“{node.type}” is missing", node, emitter)
        elif node.type == "ERROR":
            _problem("not readable as shell here", node, emitter)
        elif node.has_error:
            stack += node.children


def _problem(message: str, node: "Node", emitter: Emitter) -> None:
    span = emitter.span(node.start_byte, node.end_byte)
    emitter.output.errors.append(SyntaxProblem(message, *span))


def _variables(root: "Node", emitter: Emitter) -> None:
    stack: list[tuple[Node, str]] = [(root, "")]
    while stack:
        node, parent = stack.pop()
        kind = node.type
        if kind == "variable_name" and parent in _ARITHMETIC:
            _reference(node, node, emitter)
        elif kind in {"simple_expansion", "expansion"}:
            for child in node.named_children:
                if child.type == "variable_name":
                    _reference(node, child, emitter)
                    break
        if kind != "word":
            stack += [(child, kind) for child in node.named_children]


def _reference(node: "Node", variable: "Node", emitter: Emitter) -> None:
    name = emitter.written(variable.start_byte, variable.end_byte)
    if name.isidentifier() and name.isascii():
        behind = emitter.source.text[variable.end_byte : node.end_byte]
        span = emitter.span(node.start_byte, node.end_byte)
        guarded = _GUARD.match(behind) is not None
        emitter.output.references.append(Reference(name, *span, guarded))


def _in_heredoc(start: int, end: int, emitter: Emitter) -> None:
    for found in _IN_HEREDOC.finditer(emitter.source.text, start, end):
        span = emitter.span(found.start(), found.end(1))
        emitter.output.references.append(Reference(found[1], *span, found[2] is not None))
