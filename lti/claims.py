"""What is read of a launch's token: bounded, typed, and nothing besides."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pylti1p3.message_validators import get_validators

from lti.models import LONGEST_ID, LONGEST_URL, LONGEST_WORK

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORES = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
RESOURCE_LAUNCH = "LtiResourceLinkRequest"
DEEP_LINK_LAUNCH = "LtiDeepLinkingRequest"
MOST_ROLES = 100
LONGEST_TEXT = 2_000
LONGEST_DATA = 20_000

# Control characters would end up in a database that refuses some of them.
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Id = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_ID, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Url = Annotated[str, StringConstraints(max_length=LONGEST_URL, pattern=r"^https?://[!-~]+$")]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Context(Part):
    id: Id
    title: Text = ""
    label: Text = ""


class ResourceLink(Part):
    id: Id


class Endpoint(Part):
    """Where grades go, and what we may do there."""

    scope: Annotated[list[Text], Field(max_length=50)] = []
    lineitem: Url | None = None


class Custom(Part):
    work: str | int | None = None


class DeepLinking(Part):
    deep_link_return_url: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
    data: Annotated[str, StringConstraints(max_length=LONGEST_DATA)] | None = None


class Claims(Part):
    """A token's words, once its signature is known to be good."""

    sub: Id
    nonce: Id
    message_type: Text = Field(alias=f"{CLAIM}message_type")
    deployment_id: Id = Field(alias=f"{CLAIM}deployment_id")
    target_link_uri: Text = Field(default="", alias=f"{CLAIM}target_link_uri")
    roles: Annotated[list[Text], Field(max_length=MOST_ROLES)] = Field(alias=f"{CLAIM}roles")
    name: Text = ""
    given_name: Text = ""
    family_name: Text = ""
    context: Context | None = Field(default=None, alias=f"{CLAIM}context")
    resource_link: ResourceLink | None = Field(default=None, alias=f"{CLAIM}resource_link")
    custom: Custom = Field(default=Custom(), alias=f"{CLAIM}custom")
    endpoint: Endpoint | None = Field(default=None, alias=ENDPOINT)
    deep_linking: DeepLinking | None = Field(default=None, alias=DEEP_LINKING)

    @property
    def full_name(self) -> str:
        """As far as the platform tells it."""
        return self.name or f"{self.given_name} {self.family_name}".strip()

    @property
    def is_instructor(self) -> bool:
        """Of this course: what somebody is elsewhere on the platform does not count."""
        return any(
            role in {"Instructor", f"{MEMBERSHIP}#Instructor"}
            or role.startswith(f"{MEMBERSHIP}/Instructor#")
            for role in self.roles
        )

    @property
    def is_learner(self) -> bool:
        return any(
            role in {"Learner", f"{MEMBERSHIP}#Learner"}
            or role.startswith(f"{MEMBERSHIP}/Learner#")
            for role in self.roles
        )

    @property
    def work(self) -> str:
        work = self.custom.work
        return work.strip() if isinstance(work, str) and len(work) <= LONGEST_WORK else ""

    @property
    def line_item(self) -> str:
        """Where this link's grades go; "" where the platform wants none of us."""
        endpoint = self.endpoint
        return endpoint.lineitem or "" if endpoint and SCORES in endpoint.scope else ""


def must_be_whole(body: dict[str, Any]) -> None:
    """The standard's demands on a message, as PyLTI1p3 has them; raises what is wrong."""
    for validator in get_validators():  # type: ignore[no-untyped-call]
        if validator.can_validate(body):
            validator.validate(body)
