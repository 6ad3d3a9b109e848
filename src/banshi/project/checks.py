"""What `banshi check` (always) and `banshi check --deploy` (before going live) look at."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.module_loading import import_string

from banshi.kernel.jobs.queue import Task
from banshi.kernel.notices.rules import SMS, gateways
from banshi.services.servicemap.pages.provider import provider_of_house

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", ""})


def configuration(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Settings that can never work, whatever the site is for."""
    return [*_county(), *_notices(), *_schedule(), *_tiles()]


def deployment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What must not be so on a site that residents use."""
    return [*_demonstration(), *_names(), *_transport(), *_data_folder(), *_database(), *_reach(), *_maps()]


def _county() -> Iterator[CheckMessage]:
    if not re.fullmatch(r"\d{6}", settings.BANSHI_COUNTY):
        yield Error(
            f"BANSHI_COUNTY={settings.BANSHI_COUNTY!r} is not a county's code",
            hint="Six digits of GB/T 2260, e.g. 150627.",
            id="banshi.E001",
        )


def _notices() -> Iterator[CheckMessage]:
    import apprise  # a large library that most commands do not need

    try:
        found = gateways(settings.BANSHI_NOTICE_URLS)
    except ValueError as error:
        yield Error(f"BANSHI_NOTICE_URLS: {error}", hint="docs/configuration.md shows each channel.", id="banshi.E002")
        return
    for channel, url in found.items():
        service: Any = apprise.Apprise()
        if not service.add(url.replace("{address}", "13800138000")):
            yield Error(f"BANSHI_NOTICE_URLS: apprise does not understand the address of {channel}", id="banshi.E003")


def _schedule() -> Iterator[CheckMessage]:
    for periodic in import_string(settings.BANSHI_SCHEDULE):
        try:
            known = isinstance(import_string(periodic.task), Task)
        except ImportError:
            known = False
        if not known:
            yield Error(f"the schedule names {periodic.task}, which is not a job", id="banshi.E004")


def _tiles() -> Iterator[CheckMessage]:
    """Another provider's base map: that it can be asked, and that it is named beside its map."""
    try:
        source = provider_of_house()
    except ValueError as error:
        yield Error(
            f"BANSHI_MAP_TILES: {error}", hint="docs/configuration.md shows how it is written.", id="banshi.E005"
        )
        return
    if source is not None and source.needs_key and not source.key:
        yield Error(
            "BANSHI_MAP_TILES_KEY is empty, and the provider of the base map wants a key",
            hint="Set it to the key for servers that the provider gave you; no browser ever sees it.",
            id="banshi.E006",
        )
    if source is not None and not source.attribution:
        yield Error(
            "BANSHI_MAP_TILES_ATTRIBUTION is empty: a map shows whose it is",
            hint="Set it to what the provider wants to be read beside its map.",
            id="banshi.E007",
        )


def _demonstration() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield Error(
            "BANSHI_DEMO is on: everybody may sign in as anybody, the administrator included",
            hint="Unset BANSHI_DEMO, and begin with an empty BANSHI_DATA_DIR.",
            id="banshi.E010",
        )
    if settings.DEBUG:
        yield Error("BANSHI_DEBUG is on: errors show the program's inside", hint="Unset it.", id="banshi.E011")


def _names() -> Iterator[CheckMessage]:
    if settings.BANSHI_ORIGIN == "banshi.example":
        yield Error(
            "BANSHI_ORIGIN is the example: the public ledger would carry a name that is not yours for ever",
            hint="Set it once, before the first entry, to a name of yours such as banshi.example.gov.cn/150627.",
            id="banshi.E012",
        )
    if not set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS:
        yield Error(
            "BANSHI_ALLOWED_HOSTS names only this machine",
            hint="Name the site's host, separated by commas.",
            id="banshi.E013",
        )
    if not settings.BANSHI_OPERATOR:
        yield Warning(
            "BANSHI_OPERATOR is empty: the foot of each page does not say who runs the site", id="banshi.W010"
        )


def _transport() -> Iterator[CheckMessage]:
    if not settings.HTTPS:
        yield Error("BANSHI_HTTPS is off: sign-ins travel in the clear", hint="Unset it.", id="banshi.E014")
    elif settings.SECURE_PROXY_SSL_HEADER is None:
        yield Warning(
            "BANSHI_BEHIND_PROXY is off: behind a proxy that ends TLS every page would redirect to itself",
            hint="Set it to 1 where the proxy sets X-Forwarded-Proto itself (docs/howto/deploy.md).",
            id="banshi.W011",
        )


def _data_folder() -> Iterator[CheckMessage]:
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK):
        yield Error(f"{folder} cannot be written", hint="It belongs to the user that serves.", id="banshi.E015")
        return
    for path in (folder, folder / "keys"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Error(f"others than its owner can reach {path}", hint=f"chmod go= {path}", id="banshi.E016")


def _database() -> Iterator[CheckMessage]:
    database = settings.DATABASES["default"]
    if "postgresql" not in database["ENGINE"]:
        return
    host = str(database["HOST"] or "")
    secured = database.get("OPTIONS", {}).get("sslmode") in {"require", "verify-ca", "verify-full"}
    if host not in LOCAL_HOSTS and not host.startswith("/") and not secured:
        yield Error(
            "BANSHI_DATABASE_URL reaches another machine without encryption",
            hint="Add ?sslmode=verify-full (or require).",
            id="banshi.E017",
        )
    if not database["PASSWORD"] and host not in LOCAL_HOSTS and not host.startswith("/"):
        yield Warning("BANSHI_DATABASE_URL has no password", id="banshi.W012")


def _reach() -> Iterator[CheckMessage]:
    if not any(line.startswith(f"{SMS}=") for line in settings.BANSHI_NOTICE_URLS):
        yield Warning(
            "BANSHI_NOTICE_URLS has no SMS gateway: residents cannot sign in by phone code",
            hint="They can still file requests with a tracking number, and sign in with a passkey.",
            id="banshi.W013",
        )


def _maps() -> Iterator[CheckMessage]:
    """Told by the folder, for before the first migration there is no table to ask."""
    if settings.BANSHI_MAP_APPROVAL:
        return
    if any(path.is_dir() for path in (Path(settings.DATA_DIR) / "maps").glob("*")):
        yield Error(
            "BANSHI_MAP_APPROVAL is empty, and a map is published: a public map shows its approval number (审图号)",
            hint="Set it to the number under which the map was approved.",
            id="banshi.E018",
        )
    else:
        yield Warning(
            "BANSHI_MAP_APPROVAL is empty: before a map is published it needs its approval number (审图号)",
            hint="Set it before `banshi map publish`; without a map it may stay empty.",
            id="banshi.W014",
        )
