"""The Bash grammar's node kinds that matter here, and its chains made flat."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

SUBSTITUTIONS = frozenset({"command_substitution", "process_substitution"})
SIMPLE = frozenset(
    {
        "command",
        "declaration_command",
        "test_command",
        "unset_command",
        "variable_assignment",
        "variable_assignments",
    }
)
REDIRECTS = frozenset({"file_redirect", "herestring_redirect", "heredoc_redirect"})
_TESTED = frozenset(
    {
        "concatenation",
        "expansion",
        "extglob_pattern",
        "number",
        "raw_string",
        "regex",
        "simple_expansion",
        "string",
        "test_operator",
        "word",
    }
)


def pieces(node: "Node") -> Iterator["Node"]:
    """The nodes that are words, assignments and redirects of a simple command."""
    if node.type == "variable_assignment":
        yield node
    elif node.type == "test_command":
        yield from _tested(node)
    elif node.type in SIMPLE:
        yield from (child for child in node.children if child.type not in {"ERROR", "comment"})


def _tested(node: "Node") -> Iterator["Node"]:
    """The words of `[ … ]`, without what only groups them."""
    stack = [node]
    while stack:
        each = stack.pop()
        if each.type in _TESTED or not each.child_count:
            if each.end_byte > each.start_byte:
                yield each
        else:
            stack += reversed(each.children)


def operands(node: "Node") -> tuple[list[str], list["Node"]]:
    """The operators and operands of one node."""
    ops: list[str] = []
    parts: list[Node] = []
    for child in node.children:
        if child.type in {"&&", "||", "|", "|&"}:
            ops.append(child.type)
        elif child.type != "comment" and (child.is_named or child.type == "ERROR"):
            parts.append(child)
    while len(ops) < len(parts) - 1:
        ops.append(";")
    return ops, parts


def flattened(node: "Node") -> tuple[list[str], list["Node"]]:
    """A chain as a flat list: the grammar nests it to the left."""
    ops: list[str] = []
    parts: list[Node] = []
    while node.type == "list":
        inner_ops, inner = operands(node)
        ops += reversed(inner_ops)
        parts += reversed(inner[1:])
        if not inner:
            break
        node = inner[0]
    parts.append(node)
    return ops[::-1], parts[::-1]
