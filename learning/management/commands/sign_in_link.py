"""`manage.py sign_in_link`: a new one-time link for the instructor."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from learning import signin


class Command(BaseCommand):
    help = "Print a link that signs the instructor in, once, within 24 hours."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{settings.SITE_URL}{signin.new_link()}")
