import re
from typing import Any

import pytest
from django.test import Client

from banshi.kernel.testing.people import COUNTY, VILLAGE, World


def form(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200, page.content.decode()[:3000]
    return re.search(r'name="idempotency_key" value="(\w+)"', page.content.decode())[1]


def test_smoke(client: Client, world: World) -> None:
    key = form(client, "/requests/new/")
    done = client.post(
        "/requests/new/",
        {
            "idempotency_key": key,
            "text": "路灯不亮，请修。",
            "area": VILLAGE,
            "place": "三社",
            "level": "1",
            "kind": "appeal",
        },
        follow=True,
    )
    print(done.redirect_chain, done.status_code)
    assert done.status_code == 200 and "查询码" in done.content.decode()
    number = done.redirect_chain[0][0].split("/")[3]
    for path in ("", "receipt/", "entries/0/", "entries/0/receipt.json", "do/withdraw/", "do/correct/"):
        page = client.get(f"/requests/m/{number}/{path}")
        assert page.status_code == 200, (path, page.content.decode()[:2000])
    assert Client().get(f"/requests/m/{number}/").status_code == 404
    key = form(client, "/requests/new/tip-off/")
    done = client.post(
        "/requests/new/tip-off/",
        {
            "idempotency_key": key,
            "text": "水利局有人收钱。",
            "area": VILLAGE,
            "unit": str(world.units["water"].id),
            "person": "王建国",
        },
        follow=True,
    )
    assert done.status_code == 200 and "查询码" in done.content.decode()
    client.force_login(world.account("alice"))
    for path in ("mine/", "mine/held/", "track/"):
        assert client.get(f"/requests/{path}").status_code == 200


@pytest.mark.parametrize("path", ["public/", "public/?q=路灯&area=150627101&since=0001-01-01&until=9999-12-31&after=zz", "places/", "statistics/", "statistics/?by=area&as_of=2021-05-26", "statistics/?by=month", "statistics/?by=category&since=x", "statistics.csv", "statistics.json", "leaders/", "catalogue/", "deadlines/"])
def test_public(client: Client, world: World, path: str) -> None:
    page = client.get(f"/requests/{path}")
    assert page.status_code in (200, 422), page.content.decode()[-3000:]
