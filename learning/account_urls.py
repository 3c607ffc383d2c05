"""The URLs under /accounts/: of allauth's only those that have a page of ours, by its names."""

from allauth.account import views as allauth
from django.urls import path, re_path

from learning.views import accounts
from learning.views.accounts import with_mail

urlpatterns = [
    path("", accounts.show_account, name="account"),
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("signup/", allauth.signup, name="account_signup"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", accounts.change_password, name="account_change_password"),
    path("password/reset/", accounts.reset_password, name="account_reset_password"),
    # with e-mail only
    path(
        "password/reset/done/",
        with_mail(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        with_mail(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        with_mail(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "confirm-email/",
        with_mail(allauth.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        with_mail(allauth.confirm_email),
        name="account_confirm_email",
    ),
]
