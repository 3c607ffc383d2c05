"""The instructors' first page: a door to everything that they may do, and to nothing else."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from learning.people import GROUPS, Role

pytestmark = pytest.mark.django_db
DOOR = re.compile(r'<dt><a href="([^"]+)">(.+?)</a></dt>')
DOORS = ["Questions", "Files", "Import", "Statistics", "Classes"]


@pytest.mark.parametrize(
    ("role", "doors"), [(Role.INSTRUCTOR, DOORS), (Role.ADMINISTRATOR, [*DOORS, "People"])]
)
def test_every_door_opens(role, doors):
    person = User.objects.create_user("ada")
    person.groups.set(Group.objects.get_or_create(name=name)[0] for name in GROUPS[role])
    client = Client()
    client.force_login(person)

    found = DOOR.findall(client.get("/teach/").text)

    assert [name for _, name in found] == doors
    assert [client.get(address).status_code for address, _ in found] == [200] * len(doors)
