"""The grammar's tree, walked statement by statement without recursion."""

import re
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING

from dockercheck.shell.effects import apply, shell_options
from dockercheck.shell.inner import SHELLS, Inner, executed_by_find, inner_script, inner_text
from dockercheck.shell.model import Command, Context, SyntaxProblem, Word
from dockercheck.shell.scope import CWD, Scope
from dockercheck.shell.simple import Emitter, Parts, Place
from dockercheck.shell.source import parse, prepare
from dockercheck.shell.survey import survey
from dockercheck.shell.tree import REDIRECTS, SIMPLE, SUBSTITUTIONS, flattened, operands, pieces

if TYPE_CHECKING:
    from tree_sitter import Node

Steps = Generator["Steps", None, None]
"""What a walk still has to do: yielding another walk runs that one first."""

_DEEPEST = 60
_DEEPEST_SCRIPT = 4
_MOST_COMMANDS = 2_000
_SET_IN_LOOP = re.compile(r"(?<!\w)([A-Za-z_]\w*)\+?=", re.ASCII)
_MOVES = re.compile(r"(?<![\w./-])(?:cd|pushd|popd|eval|source|\.)\s")


def run(steps: Steps) -> None:
    """Do a walk and all walks that it asks for."""
    stack = [steps]
    while stack:
        try:
            stack.append(next(stack[-1]))
        except StopIteration:
            stack.pop()


