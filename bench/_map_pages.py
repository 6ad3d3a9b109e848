"""The pages of the service map over the demonstration's district: CPU of one request, through every middleware.

Makes a database and a data folder of its own and removes them at the end.
"""

import os
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")
os.environ.setdefault("BANSHI_HTTPS", "0")

import django

django.setup()

from bench.report import line  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from banshi.demo.circle import COUNTY, circle  # noqa: E402
from banshi.demo.region import County  # noqa: E402
from banshi.kernel.places.queries import places_in  # noqa: E402
from banshi.services.servicemap.engine.asked import reach_from  # noqa: E402
from banshi.services.servicemap.queries.opened import opened, recently  # noqa: E402

PAGE_GOAL, SERVED_GOAL, ROUNDS = 60.0, 1500.0, 40
"""Milliseconds of one core for the whole page, thirty rows with hours, picture and form; answers a second; requests of a round."""


def measure_pages() -> bool:
    """The list from a position, and the same as JSON for programs; beside the lightest answer of the house."""
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR, settings.DEBUG = Path(folder), False
        settings.ALLOWED_HOSTS = ["testserver"]
        connection.settings_dict["TEST"]["NAME"] = (
            f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
        )
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            call_command("directory_areas_load", verbosity=0)
            for _place in circle(County(COUNTY)):
                pass
            return _measured()
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def _measured() -> bool:
    client, asked = Client(), [(row.lon, row.lat) for row in places_in(COUNTY)[:ROUNDS]]
    atlas = opened(COUNTY).atlas
    bare = _cpu(lambda at: client.get("/healthz"))
    process = _cpu(lambda at: reach_from(atlas, *asked[at % len(asked)]))
    answer = _cpu(lambda at: client.get(f"/map/{COUNTY}/reach.json", _position(asked, at)))
    page = _cpu(lambda at: client.get("/map/", {"county": COUNTY, **_position(asked, at)}))
    name = f"servicemap, {connection.vendor}"
    line(f"{name}: the answer in process, with names", process, "ms")
    line(f"{name}: the answer through Django, CPU", answer, "ms", None, bare, bare / answer)
    met = _served(name, asked, answer)
    return met & line(f"{name}: the page with a position, CPU", page, "ms", PAGE_GOAL, bare, bare / page)


def _served(name: str, asked: list[tuple[float, float]], through_django: float) -> bool:
    """The answer as the site's WSGI application gives it, every position another one; Django's own is its anchor."""
    from banshi.project.wsgi import application

    chance, places = Random(20210526), 0
    positions = [(lon + chance.uniform(-5, 5) * 1e-4, lat + chance.uniform(-4, 4) * 1e-4) for lon, lat in asked * 25]
    for at in range(2):  # Django says the headers, and looks whether anything changed
        _ask(application, positions[at])
    began = time.process_time()
    for at, position in enumerate(positions):
        if at % ROUNDS == 0 and recently(COUNTY) is None:
            _ask(application, position)
        places += len(_ask(application, position).split(b'"seconds":')) - 1
    took = (time.process_time() - began) / len(positions) * 1000
    line(f"{name}: places in one answer", places / len(positions), "places")
    return line(
        f"{name}: near me as served, of one core",
        1000 / took,
        "/s",
        SERVED_GOAL,
        1000 / through_django,
        through_django / took,
    )


def _ask(application: Callable[..., Any], position: tuple[float, float]) -> bytes:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/map/{COUNTY}/reach.json",
        "QUERY_STRING": f"lon={position[0]:.6f}&lat={position[1]:.6f}",
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    body = b"".join(application(environ, lambda status, headers, *rest: said.append(status)))
    assert said == ["200 OK"], said
    return body


def _position(asked: list[tuple[float, float]], at: int) -> dict[str, str]:
    lon, lat = asked[at % len(asked)]
    return {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}


def _cpu(call: Callable[[int], object]) -> float:
    """Median milliseconds of CPU, so that a busy machine does not count."""
    took = []
    for at in range(ROUNDS):
        began = time.process_time()
        call(at)
        took.append((time.process_time() - began) * 1000)
    return median(took)
