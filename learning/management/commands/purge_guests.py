"""`manage.py purge_guests`: delete what is kept for a while only, now."""

from typing import Any

from django.core.management.base import BaseCommand

from learning import purging


class Command(BaseCommand):
    help = (
        "Delete guests of whom nothing was kept for GUEST_DAYS, and shared Dockerfiles, links and "
        "sessions that no longer work. The server does it by itself once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(purging.purge()))
