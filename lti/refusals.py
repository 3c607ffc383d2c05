"""Why a launch goes no further, in words for whoever clicked."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    NOT_UNDERSTOOD = "not-understood"
    UNKNOWN_PLATFORM = "unknown-platform"
    NO_COOKIE = "no-cookie"
    TOO_OLD = "too-old"
    PLATFORM_SAID_NO = "platform-said-no"
    NOT_PROVED = "not-proved"
    USED = "used"
    NOT_ACTIVE = "not-active"
    NO_COURSE = "no-course"
    NO_CLASS = "no-class"
    NO_ROLE = "no-role"
    CLOSED = "closed"
    FULL = "full"
    NO_ROOM = "no-room"
    NOT_OURS = "not-ours"


@dataclass(frozen=True)
class Words:
    title: str
    text: str


WORDS = {
    Reason.NOT_UNDERSTOOD: Words(
        "This launch could not be read.",
        "Something is missing in what your learning platform sent. Open the link there once more; "
        "if it stays so, tell your instructor.",
    ),
    Reason.UNKNOWN_PLATFORM: Words(
        "This platform is not registered here.",
        "An administrator of this site can register it; docs/lti.md says how.",
    ),
    Reason.NO_COOKIE: Words(
        "Your browser did not come back with our cookie.",
        "Inside a frame of another site many browsers keep cookies away. Ask your instructor to "
        "have the link open in a new window, and open it from your learning platform once more.",
    ),
    Reason.TOO_OLD: Words(
        "That took too long.",
        "A launch must be finished within ten minutes. Open the link in your learning platform "
        "once more.",
    ),
    Reason.PLATFORM_SAID_NO: Words(
        "Your learning platform did not sign you in.",
        "Sign in there, then open the link once more.",
    ),
    Reason.NOT_PROVED: Words(
        "This launch could not be proved.",
        "It is not certain that your learning platform made it, and for this site, just now. "
        "Nothing was changed. Open the link there once more; if it stays so, tell your instructor: "
        "the server’s log says what did not hold.",
    ),
    Reason.USED: Words(
        "This launch was used already.",
        "Each works once. Open the link in your learning platform once more.",
    ),
    Reason.NOT_ACTIVE: Words(
        "This platform waits for its activation.",
        "An administrator of this site must activate its deployment before anybody is let in.",
    ),
    Reason.NO_COURSE: Words(
        "This link is in no course.",
        "Here, work belongs to a class, and a class to a course of your learning platform. Open "
        "the link from inside a course.",
    ),
    Reason.NO_CLASS: Words(
        "Your class is not there yet.",
        "It is made when an instructor of your course opens this link for the first time. Tell "
        "them, and come back after that.",
    ),
    Reason.NO_ROLE: Words(
        "This is open to instructors and students of the course.",
        "Your learning platform says that you are neither.",
    ),
    Reason.CLOSED: Words(
        "Your account here is closed.",
        "Ask an administrator of this site.",
    ),
    Reason.FULL: Words(
        "This class is full.",
        "Tell your instructor.",
    ),
    Reason.NO_ROOM: Words(
        "There is no room for you at this class.",
        "Its owner has as many classes as one may, or the class as many assistants. Tell whoever "
        "opened the class first.",
    ),
    Reason.NOT_OURS: Words(
        "This link leads elsewhere.",
        "Its address is not one of this site. Whoever made the link in your learning platform can "
        "set it right.",
    ),
}


class RefusedError(Exception):
    """A launch that goes no further. `detail` is for the page, `log` for the server's log only."""

    def __init__(self, reason: Reason, detail: str = "", *, log: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        self.log = log
