"""Reading shell text: words, joints, nesting, certainty, and what never goes wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.shell import OptionStyle, from_exec, read
from dockercheck.shell.model import Context

SHELL_PIECES = st.sampled_from(
    ["a", "cd /x", "$A", "${A:-b}", '"', "'", "`", "$(", ")", "(", "{ ", "}", "; ", "\n", "\\\n",
     "\\", "&&", "||", "|", "&", "<<EOF", "<<-'E'", "\nEOF\n", "<", "> f", "2>&1", "if ", "then ",
     "fi", "for i in ", "do ", "done", "case x in ", "esac", ";;", "sh -c ", 'bash -c "', "eval ",
     "é", "\0", "\r\n", " # x\n", "[ ", "]", "f() ", "$((", "A=", " ", "*", "~/", "{a,b}",
     "find . -exec ", "sudo ", "xargs ", "exit 0", "\udc80"]
)  # fmt: skip


def names(text, **options):
    return [command.name for command in read(text, **options).commands]


def values(text, **options):
    return [word.value for word in read(text, **options).commands[-1].words]


def last(text, **options):
    return read(text, **options).commands[-1]


# Words


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("plain", "plain"),
        ("'a b'", "a b"),
        ('"a b"', "a b"),
        ("a\\ b", "a b"),
        ('"a\\"b\\$c\\d"', 'a"b$c\\d'),
        ("a'b'\"c\"d", "abcd"),
        ("--x='y z'", "--x=y z"),
        ("\\$HOME", "$HOME"),
        ("'$HOME'", "$HOME"),
        ('"$"', "$"),
        ("a$", "a$"),
        ("{}", "{}"),
        ("a#b", "a#b"),
        ("foo\\\nbar", "foobar"),
        ('"foo\\\nbar"', "foobar"),
        ("'foo\\\nbar'", "foo\\\nbar"),
        ("über", "über"),
        ("''", ""),
        ("a[1", "a[1"),
        # Not certain
        ("$HOME", None),
        ('"$HOME/x"', None),
        ("${X:-y}", None),
        ("$(date)", None),
        ("`date`", None),
        ("$((1+1))", None),
        ("*.txt", None),
        ("a?c", None),
        ("[ab]", None),
        ("{a,b}", None),
        ("{1..3}", None),
        ("~/x", None),
        ("$'a'", None),
        ("<(ls)", None),
    ],
)
def test_word_has_the_value_that_the_command_gets(word, value):
    assert values(f"cmd {word}") == ["cmd", value]


@pytest.mark.parametrize(
    ("word", "pattern", "prefix"),
    [
        ("/var/lib/apt/lists/*", "/var/lib/apt/lists/*", "/var/lib/apt/lists/"),
        ("'a*'*", "a[*]*", "a*"),
        ("/opt/$V/bin", None, "/opt/"),
        ("--from=$X", None, "--from="),
        ("plain", "plain", "plain"),
        ("a{b,c}", None, "a"),
    ],
)
def test_word_tells_what_is_certain_of_it(word, pattern, prefix):
    read_word = last(f"rm {word}").words[1]

    assert (read_word.pattern, read_word.prefix) == (pattern, prefix)


def test_word_text_and_offsets_are_those_of_the_source():
    text = "é=1; cp 'ä ö' \\\n  dst"

    words = last(text).words

    assert [(word.text, text[word.start : word.end]) for word in words] == [
        ("cp", "cp"),
        ("'ä ö'", "'ä ö'"),
        ("dst", "dst"),
    ]


@pytest.mark.parametrize(
    ("program", "name"),
    [("/usr/bin/apt-get", "apt-get"), ("./gradlew", "gradlew"), ('"go"', "go"), ("$GO", None)],
)
def test_command_is_named_by_its_program(program, name):
    assert names(f"{program} x") == [name]


# Joints


def test_commands_come_in_order_with_what_joins_them():
    commands = read("a && b || c; d | e |& f & g\nh").commands

    assert [(command.before, command.name, command.after) for command in commands] == [
        ("", "a", "&&"),
        ("&&", "b", "||"),
        ("||", "c", ";"),
        (";", "d", "|"),
        ("|", "e", "|&"),
        ("|&", "f", "&"),
        ("&", "g", ";"),
        (";", "h", ""),
    ]


def test_group_passes_its_joints_to_its_first_and_last_command():
    commands = read("x && { a; b; } || y").commands

    assert [(command.before, command.name, command.after) for command in commands] == [
        ("", "x", "&&"),
        ("&&", "a", ";"),
        (";", "b", "||"),
        ("||", "y", ""),
    ]


@pytest.mark.parametrize(
    ("text", "ignored"),
    [("a || true", True), ("! a", True), ("a && b", False), ("a", False)],
)
def test_failure_is_known_to_be_ignored(text, ignored):
    assert read(text).commands[0].failure_ignored is ignored


# Certainty


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("a && b && c", "abc"),
        ("a && b; c", "ac"),
        ("a || b", "a"),
        ("a || b && c", "ac"),
        ("a && b || c && d", "ad"),
        ("a; b | c", "abc"),
        ("if a; then b; elif c; then d; else e; fi; f", "af"),
        ("for i in x y; do a; done; b", "ab"),
        ("for i in $X; do a; done; b", "b"),
        ("while a; do b; done", "a"),
        ("case $x in 1) a;; *) b;; esac; c", "c"),
        ("(a && b)", "ab"),
        ("(a && b); c", "ac"),
        ("{ a; b; } && c", "abc"),
        ("f() { a; }; b", "b"),
        ("! a", "a"),
        ("a & b", "ab"),
    ],
)
def test_commands_that_every_successful_run_reaches_are_sure(text, sure):
    found = read(text).commands

    assert "".join(command.name for command in found if command.sure and command.words) == sure


def test_nothing_is_sure_behind_a_possible_early_end():
    commands = read("if [ -f x ]; then exit 0; fi; build").commands

    assert commands[-1].name == "build"
    assert not commands[-1].sure


def test_failing_exit_leaves_the_rest_sure():
    assert last("test -f x || exit 1; build").sure


def test_exec_replaces_the_shell():
    assert not last("exec server; cleanup").sure


# Nesting


@pytest.mark.parametrize(
    ("text", "nesting"),
    [
        ("(x)", (Context.SUBSHELL,)),
        ("a $(x)", (Context.SUBSTITUTION,)),
        ("a `x`", (Context.SUBSTITUTION,)),
        ('a "$(x)"', (Context.SUBSTITUTION,)),
        ("A=$(x)", (Context.SUBSTITUTION,)),
        ("a > $(x)", (Context.SUBSTITUTION,)),
        ("a <(x)", (Context.SUBSTITUTION,)),
        ("for i in $(x); do a; done", (Context.SUBSTITUTION,)),
        ("case $(x) in a) b;; esac", (Context.SUBSTITUTION,)),
        ("if x; then a; fi", (Context.CONDITION,)),
        ("if a; then x; fi", (Context.IF,)),
        ("if a; then b; else x; fi", (Context.IF,)),
        ("while a; do x; done", (Context.LOOP,)),
        ("until x; do a; done", (Context.CONDITION,)),
        ("for ((i=0;i<3;i++)); do x; done", (Context.LOOP,)),
        ("case a in b) x;; esac", (Context.CASE,)),
        ("f() { x; }", (Context.FUNCTION,)),
        ("function f { x; }", (Context.FUNCTION,)),
        ("{ x; }", ()),
        ("sh -c 'x'", (Context.SCRIPT,)),
        ("bash <<EOF\nx\nEOF", (Context.HEREDOC,)),
        ("find . -exec x {} \\;", (Context.EXEC,)),
        ("(if a; then $(x); fi)", (Context.SUBSHELL, Context.IF, Context.SUBSTITUTION)),
    ],
)
def test_command_knows_what_it_stands_in(text, nesting):
    found = [command for command in read(text).commands if command.name == "x"]

    assert [command.nesting for command in found] == [nesting]


def test_substitution_comes_before_the_command_that_uses_it():
    assert names('a "$(b $(c))"') == ["c", "b", "a"]


# Scripts inside commands


@pytest.mark.parametrize(
    "text",
    [
        "sh -c 'one && two'",
        'bash -euxc "one && two"',
        "bash -o pipefail -c 'one && two'",
        "/bin/sh -ec 'one && two'",
        "sudo -E bash -c 'one && two'",
        "su app -c 'one && two'",
        "bash <<'EOF'\none\ntwo\nEOF",
        "sh -s <<EOF\none && two\nEOF",
    ],
)
def test_script_that_a_shell_is_given_is_read(text):
    assert names(text)[1:] == ["one", "two"]


def test_eval_is_read_in_the_same_shell():
    commands = read("eval 'cd /x &&' b").commands

    assert [(command.name, command.cwd) for command in commands] == [
        ("eval", "."),
        ("cd", "."),
        ("b", "/x"),
    ]


@pytest.mark.parametrize(
    "text", ['sh -c "$CMD"', "sh script.sh", 'sh -c "$(gen)"', "curl x | sh -s -- y", "bash"]
)
def test_script_that_does_not_stand_in_the_text_is_not_guessed(text):
    assert [name for name in names(text) if name not in {"sh", "bash", "curl", "gen"}] in (
        [],
        [None],
    )


def test_offsets_inside_a_quoted_script_are_those_of_the_source():
    text = 'RUN=1; sh -c "cp \\"a b\\" \\\n /x && sh -c \'rm y\'"'

    words = [word for command in read(text).commands for word in command.words]

    assert [text[word.start : word.end] for word in words] == [word.text for word in words]
    assert last(text).words[1].text == "y"


def test_variables_of_the_outer_shell_hold_only_in_a_double_quoted_script():
    double = last('V=1; sh -c "cp $V x"')
    single = last("V=1; sh -c 'cp $V x'")
    exported = last("export V=1; sh -c 'cp $V x'")

    assert [command.words[1].value for command in (double, single, exported)] == ["1", None, "1"]


def test_exec_form_is_literal():
    script = from_exec(["echo", "$HOME", "a && b"])

    assert [word.value for word in script.commands[0].words] == ["echo", "$HOME", "a && b"]
    assert len(script.commands) == 1


def test_exec_form_of_a_shell_is_read_through():
    script = from_exec(["/bin/sh", "-c", 'cd /a && rm "x y"'])

    assert [command.name for command in script.commands] == ["sh", "cd", "rm"]
    assert script.commands[2].words[1].value == "x y"
    assert script.text[slice(*_span(script.commands[2].words[1]))] == '"x y"'


def _span(word):
    return word.start, word.end


def test_empty_exec_form_has_no_command():
    assert from_exec([]).commands == ()


# Wrappers


@pytest.mark.parametrize(
    ("text", "wrappers"),
    [
        ("sudo -u app cmd a", ["sudo"]),
        ("env -i A=b cmd a", ["env"]),
        ("time -p cmd a", ["time"]),
        ("exec cmd a", ["exec"]),
        ("nice -n 5 cmd a", ["nice"]),
        ("command cmd a", ["command"]),
        ("xargs -0 -n 1 cmd a", ["xargs"]),
        ("timeout -k 5 10m cmd a", ["timeout"]),
        ("gosu app cmd a", ["gosu"]),
        ("sudo env A=b nice cmd a", ["sudo", "env", "nice"]),
    ],
)
def test_wrapper_is_seen_through(text, wrappers):
    command = last(text)

    assert [word.value for word in command.words] == ["cmd", "a"]
    assert [wrapper.name for wrapper in command.wrappers] == wrappers


@pytest.mark.parametrize("text", ["env", "sudo -l", "command -v go", "env A=b", "exec 3>f"])
def test_wrapper_that_starts_nothing_is_a_command_itself(text):
    assert names(text) == [text.partition(" ")[0]]


def test_arguments_from_xargs_are_known_to_be_incomplete():
    commands = read("find . | xargs rm -f; rm x").commands

    assert [command.takes_input_as_arguments for command in commands] == [False, True, False]


# Variables


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("X=1; cmd $X", "1"),
        ("X=1 && cmd $X", "1"),
        ("X=a; Y=$X/b; cmd ${Y}c", "a/bc"),
        ("X=a; X+=b; cmd $X", "ab"),
        ("export X=1; cmd $X", "1"),
        ("X='a b'; cmd \"$X\"", "a b"),
        ("X=1; cmd ${X:-2}", "1"),
        ("X=; cmd x${X:-2}", "x2"),
        ("X=1; cmd x${X:+2}", "x2"),
        ('X=a* ; cmd "$X"', "a*"),
        ("a && X=1 && cmd $X", "1"),
        ("X=1; { Y=$X; }; cmd $Y", "1"),
        ("A=1 B=$A; cmd $B", "1"),
        ("unset X; cmd x$X", "x"),
        ("for i in only; do cmd $i; done", "only"),
        ("X=1; declare X+=2; cmd $X", "12"),
        ("X=1; (. ./env); cmd $X", "1"),
        ("readonly X=1; cmd $X", "1"),
        ("X=1; printf -- -v; cmd $X", "1"),
        ("X=1; wait; read; cmd $X", "1"),
        # Not certain
        ("cmd $X", None),
        ("X='a b'; cmd $X", None),
        ("X=1 other; cmd $X", None),
        ("X=$(date); cmd $X", None),
        ("a && X=1; cmd $X", None),
        ("a || X=1; cmd $X", None),
        ("if a; then X=1; fi; cmd $X", None),
        ("X=1; if a; then X=2; fi; cmd $X", None),
        ("for i in a b; do cmd $i; done", None),
        ("X=1; while a; do cmd $X; X=2; done", None),
        ("(X=1); cmd $X", None),
        ("X=1 | a; cmd $X", None),
        ("X=1; read X; cmd $X", None),
        ("X=1; . ./env; cmd $X", None),
        ('X=1; eval "$CODE"; cmd $X', None),
        ("f() { X=2; }; X=1; f; cmd $X", None),
        ("case a in b) X=1;; esac; cmd $X", None),
        ("X=(a b); cmd $X", None),
        ("X=1; X+=$Y; cmd $X", None),
        ("printf -v X 1; cmd $X", None),
        ("declare X+=2; cmd $X", None),
        ("export X=$Y; cmd $X", None),
        ("X=1; if a; then . ./env; fi; cmd $X", None),
        ("f() { . ./env; }; X=1; f; cmd $X", None),
        ("X[0]=1; cmd $X", None),
        ("X=1; export $Y; sudo unset X; cmd ~user/$X", None),
    ],
)
def test_variable_is_expanded_where_its_value_is_certain(text, value):
    found = [command for command in read(text).commands if command.name == "cmd"]

    assert found[0].words[1].value == value


def test_subshell_does_not_change_what_is_known_outside():
    assert values("X=1; (X=2; cd /y; unset X); cmd $X") == ["cmd", "1"]


def test_variables_that_are_given_hold_until_the_script_changes_them():
    env = {"APP": "/srv", "TOKEN": None}

    assert values("cmd $APP $TOKEN ~/x", env=env | {"HOME": "/root"}) == [
        "cmd",
        "/srv",
        None,
        "/root/x",
    ]
    assert values("APP=/opt; cmd $APP", env=env) == ["cmd", "/opt"]


def test_environment_of_a_command_has_what_the_script_exports():
    command = last("export GOOS=linux; X=1; CGO_ENABLED=0 GOFLAGS=$F go build")

    assert command.environment == {"GOOS": "linux", "CGO_ENABLED": "0", "GOFLAGS": None}
    assert [each.name for each in command.assignments] == ["CGO_ENABLED", "GOFLAGS"]


def test_variable_that_is_no_longer_exported_is_not_passed_on():
    assert last("export -n A=1; declare -x B=2; declare C=3; cmd").environment == {"B": "2"}


def test_value_that_doubles_itself_stays_small():
    script = read("A=aaaaaaaa; " + "A=$A$A; " * 40 + "cmd $A")

    assert script.commands[-1].words[1].value is None


def test_references_name_the_variables_that_the_script_uses():
    text = "cmd $A '$B' \"${C:-x}\" $((D+1)) $(e $F) \\$G $1; cat <<X\n$H\nX\ncat <<'Y'\n$I\nY"

    script = read(text)

    assert [(each.name, each.guarded) for each in script.references] == [
        ("A", False),
        ("C", True),
        ("D", False),
        ("F", False),
        ("H", False),
    ]
    assert [text[each.start : each.end] for each in script.references][:2] == ["$A", "${C:-x}"]


def test_assigned_names_the_variables_that_the_script_sets():
    script = read("A=1; B=2 cmd; export C=3; for D in x; do read E; done")

    assert script.assigned == {"A", "C", "D", "E"}


# Working directory


@pytest.mark.parametrize(
    ("text", "cwd"),
    [
        ("cmd", "."),
        ("cd /a && cmd", "/a"),
        ("cd a && cd b/../c && cmd", "a/c"),
        ("cd /a; cd ..; cmd", "/"),
        ("cd .. && cmd", ".."),
        ("D=/x; cd $D; cmd", "/x"),
        ("(cd /a); cmd", "."),
        ("(cd /a; cmd)", "/a"),
        ("cd /a || exit 1; cmd", "/a"),
        ("cd -P /a; cmd", "/a"),
        ("cd $D; cmd", None),
        ("cd; cmd", None),
        ("cd /a; cd -; cmd", None),
        ("a && cd /a; cmd", None),
        ("pushd /a; cmd", None),
        ("if a; then cd /b; fi; cmd", None),
        ("while a; do cmd; cd ..; done", None),
    ],
)
def test_working_directory_is_followed_where_it_is_certain(text, cwd):
    assert [each.cwd for each in read(text).commands if each.name == "cmd"] == [cwd]


# Redirects


def test_redirects_have_operator_descriptor_and_target():
    redirects = last("cmd <in >>out 2>&1 2>/dev/null &>all 3>&- x").redirects

    assert [
        (each.op, each.descriptor, each.target.value if each.target else None, each.writes)
        for each in redirects
    ] == [
        ("<", None, "in", False),
        (">>", None, "out", True),
        (">&", 2, "1", False),
        (">", 2, "/dev/null", True),
        ("&>", None, "all", True),
        (">&-", 3, None, False),
    ]


def test_words_behind_a_redirect_are_arguments():
    assert values("cmd a > file b c") == ["cmd", "a", "b", "c"]


def test_redirect_around_a_group_reaches_its_commands():
    commands = read("{ a; b > x; } > y").commands

    assert [
        [each.target.value for each in command.redirects + command.outer_redirects]
        for command in commands
    ] == [["y"], ["x", "y"]]


@pytest.mark.parametrize(
    ("text", "content", "quoted"),
    [
        ("cat <<EOF > f\nhi\nyou\nEOF", "hi\nyou\n", False),
        ("cat <<-EOF > f\n\t\thi\n\tEOF", "hi\n", False),
        ("cat <<'EOF' > f\n$X `y` \\n\nEOF", "$X `y` \\n\n", True),
        ('X=1; cat <<EOF > f\nv=$X "q" \\$Y\nEOF', 'v=1 "q" $Y\n', False),
        ("cat <<EOF > f\n$X\nEOF", None, False),
        ("cat <<EOF", "", False),
    ],
)
def test_heredoc_has_its_content(text, content, quoted):
    heredoc = last(text).redirects[0].heredoc

    assert (heredoc.content, heredoc.quoted) == (content, quoted)


def test_commands_around_heredocs_are_read():
    text = "cat <<A <<-'B' >o | tee p && ls; x\n1\nA\n\t2\n\tB\ny"

    script = read(text)

    assert [command.name for command in script.commands] == ["cat", "tee", "ls", "x", "y"]
    assert [each.heredoc.content for each in script.commands[0].redirects[:2]] == ["1\n", "2\n"]
    assert script.errors == ()


def test_shift_in_arithmetic_is_no_heredoc():
    assert names("x=$((1<<2)); a\nb") == ["", "a", "b"]


def test_heredoc_inside_a_quoted_substitution_is_read():
    assert names('echo "$(cat <<E | tee f\nx\nE\n)"') == ["cat", "tee", "echo"]


# Dockerfile continuations


def test_continuations_of_a_dockerfile_are_joined_as_docker_does():
    text = "apt-get update \\\n  # don't\n\n && echo 'one\\  \n two' \\\n foo\\\nbar"

    script = read(text, escape="\\")

    assert [[word.value for word in command.words] for command in script.commands] == [
        ["apt-get", "update"],
        ["echo", "one two", "foobar"],
    ]
    words = [word for command in script.commands for word in command.words]
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]


def test_other_escape_character_joins_lines():
    assert names("a && `\n b", escape="`") == ["a", "b"]


def test_continuation_at_windows_line_ends_is_joined():
    assert names("a \\\r\n && b", escape="\\") == ["a", "b"]


def test_heredoc_below_a_continued_line_keeps_its_backslashes():
    heredoc = last("cat <<'E' \\\n > f\na \\\n# b\nE", escape="\\").redirects[0].heredoc

    assert heredoc.content == "a \\\n# b\n"


# Options of the shell


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("set -eux; a", {"e", "u", "x"}),
        ("set -o pipefail -e; a", {"pipefail", "e"}),
        ("set -euo pipefail; a", {"e", "u", "pipefail"}),
        ("set -o errexit; a", {"e"}),
        ("set +x; a", set()),
        ("set -- -e; a", set()),
        ("bash -exc 'a'", {"e", "x"}),
        ("a", set()),
    ],
)
def test_shell_options_that_are_set_are_noted(text, options):
    assert read(text).options == options


# Flags and operands


@pytest.mark.parametrize(
    ("text", "style", "flags", "operands"),
    [
        ("tar -xzf a b", OptionStyle.of("-f"), [("-x", None), ("-z", None), ("-f", "a")], ["b"]),
        ("tar -fa b", OptionStyle.of("-f"), [("-f", "a")], ["b"]),
        ("x --out=a b", OptionStyle.of("--out"), [("--out", "a")], ["b"]),
        ("x --out a b", OptionStyle.of("--out"), [("--out", "a")], ["b"]),
        ("x --out=$A b", OptionStyle.of("--out"), [("--out", None)], ["b"]),
        ("x -o$A b", OptionStyle.of("-o"), [("-o", None)], ["b"]),
        ("x -a -- -b", OptionStyle(), [("-a", None)], ["-b"]),
        ("x - a", OptionStyle(), [], ["-", "a"]),
        ("x a -b", OptionStyle(posix=True), [], ["a", "-b"]),
        ("x -o", OptionStyle.of("-o"), [("-o", None)], []),
        (
            "go -trimpath -o=a -tags b .",
            OptionStyle.of("-o -tags", single_dash=True),
            [("-trimpath", None), ("-o", "a"), ("-tags", "b")],
            ["."],
        ),
    ],
)
def test_arguments_are_split_into_flags_and_operands(text, style, flags, operands):
    arguments = last(text).options(style)

    assert [(flag.name, flag.value) for flag in arguments.flags] == flags
    assert [word.value for word in arguments.operands] == operands


def test_last_flag_of_a_name_counts():
    arguments = last("x -o a -o b").options(OptionStyle.of("-o"))

    assert (arguments.value("-o"), arguments.values("-o")) == ("b", ("a", "b"))
    assert not arguments.has("-p")


# Faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("if a", ["if a"]),
        ("a || (b", [""]),
        ("a && && b", ["&&"]),
        ("echo 'open", ["'open"]),
    ],
)
def test_syntax_fault_is_named_with_its_place(text, faults):
    errors = read(text).errors

    assert [text[error.start : error.end].strip() for error in errors] == faults


def test_what_stands_beside_a_fault_is_still_read():
    assert names("apt-get update && && make")[0] == "apt-get"


def test_sound_text_has_no_faults():
    text = 'set -eux; if [ -f x ]; then for i in *; do [[ $i == a* ]] && echo "${i%.x}"; done; fi'

    assert read(text).errors == ()


@pytest.mark.parametrize(
    "unit",
    ["(", "$(", "${a%", "a=(", "f() ", "a|", "`", "if a; then ", "{ ", "sh -c '", '"$(', ">", ")",
     "<<", "a && ", "cat <<E;", "a\\\n", "A=$A$A;", ". x;A=1;", "sudo ", "{a,", "?x"],
)  # fmt: skip
def test_long_and_deep_text_is_read_or_refused_without_harm(unit):
    text = unit * (20_000 // len(unit))

    script = read(text)

    assert script.text == text
    assert len(script.commands) <= 2_000


def test_more_commands_than_anybody_writes_are_an_error():
    script = read("a;" * 3_000)

    assert len(script.commands) == 2_000
    assert [error.message for error in script.errors] == ["more commands than are read"]


def test_deep_nesting_is_an_error_and_no_crash():
    script = read("if a; then " * 400 + "b" + "; fi" * 400)

    assert [error.message for error in script.errors] == ["nested too deeply to be read"]


def test_text_is_not_read_when_the_time_is_up():
    script = read("echo hello", until=0.0)

    assert script.commands == ()
    assert [error.message for error in script.errors] == ["too tangled to be read"]


@given(st.one_of(st.text(max_size=80), st.lists(SHELL_PIECES, max_size=25).map("".join)))
def test_any_text_is_read_with_true_offsets(text):
    for escape in (None, "\\"):
        script = read(text, escape=escape)

        for command in script.commands:
            assert 0 <= command.start <= command.end <= len(text)
            for word in (*command.words, *(r.target for r in command.redirects if r.target)):
                assert text[word.start : word.end] == word.text
        for each in (*script.errors, *script.references):
            assert 0 <= each.start <= each.end <= len(text)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_exec_form_is_read_with_true_offsets(args):
    script = from_exec(args)

    for command in script.commands:
        for word in command.words:
            assert script.text[word.start : word.end] == word.text


@given(st.lists(st.from_regex(r"[a-z0-9/._=-]{1,8}", fullmatch=True), max_size=6))
def test_plain_words_come_back_as_written(words):
    assert values(" ".join(["cmd", *words])) == ["cmd", *words]


# Real bodies


def test_official_style_install_is_read_whole():
    text = r"""set -eux; \
	savedAptMark="$(apt-mark showmanual)"; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		dirmngr \
		gnupg \
	; \
	rm -rf /var/lib/apt/lists/*; \
	\
	arch="$(dpkg --print-architecture)"; \
	case "${arch##*-}" in \
		amd64) url='https://example.org/amd64.tgz' ;; \
		*) echo >&2 "unsupported: $arch"; exit 1 ;; \
	esac; \
	curl -fsSL -o app.tgz "$url"; \
	tar --extract --file app.tgz --directory /usr/local --strip-components 1; \
	[ -z "$savedAptMark" ] || apt-mark manual $savedAptMark > /dev/null; \
	find /usr/local -depth \( -type d -a -name test \) -exec rm -rf '{}' +; \
	app --version"""

    script = read(text, escape="\\")

    assert [command.name for command in script.commands if command.words] == [
        "set",
        "apt-mark",
        "apt-get",
        "apt-get",
        "rm",
        "dpkg",
        "echo",
        "exit",
        "curl",
        "tar",
        "[",
        "apt-mark",
        "find",
        "rm",
        "app",
    ]
    assert script.errors == ()
    assert script.options == {"e", "u", "x"}


def test_pipeline_into_a_shell_is_seen():
    commands = read("curl -sSL https://example.org/i.sh | sudo bash -s -- --yes").commands

    assert [(each.name, each.before) for each in commands] == [("curl", ""), ("bash", "|")]
