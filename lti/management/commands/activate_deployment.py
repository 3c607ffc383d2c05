"""`manage.py activate_deployment`: let a platform's deployment in, or shut it out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from lti_tool.models import LtiDeployment

from lti import platforms
from lti.models import Platform


class Command(BaseCommand):
    help = (
        "Without arguments: list the platforms and the deployments that were opened from. With a "
        "platform's number and a deployment: activate it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("platform", type=int, nargs="?", help="its number in the list")
        parser.add_argument("deployment", nargs="?", help="as the platform names it")
        parser.add_argument("--off", action="store_true", help="shut it out instead")

    def handle(
        self, *args: Any, platform: int | None, deployment: str | None, **options: Any
    ) -> None:
        if platform is None:
            self.list()
            return
        found = platforms.active(platform)
        if found is None or not deployment:
            raise CommandError("Name a platform's number and a deployment, as they are listed.")
        platforms.activate(found, deployment, is_active=not options["off"])
        state = "shut out" if options["off"] else "active"
        self.stdout.write(f"{found.registration.name}, deployment {deployment}: {state}.")

    def list(self) -> None:
        every = Platform.objects.select_related("registration").order_by("pk")
        if not every:
            self.stdout.write("No platform is registered: manage.py register_platform")
        for platform in every:
            self.stdout.write(f"{platform.pk}  {platform.registration.name}")
            known = LtiDeployment.objects.filter(registration=platform.registration)
            for deployment in known.order_by("pk"):
                state = "active" if deployment.is_active else "waits for activation"
                self.stdout.write(f"     deployment {deployment.deployment_id}: {state}")
