"""The URLs of `authoring`, all below /teach/."""

from django.urls import URLPattern

app_name = "authoring"
urlpatterns: list[URLPattern] = []
