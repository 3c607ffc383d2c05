"""Join codes: short enough to be read from a wall, drawn at random, forgiving when typed."""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from classes.models import CODE_LENGTH, Classroom, JoinCode
from learning.transactions import writing

# Crockford's base 32: digits and letters without I, L, O and U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OIL", "011")
LONGEST_TYPED = 40
DAYS = 14
MOST_DAYS = 180
DRAWS = 5  # that a code of 34 billion is taken once is unlikely enough


def typed(text: str) -> str:
    """The code that somebody means who typed this; "" where it can be none."""
    if len(text) > LONGEST_TYPED:
        return ""
    code = re.sub(r"[\s\-–—_]", "", text).upper().translate(LOOKALIKES)
    is_code = len(code) == CODE_LENGTH and all(letter in ALPHABET for letter in code)
    return code if is_code else ""


def drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def renew(classroom: Classroom, days: int = DAYS) -> JoinCode:
    """Another code for the class; the one before stops working at once."""
    expires_at = timezone.now() + timedelta(days=days)
    for _ in range(DRAWS):
        try:
            with writing(), transaction.atomic():
                values = {"code": drawn(), "expires_at": expires_at}
                made, _ = JoinCode.objects.update_or_create(classroom=classroom, defaults=values)
                return made
        except IntegrityError:  # another class has it
            continue
    raise RuntimeError("No free join code was drawn.")


def close(classroom: Classroom) -> None:
    """Nobody can join until there is another code."""
    with writing():
        JoinCode.objects.filter(classroom=classroom).delete()


def open_classroom(text: str) -> Classroom | None:
    """The class that can be joined by what was typed."""
    code = typed(text)
    live = JoinCode.objects.select_related("classroom").filter(
        expires_at__gt=timezone.now(), classroom__archived_at=None
    )
    found = live.filter(code=code).first() if code else None
    return found.classroom if found else None


def link(code: JoinCode) -> str:
    return f"{settings.SITE_URL}/join/{code.code}/"
