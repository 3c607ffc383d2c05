"""The sign-up form: allauth's, but the same address and password twice are the same person."""

from typing import Any

from allauth.account import forms
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest

from learning import accounts


class SignupForm(forms.SignupForm):
    @property
    def sends_mail(self) -> bool:
        """Whether the page may promise a message."""
        return bool(settings.SENDS_MAIL)

    def save(self, request: HttpRequest) -> Any:
        """Sent twice, even at the same moment, it makes one account and signs in to it."""
        try:
            return self.known_or_new(request)
        except IntegrityError:  # the name was taken meanwhile, perhaps by this very form
            return self.known_or_new(request)

    def known_or_new(self, request: HttpRequest) -> Any:
        """The name is chosen before looking: who comes in between then has it, and is found."""
        given = self.cleaned_data
        given["username"] = accounts.free_name(given["email"])
        known = accounts.known(request, given["email"], given["password1"])
        return known or super().save(request)
