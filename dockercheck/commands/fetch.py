"""Commands that fetch over the network: curl, wget, git clone."""

import posixpath
from collections.abc import Callable
from typing import NamedTuple

from dockercheck.shell import Command, OptionStyle, Word


class Download(NamedTuple):
    """`curl` or `wget`.

    - `output`: the file that is written as a word, where one is named.
    - `path`: that file as text, also where its name comes from the URL; None where it is not
      certain or where it is not a file.
    - `to_output`: it goes to standard output, so to a pipe, a redirect or the log.
    """

    command: Command
    tool: str
    urls: tuple[Word, ...]
    output: Word | None = None
    path: str | None = None
    to_output: bool = False


class Clone(NamedTuple):
    """`git clone`; `directory` None where it is not certain."""

    command: Command
    url: Word
    directory: str | None
    reference: str | None = None
    shallow: bool = False


Fetch = Download | Clone

_CURL_STYLE = OptionStyle.of(
    "-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output "
    "--header --data --data-binary --data-raw --data-urlencode --request --user --user-agent --url "
    "--cacert --cert --key --capath --connect-timeout --max-time --retry --retry-delay --proxy "
    "--retry-max-time --referer --cookie --cookie-jar --output-dir --range --form --config "
    "--write-out --resolve --interface --limit-rate --max-redirs --proto --tls-max --ciphers "
    "--create-file-mode --oauth2-bearer --dump-header --proto-redir --proto-default --aws-sigv4"
)


def _curl(command: Command) -> Download | None:
    arguments = command.options(_CURL_STYLE)
    urls = arguments.operands + tuple(
        flag.argument for flag in arguments.flags if flag.name == "--url" and flag.argument
    )
    if not urls:
        return None
    output = arguments.flag("-o", "--output")
    directory = arguments.flag("--output-dir")
    if output is not None:
        if output.value == "-":
            return Download(command, "curl", urls, to_output=True)
        path = _in(directory.value if directory else "", output.value)
        return Download(command, "curl", urls, output.argument, path)
    if arguments.has("-O", "--remote-name", "--remote-name-all"):
        header_named = arguments.has("-J", "--remote-header-name")
        name = None if header_named or len(urls) > 1 else _name_in(urls[0])
        return Download(command, "curl", urls, path=_in(directory.value if directory else "", name))
    return Download(command, "curl", urls, to_output=True)


def _in(directory: str | None, name: str | None) -> str | None:
    return None if directory is None or name is None else posixpath.join(directory, name)


def _name_in(url: Word) -> str | None:
    if url.value is None:
        return None
    from urllib.parse import urlsplit  # noqa: PLC0415 -- few files need it; costs start-up time

    try:
        return posixpath.basename(urlsplit(url.value).path) or None
    except ValueError:  # such as a bracket without its partner in the host
        return None


_WGET_STYLE = OptionStyle.of(
    "-a -A -B -D -e -i -I -l -o -O -P -Q -R -t -T -U -w -X --output-document --directory-prefix "
    "--header --user --password --tries --timeout --user-agent --post-data --method --body-data "
    "--ca-certificate --waitretry --output-file --input-file --referer --level --accept --reject"
)


def _wget(command: Command) -> Download | None:
    arguments = command.options(_WGET_STYLE)
    urls = arguments.operands
    if not urls:
        return None
    output = arguments.flag("-O", "--output-document")
    if output is not None:
        if output.value == "-":
            return Download(command, "wget", urls, to_output=True)
        return Download(command, "wget", urls, output.argument, output.value)
    directory = arguments.flag("-P", "--directory-prefix")
    headers = arguments.has("--content-disposition") or len(urls) > 1
    name = None if headers else _name_in(urls[0]) or "index.html"
    if urls[0].value is None:
        name = None
    return Download(command, "wget", urls, path=_in(directory.value if directory else "", name))


_GIT_STYLE = OptionStyle.of("-C -c --git-dir --work-tree --namespace --exec-path", posix=True)
_CLONE_STYLE = OptionStyle.of(
    "-b -c -o -j -u --branch --depth --config --origin --jobs --reference --separate-git-dir "
    "--filter --shallow-since --template --recurse-submodules-from --upload-pack --server-option"
)


def _git(command: Command) -> Clone | None:
    before = command.options(_GIT_STYLE)
    if not before.operands or before.operands[0].value != "clone":
        return None
    skip = len(command.arguments) - len(before.operands) + 1
    arguments = command.options(_CLONE_STYLE, skip=skip)
    if not arguments.operands:
        return None
    url, *rest = arguments.operands
    name = None
    if rest:
        name = rest[0].value
    elif url.value is not None:
        name = url.value.rstrip("/").rpartition("/")[2].rpartition(":")[2].removesuffix(".git")
    place = before.flag("-C")
    return Clone(
        command,
        url,
        _in(place.value if place else "", name or None),
        arguments.value("-b", "--branch"),
        arguments.has("--depth", "--shallow-since"),
    )


_COMMANDS: dict[str, Callable[[Command], Fetch | None]] = {
    "curl": _curl,
    "git": _git,
    "wget": _wget,
}


def fetch(command: Command) -> Fetch | None:
    """What a command fetches; None for any other command."""
    recognize = _COMMANDS.get(command.name or "")
    return recognize(command) if recognize else None
