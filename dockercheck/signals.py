"""The signals that STOPSIGNAL takes: Linux's names with or without SIG, or a number."""

_WORDS = """
ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP
SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX
"""
NAMES = (
    frozenset(_WORDS.split())
    | {f"RTMIN+{n}" for n in range(1, 16)}
    | {f"RTMAX-{n}" for n in range(1, 15)}
)


class SignalError(ValueError):
    """There is no such signal; the message is the one BuildKit gives."""


def check_signal(text: str) -> None:
    """Raises SignalError unless the text names a signal."""
    digits = text.removeprefix("-").removeprefix("+")
    if digits.isascii() and digits.isdigit():
        if len(digits) < 20 and int(digits) != 0:
            return
    elif text.upper().removeprefix("SIG") in NAMES:
        return
    raise SignalError(f"invalid signal: {text}")
