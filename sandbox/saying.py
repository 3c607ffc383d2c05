"""Which line of what a failed step said tells most: the reason, and not the farewell.

For the programs that the exercises start. Of others it is the last line that says something.
"""

import re
from collections.abc import Sequence

STEP = re.compile(r"(?:\[\d+/\d+\] )?STEP \d+/\d+: ")
# The builder's own: from here on no step speaks.
BUILDER_ENDS = re.compile(r"Error: building at STEP |error running container: ")
BUILDER = re.compile(r"--> [0-9a-f]{11}|COMMIT ")
LINES = 300
NPM = r"npm (?:error|ERR!)"
# Said by many after the reason, or around it.
FAREWELL = re.compile(
    rf"\W*$|{NPM}\s*$|{NPM} (?:code|errno|syscall|path|signal|command|workspace|location|cwd) "
    rf"|{NPM}   |{NPM} (?:Log files were not written|A complete log of this run|To see a list of)"
    rf"|{NPM} (?:Run \"npm help|Lifecycle script|For a full report|aliases: )"
    r"|npm (?:notice|warn|WARN) |\[notice\]|\s*\[end of output\]|note: This |hint: |WARNING: "
    r"|(?:FAIL|ok|\?)\s|FAIL$|--- FAIL|exit status \d+$|# \S+$|\tgo get "
    r"|compilation terminated\.$|collect2: error: ld returned|\s*\d* \|"
    r"|make(?:\[\d+\])?: \*\*\* .* Error \d+$|make(?:\[\d+\])?: (?:Leaving|Entering) "
    r"|\s+at |Node\.js v\d|Require stack:|- /|\s*throw |node:internal/|\s+code: |\s+requireStack: "
    r"|ℹ |FAILED \(|Ran \d+ test"
)
SHELL = re.compile(r"(?:/\S*/)?(?:ba|da|a)?sh: ")
# The first that is found, of the first of these that is found.
TELLING = tuple(
    map(
        re.compile,
        (
            r"\s*\S+\.go:\d+(?::\d+)?: ",
            r"(?!collect2).*: (?:fatal )?error: ",
            r".*: undefined reference to ",
            r".*\[ERROR\] ",
            r"\s*[\w.]*(?:Error|Exception)(?: \[\w+\])?: \S",
            r"\s*ERROR: ",
            rf"{NPM} ",
            r"E: ",
        ),
    )
)


def last_words(log: Sequence[str]) -> str:
    """The most telling line of the last step; "" where it said nothing."""
    said = _said(log)
    telling = [line for line in said if not FAREWELL.match(line)]
    if telling and not SHELL.match(telling[-1]):
        for pattern in TELLING:
            if found := next(filter(pattern.match, telling), ""):
                return found.strip()
    return next(iter([*telling[-1:], *said[-1:]]), "").strip()


def _said(log: Sequence[str]) -> list[str]:
    """What the last step printed, without what the builder says of it."""
    start = max((n + 1 for n, line in enumerate(log) if STEP.match(line)), default=0)
    said = []
    for line in log[start:]:
        if BUILDER_ENDS.match(line):
            break
        if line.strip() and not BUILDER.match(line):
            said.append(line)
    return said[-LINES:]
