"""Whether the house is well: for a supervisor of processes, a load balancer and Prometheus."""

import hmac
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.jobs.queries import counts
from banshi.kernel.ledger.models import Unsealed
from banshi.kernel.rooms import services

LEAST_FREE_SHARE = 0.05
WORKER_LAG, SEAL_LAG = 300.0, 900.0
"""Units: seconds."""
LOCAL = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure of a room's health, from its hook `health: f(ctx) -> Sequence[Gauge]`."""

    name: str
    """As Prometheus names it, without the leading `banshi_`; ends in its unit."""
    value: float
    help: str
    limit: float | None = None
    """Above this it is late, and somebody should look."""

    @property
    def well(self) -> bool:
        return self.limit is None or self.value <= self.limit


@require_safe
@never_cache
def alive(request: WebRequest) -> HttpResponse:
    """`/healthz`: this process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: WebRequest) -> HttpResponse:
    """`/readyz`: 503 where requests cannot be taken, naming what failed; `late` names what lags behind.

    A worker that lags is told but does not take the pages down with it: what is written waits in
    the queue and is not lost.
    """
    checks = {"database": database_answers(), "disk": free_share() >= LEAST_FREE_SHARE}
    late = [gauge.name for gauge in gauges(request.ctx) if not gauge.well] if checks["database"] else []
    well = all(checks.values())
    return JsonResponse({"ready": well, "checks": checks, "late": late}, status=200 if well else 503)


@require_safe
@never_cache
def metrics(request: WebRequest) -> HttpResponse:
    """`/metrics` for Prometheus: from this machine, or with `Authorization: Bearer` and the token.

    Raises:
        NotFound: anyone else; that there is such a page is not told.
    """
    if not _may_read(request):
        raise NotFound
    figures = CollectorRegistry()
    figures.register(_Figures(request.ctx))
    return HttpResponse(generate_latest(_counters()) + generate_latest(figures), content_type=CONTENT_TYPE_LATEST)


def database_answers() -> bool:
    """Whether a trivial query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def free_share() -> float:
    """Free share of the disk under the data directory, between 0 and 1."""
    place = Path(settings.DATA_DIR)
    usage = shutil.disk_usage(place if place.exists() else place.parent)
    return usage.free / usage.total


def gauges(ctx: Context) -> list[Gauge]:
    """The queue, the ledger, and every room's own figures."""
    return [*_queue(ctx), _seal(ctx), *_rooms(ctx)]


def _queue(ctx: Context) -> list[Gauge]:
    now = counts(ctx.now)
    return [
        Gauge("jobs_waiting", now.waiting, "Jobs that are due and not begun"),
        Gauge("jobs_failed", now.failed, "Jobs that were given up"),
        Gauge("worker_lag_seconds", now.oldest_wait_seconds, "Age of the oldest job that is due", limit=WORKER_LAG),
    ]


def _seal(ctx: Context) -> Gauge:
    oldest = Unsealed.objects.order_by("entry_id").values_list("entry__at", flat=True).first()
    lag = max((ctx.now - oldest).total_seconds(), 0) if oldest else 0.0
    return Gauge("ledger_seal_lag_seconds", lag, "Age of the oldest entry under no checkpoint", limit=SEAL_LAG)


def _rooms(ctx: Context) -> list[Gauge]:
    return [
        gauge for room in services() if "health" in room.hooks for gauge in import_string(room.hooks["health"])(ctx)
    ]


class _Figures:
    """Prometheus asks a collector; this one asks the rooms."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def collect(self) -> list[GaugeMetricFamily]:
        own = [Gauge("disk_free_share", free_share(), "Free share of the disk under the data directory")]
        return [
            GaugeMetricFamily(f"banshi_{gauge.name}", gauge.help, value=gauge.value)
            for gauge in (*own, *gauges(self.ctx))
        ]


def _counters() -> CollectorRegistry:
    """The counters of this process, or of all workers where PROMETHEUS_MULTIPROC_DIR is set."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    merged = CollectorRegistry()
    multiprocess.MultiProcessCollector(merged)  # type: ignore[no-untyped-call]  # the library has no types here
    return merged


def _may_read(request: WebRequest) -> bool:
    token: str = settings.BANSHI_METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in LOCAL and "X-Forwarded-For" not in request.headers
