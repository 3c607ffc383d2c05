"""`manage.py register_platform`: what a platform must be told of us, and us of it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import URLValidator

from lti import platforms
from lti.calling import origin
from lti.models import LONGEST_ID
from lti.platforms import Terms

NEEDED = ("issuer", "client_id", "auth_url", "token_url", "keyset_url")
LONGEST_URL = 200  # django-lti's


class Command(BaseCommand):
    help = (
        "Without a name: print what a platform must be told to open this site. With one: register "
        "it, or change it if its issuer and client id are registered. docs/lti.md has an example."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="as people read it")
        parser.add_argument("--issuer", help="Moodle: platform ID")
        parser.add_argument("--client-id", help="Moodle: client ID")
        parser.add_argument("--auth-url", help="Moodle: authentication request URL")
        parser.add_argument("--token-url", help="Moodle: access token URL")
        parser.add_argument("--keyset-url", help="Moodle: public keyset URL")
        parser.add_argument("--audience", default="", help="of tokens, if not the token URL")
        text = "scheme://host of another of its servers, where it takes grades; may be repeated"
        parser.add_argument("--origin", action="append", default=[], help=text)
        text = "its instructors become none here, unless an administrator invites them"
        parser.add_argument("--no-instructors", action="store_true", help=text)
        text = "activate this deployment; may be repeated"
        parser.add_argument("--deployment", action="append", default=[], help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        platforms.make_keys()
        if options["name"]:
            self.register(options)
        addresses = platforms.addresses()
        self.stdout.write("The platform needs:")
        for label, address in (
            ("Tool URL, redirection URI", addresses.launch),
            ("Initiate login URL", addresses.login),
            ("Public keyset URL", addresses.keys),
            ("Content selection (deep linking) URL", addresses.choose),
        ):
            self.stdout.write(f"  {label:37} {address}")

    def register(self, options: dict[str, Any]) -> None:
        terms = Terms(
            name=options["name"],
            **{name: options[name] or "" for name in NEEDED},
            audience=options["audience"],
            makes_instructors=not options["no_instructors"],
            more_origins=tuple(options["origin"]),
        )
        must_make_sense(terms, options["deployment"])
        platform = platforms.register(terms)
        for deployment in options["deployment"]:
            platforms.activate(platform, deployment)
        self.stdout.write(f"{terms.name} is registered.")
        if not options["deployment"]:
            self.stdout.write("Its deployments are let in once they are activated:")
            self.stdout.write("  manage.py activate_deployment")


def must_make_sense(terms: Terms, deployments: list[str]) -> None:
    for name in NEEDED:
        if not getattr(terms, name):
            raise CommandError(f"--{name.replace('_', '-')} is missing.")
    for name in ("auth_url", "token_url", "keyset_url"):
        must_be_address(f"--{name.replace('_', '-')}", getattr(terms, name))
    for url in terms.more_origins:
        must_be_address("--origin", url)
        if origin(url) != url.rstrip("/").lower():
            raise CommandError(f"--origin {url} is not like https://grades.example.org")
    for text in (terms.name, terms.issuer, terms.client_id, terms.audience, *deployments):
        if len(text) > LONGEST_ID:
            raise CommandError(f"This is longer than {LONGEST_ID} characters: {text[:40]}…")


def must_be_address(option: str, url: str) -> None:
    """TLS, unless this site has none itself."""
    schemes = ["https"] if settings.TLS else ["http", "https"]
    try:
        URLValidator(schemes=schemes)(url)
    except ValidationError:
        raise CommandError(f"{option} {url} is not an address with {schemes[-1]}://") from None
    if len(url) > LONGEST_URL or not origin(url):
        raise CommandError(f"{option} {url[:40]}… is too long, or holds a password.")
