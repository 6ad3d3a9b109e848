"""Inspectors see every look; supervisors order and end delays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from banshi.kernel.access.commands import break_glass, delay_looks
from banshi.kernel.access.looks import looked
from banshi.kernel.access.models import LookDelay
from banshi.kernel.access.tests import matters
from banshi.kernel.ledger.record import Subject
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slips")]
REASON = "纪律审查期间不宜让本人知道"


@pytest.fixture
def site(world: World, settings) -> World:  # type: ignore[no-untyped-def]
    settings.DEMO = True  # no second factor: this is about the pages behind it
    matters.put()
    return world


class TestTheInspector:
    def test_sees_looks_and_emergencies_of_the_county_and_of_no_other(self, site: World, client: Client) -> None:
        break_glass(site.ctx("handler"), subject="slips:1", reason="夜间来电，需马上核对住址")
        looked(site.ctx("handler"), Subject("slips", "1", COUNTY), site.people["alice"].id, "slips.read")
        looked(site.ctx("charlie"), Subject("slips", "9", NEIGHBOUR), site.people["bao"].id, "slips.read")
        client.force_login(site.account("inspector"))
        page = client.get(reverse("area_looks")).content.decode()
        assert "水利局 经办人" in page
        assert "夜间来电，需马上核对住址" in page
        assert "准格尔旗水利局" not in page


class TestTheSupervisor:
    def test_orders_a_delay_and_ends_it(self, site: World, client: Client) -> None:
        client.force_login(site.account("supervisor"))
        until = timezone.localtime() + timedelta(days=30)
        given = {"subject": "slips:1", "until": until.strftime("%Y-%m-%dT%H:%M"), "reason": REASON}
        assert client.post(reverse("look_delays"), given).status_code == 302
        assert REASON in client.get(reverse("look_delays")).content.decode()
        client.post(reverse("look_delay_end"), {"subject": "slips:1"})
        assert REASON not in client.get(reverse("look_delays")).content.decode()

    def test_is_told_what_is_wrong(self, site: World, client: Client) -> None:
        client.force_login(site.account("supervisor"))
        given = {"subject": "slips:1", "until": "2199-01-01T00:00", "reason": REASON}
        answer = client.post(reverse("look_delays"), given)
        assert answer.status_code == 422
        assert "180" in answer.content.decode()
        assert not LookDelay.objects.exists()

    def test_does_not_see_the_delay_of_a_matter_against_them(self, site: World, client: Client) -> None:
        now = timezone.now()
        delay_looks(site.ctx("supervisor", now), subject="slips:1", until=now + timedelta(days=9), reason=REASON)
        matters.put(accused_persons=frozenset({site.people["supervisor"].id}))
        client.force_login(site.account("supervisor"))
        assert "slips:1" not in client.get(reverse("look_delays")).content.decode().partition('<form class="form"')[0]
