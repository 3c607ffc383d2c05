"""A launch is used up once, whoever asks at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from lti import handshake
from lti.handshake import Handshake
from lti.models import UsedNonce
from lti.refusals import Reason, RefusedError


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_goes_on(registered):
    begun = Handshake(registered, "nonce")

    def use_up(_number):
        try:
            handshake.use_up(begun)
        except RefusedError as refused:
            return refused.reason
        finally:
            connection.close()
        return None

    at_once = 6 if connection.vendor == "postgresql" else 1  # SQLite lets one writer in at a time
    with ThreadPoolExecutor(at_once) as pool:
        found = list(pool.map(use_up, range(6)))

    assert sorted(found, key=str) == [None, *[Reason.USED] * 5]
    assert UsedNonce.objects.count() == 1