class Walker:
    """Walks one script; `emitter` makes the values."""

    def __init__(self, emitter: Emitter) -> None:
        self.emitter = emitter
        self.output = emitter.output
        self.too_deep = False
        shape = emitter.source.shape
        self.substitutes = any(opener in shape for opener in ("$(", "`", "<(", ">("))
        self.statements = {
            "c_style_for_statement": self._for,
            "case_statement": self._case,
            "compound_statement": self._group,
            "do_group": self._group,
            "for_statement": self._for,
            "function_definition": self._function,
            "if_statement": self._if,
            "list": self._chain,
            "negated_command": self._negated,
            "pipeline": self._pipeline,
            "redirected_statement": self._redirected,
            "subshell": self._subshell,
            "while_statement": self._while,
            "ERROR": self._broken,
        }

    @property
    def scope(self) -> Scope:
        """What is known where the walk has come to."""
        return self.emitter.scope

    def script(self, place: Place) -> Steps:
        """Walk the whole script."""
        source = self.emitter.source
        root = parse(source, self.output.until)
        if root is None:
            self._problem("too tangled to be read", 0, len(source.text))
            return
        survey(root, self.emitter)
        yield self._block(root.children, place)

    def literal(self, words: list[Word], place: Place) -> Steps:
        """Walk one command of which the words are known: an exec form."""
        yield self._emit(Parts(words[0].start, words[-1].end), words, place)

    def _problem(self, message: str, start: int, end: int) -> None:
        self.output.errors.append(SyntaxProblem(message, *self.emitter.span(start, end)))

    # Statements

    def _block(self, nodes: Sequence["Node"], place: Place) -> Steps:
        """Statements one after the other."""
        found: list[tuple[Node, str]] = []
        for node in nodes:
            if node.type in self.statements or node.type in SIMPLE:
                found.append((node, ";"))
            elif node.type == "&" and found:
                found[-1] = (found[-1][0], "&")
        before = place.before
        for index, (node, after) in enumerate(found):
            last = index == len(found) - 1
            if last and after == ";":
                after = place.after  # noqa: PLW2901
            inner = place._replace(must=place.must and last, before=before, after=after)
            yield self._statement(node, inner)
            if self.output.full:
                return
            before = after

    def _statement(self, node: "Node", place: Place) -> Steps:
        if self.output.full or len(self.output.commands) >= _MOST_COMMANDS:
            return self._stop(node)
        if node.type in SIMPLE:
            return self._simple(node, [], place)
        if place.depth > _DEEPEST:
            return self._refuse(node)
        return self.statements[node.type](node, place)

    def _refuse(self, node: "Node") -> Steps:
        if not self.too_deep:
            self.too_deep = True
            self._problem("nested too deeply to be read", node.start_byte, node.end_byte)
        yield from ()

    def _stop(self, node: "Node") -> Steps:
        if not self.output.full:
            self.output.full = True
            self._problem("more commands than are read", node.start_byte, node.end_byte)
        yield from ()

    def _broken(self, node: "Node", place: Place) -> Steps:
        yield self._block(node.children, place.inside(Context.BROKEN, sure=False))

    def _group(self, node: "Node", place: Place) -> Steps:
        inner = place._replace(depth=place.depth + 1)
        if node.child_count and node.children[0].type == "((":
            yield self._substitutions([node], inner)
        else:
            yield self._block(node.children, inner)

    def _subshell(self, node: "Node", place: Place) -> Steps:
        mark, ended = self.scope.mark(), self.output.ended
        inner = place._replace(nesting=(*place.nesting, Context.SUBSHELL), depth=place.depth + 1)
        yield self._block(node.children, inner)
        self.scope.restore(mark)
        self.output.ended = ended

    def _negated(self, node: "Node", place: Place) -> Steps:
        negated = place.negated
        while node.type == "negated_command":
            negated = not negated
            node = node.children[-1]
        inner = place._replace(negated=negated, must=False, depth=place.depth + 1)
        if node.type in self.statements or node.type in SIMPLE:
            yield self._statement(node, inner)

    def _pipeline(self, node: "Node", place: Place) -> Steps:
        ops, parts = operands(node)
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            mark, ended = self.scope.mark(), self.output.ended
            inner = place._replace(
                must=place.must and last,
                before=ops[index - 1] if index else place.before,
                after=place.after if last else ops[index],
                depth=place.depth + 1,
            )
            yield self._part(part, inner)
            self.scope.restore(mark)
            self.output.ended = ended

    def _chain(self, node: "Node", place: Place) -> Steps:
        """`a && b || c`: what stands behind `||` may not run, nor what `||` can step over."""
        ops, parts = flattened(node)
        last_or = max((index for index, op in enumerate(ops) if op == "||"), default=-1)
        mark = self.scope.mark()
        for index, part in enumerate(parts):
            op = ops[index - 1] if index else ""
            last = index == len(parts) - 1
            if op == "||" or (op == "&&" and index > 1 and ops[index - 2] == "||"):
                self.scope.doubt(mark)
                mark = self.scope.mark()
            sure = not index or (op == "&&" and place.must and index > last_or)
            inner = place._replace(
                sure=place.sure and sure,
                must=place.must if last else ops[index] == "&&",
                before=op or place.before,
                after=place.after if last else ops[index],
                depth=place.depth + 1,
            )
            yield self._part(part, inner)
            if not index:
                mark = self.scope.mark()
        if not place.must or (ops and ops[-1] == "||"):
            self.scope.doubt(mark)

    def _part(self, node: "Node", place: Place) -> Steps:
        if node.type in self.statements or node.type in SIMPLE:
            yield self._statement(node, place)

    def _if(self, node: "Node", place: Place) -> Steps:
        tested, chosen = _split_at_then(node)
        condition = place.inside(Context.CONDITION)
        yield self._block(tested, condition)
        mark = self.scope.mark()
        yield self._branch(chosen, place)
        for clause in node.children:
            if clause.type == "elif_clause":
                tested, chosen = _split_at_then(clause)
                yield self._block(tested, condition._replace(sure=False))
                yield self._branch(chosen, place)
            elif clause.type == "else_clause":
                yield self._branch(clause.children, place)
        self.scope.doubt(mark)

    def _branch(self, nodes: Sequence["Node"], place: Place) -> Steps:
        mark = self.scope.mark()
        yield self._block(nodes, place.inside(Context.IF, sure=False))
        self.scope.doubt(mark)

    def _case(self, node: "Node", place: Place) -> Steps:
        yield self._substitutions([node], place, below={"case_item"})
        for item in node.children:
            if item.type == "case_item":
                mark = self.scope.mark()
                yield self._block(item.children, place.inside(Context.CASE, sure=False))
                self.scope.doubt(mark)

    def _for(self, node: "Node", place: Place) -> Steps:
        yield self._substitutions([node], place, below={"do_group", "compound_statement"})
        values = node.children_by_field_name("value")
        words = [self.emitter.word(each.start_byte, each.end_byte) for each in values]
        runs = any(word.value is not None for word in words)
        variable = node.child_by_field_name("variable")
        body = node.child_by_field_name("body")
        mark = self.scope.mark()
        self._before_loop(node)
        if variable is not None:
            name = self.emitter.written(variable.start_byte, variable.end_byte)
            self.scope.assign(name, words[0].value if len(words) == 1 else None)
            self.output.assigned.add(name)
        if body is not None:
            inner = place.inside(Context.LOOP, sure=place.sure and runs)
            yield self._block(body.children, inner)
        self.scope.doubt(mark)

    def _while(self, node: "Node", place: Place) -> Steps:
        mark = self.scope.mark()
        self._before_loop(node)
        condition = [child for child in node.children if child.type != "do_group"]
        yield self._block(condition, place.inside(Context.CONDITION))
        for child in node.children:
            if child.type == "do_group":
                yield self._block(child.children, place.inside(Context.LOOP, sure=False))
        self.scope.doubt(mark)

    def _before_loop(self, node: "Node") -> None:
        """In its second round a loop's body sees what its first round has set."""
        text = self.emitter.source.text[node.start_byte : node.end_byte]
        self.scope.forget({found[1] for found in _SET_IN_LOOP.finditer(text)})
        if _MOVES.search(text):
            self.scope.forget([CWD])

    def _function(self, node: "Node", place: Place) -> Steps:
        """A body runs when it is called: nothing that is known here need hold then."""
        name = node.child_by_field_name("name")
        body = node.child_by_field_name("body")
        outside, ended = self.scope, self.output.ended
        self.emitter.scope = Scope({}, None)
        if body is not None and (body.type in self.statements or body.type in SIMPLE):
            yield self._statement(body, place.inside(Context.FUNCTION, sure=False))
        changed = self.scope.changed(0)
        self.emitter.scope, self.output.ended = outside, ended
        if name is not None:
            written = self.emitter.written(name.start_byte, name.end_byte)
            self.emitter.functions[written] = changed

    def _redirected(self, node: "Node", place: Place) -> Steps:
        body = node.child_by_field_name("body")
        redirects = [child for child in node.children if child.type in REDIRECTS]
        if body is None or body.type in SIMPLE:
            yield self._simple(body or node, redirects, place)
            return
        yield self._substitutions(redirects, place)
        parts = Parts(0, 0)
        for redirect in redirects:
            self.emitter.redirect(redirect, parts)
        inner = place._replace(
            redirects=place.redirects + tuple(parts.redirects), depth=place.depth + 1
        )
        yield self._part(body, inner)

    # Simple commands

    def _simple(self, node: "Node", redirects: Sequence["Node"], place: Place) -> Steps:
        if self.substitutes:
            yield self._substitutions([node, *redirects], place)
        parts = Parts(*self.emitter.span(node.start_byte, node.end_byte))
        for child in pieces(node):
            if child.type == "variable_assignment" and node.type != "declaration_command":
                parts.assignments.append(child)
            elif child.type in REDIRECTS:
                self.emitter.redirect(child, parts)
            else:
                parts.words.append((child.start_byte, child.end_byte))
        following: list[Node] = []
        for redirect in redirects:
            self.emitter.redirect(redirect, parts)
            following += [each for each in redirect.children if each.type in self.statements]
        parts.order()
        declares = node.type == "declaration_command"
        words = [self.emitter.word(start, end, assigning=declares) for start, end in parts.words]
        yield self._emit(parts, words, place)
        for statement in following:  # `cat <<E | tee f` inside a quoted substitution
            yield self._statement(statement, place._replace(before="", depth=place.depth + 1))

    def _emit(
        self,
        parts: Parts,
        words: list[Word],
        place: Place,
        spans: Mapping[int, tuple[int, int]] | None = None,
    ) -> Steps:
        """Add a command, then walk what it runs itself; `spans` by the identity of a word."""
        command = self.emitter.emit(parts, words, place)
        apply(command, self.scope, self.output)
        if command.name in self.emitter.functions:
            self.scope.forget(self.emitter.functions[command.name])
        if command.name in SHELLS:
            self.output.options.update(shell_options(command.arguments))
        script = inner_script(command)
        if spans is None and (script is not None or command.name == "find"):
            spans = dict(zip(map(id, words), parts.words, strict=False))
        if command.name == "find":
            for inner in executed_by_find(command.arguments):
                at = Parts(inner[0].start, inner[-1].end)
                found = place._replace(nesting=(*place.nesting, Context.EXEC), sure=False)
                yield self._emit(at, list(inner), found, spans)
        if script is not None and self.emitter.level < _DEEPEST_SCRIPT:
            yield self._inner(script, command, spans or {}, place)

    def _inner(
        self,
        script: Inner,
        command: Command,
        spans: Mapping[int, tuple[int, int]],
        place: Place,
    ) -> Steps:
        """Walk a script that a command holds in its words or reads from a heredoc."""
        held = inner_text(script, self.emitter, spans)
        if held is None:
            if script.same_shell:
                self.scope.forget_everything()
            return
        outer = self.scope
        expanded = any(word.text.startswith('"') for word in script.words)
        known = outer.lookup if expanded else outer.lookup_passed_on
        scope = outer if script.same_shell else Scope({}, outer.cwd, known)
        text, offsets = held
        emitter = Emitter(
            prepare(text, None), scope, self.output, origin=offsets, level=self.emitter.level + 1
        )
        ended = self.output.ended
        redirects = tuple(each for each in command.redirects if each.heredoc is None)
        inner = place.inside(script.context, must=place.must)
        yield Walker(emitter).script(inner._replace(redirects=place.redirects + redirects))
        if not script.same_shell:
            self.output.ended = ended

    def _substitutions(
        self, nodes: Sequence["Node"], place: Place, below: frozenset[str] | set[str] = frozenset()
    ) -> Steps:
        """Walk the commands inside `$(…)`, backquotes and `<(…)` in words."""
        if not self.substitutes:
            return
        stack = list(reversed(nodes))
        while stack:
            node = stack.pop()
            if node.type in SUBSTITUTIONS:
                mark, ended = self.scope.mark(), self.output.ended
                inner = place.inside(Context.SUBSTITUTION)
                if inner.depth > _DEEPEST:
                    yield self._refuse(node)
                else:
                    yield self._block(node.children, inner._replace(negated=False, redirects=()))
                self.scope.restore(mark)
                self.output.ended = ended
            elif node.type not in below:
                stack += reversed(node.children)


def _split_at_then(node: "Node") -> tuple[list["Node"], list["Node"]]:
    """The condition and the body of `if` or `elif`."""
    children = node.children
    then = next((at for at, child in enumerate(children) if child.type == "then"), 0)
    return children[:then], children[then:]
