"""Deep linking: an instructor says what a link is to lead to, and the platform makes it."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from classes.models import Assignment
from classes.teaching import Task
from lti import platforms
from lti.courses import Launch
from lti.models import Platform
from lti.refusals import Reason, RefusedError

SALT = "lti.choosing"
SECONDS = 60 * 60
HIGHEST = 100  # points that a platform is asked to give for all of it


@dataclass(frozen=True)
class Asked:
    """A platform's question, kept in the form itself: inside a frame there may be no cookie."""

    platform: Platform
    deployment_id: str
    return_url: str
    data: str | None


class NewWindowResource(DeepLinkResource):
    """A link that is to be opened in a window of its own, as the platform allows."""

    def to_dict(self) -> dict[str, object]:
        found = super().to_dict()
        return found | {"window": {"targetName": "_blank"}}


def sign(launch: Launch) -> str:
    """The question, for the form."""
    settings = launch.claims.deep_linking
    if settings is None:
        raise RefusedError(Reason.NOT_UNDERSTOOD, log="no deep linking settings")
    if not launch.claims.is_instructor:
        raise RefusedError(Reason.NO_ROLE)
    if not platforms.owns(launch.platform, settings.deep_link_return_url):
        raise RefusedError(
            Reason.NOT_OURS,
            log=f"return address on another host: {settings.deep_link_return_url!r}",
        )
    question = {
        "platform": launch.platform.pk,
        "deployment": launch.claims.deployment_id,
        "url": settings.deep_link_return_url,
        "data": settings.data,
    }
    return signing.dumps(question, salt=SALT, compress=True)


def read(signed: str) -> Asked:
    """The question that was put on the form, not long ago."""
    try:
        found = signing.loads(signed, salt=SALT, max_age=SECONDS)
    except signing.SignatureExpired:
        raise RefusedError(Reason.TOO_OLD) from None
    except signing.BadSignature:
        raise RefusedError(Reason.NOT_UNDERSTOOD) from None
    platform = platforms.active(found["platform"])
    if platform is None:
        raise RefusedError(Reason.UNKNOWN_PLATFORM)
    return Asked(platform, found["deployment"], found["url"], found["data"])


def answer(asked: Asked, work: str, task: Task) -> str:
    """What goes back, signed with our key."""
    title = Assignment(kind=task.kind, pattern=task.pattern, exercise=task.exercise).title
    item = LineItem()
    item.set_score_maximum(HIGHEST).set_label(title).set_resource_id(work)
    resource = NewWindowResource()
    resource.set_url(platforms.addresses().launch).set_title(title)
    resource.set_custom_params({"work": work}).set_lineitem(item)
    settings: Any = {"deep_link_return_url": asked.return_url, "data": asked.data}
    registration = asked.platform.registration.to_registration()
    link = DeepLink(registration, asked.deployment_id, settings)
    words = link.get_message_jwt([resource])
    return str(link.encode_jwt({name: said for name, said in words.items() if said is not None}))  # type: ignore[no-untyped-call]
