"""The peer: django-helpdesk at SIZE tickets on the same kind of database; prints its figures as JSON.

Run by bench/requests.py in a process of its own, since it needs settings of its own.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.remove(str(Path(__file__).resolve().parent))  # its requests.py is not the library that the peer wants
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import dj_database_url
import django
from django.conf import settings
from django.utils import timezone

SIZE = int(os.environ.get("SIZE", "100000"))
FOLDER = tempfile.mkdtemp(prefix="bench-helpdesk-")
DATABASE: dict[str, Any] = dict(
    dj_database_url.parse(os.environ.get("BANSHI_DATABASE_URL") or f"sqlite:///{FOLDER}/helpdesk.sqlite3")
)
DATABASE["TEST"] = {
    "NAME": f"{FOLDER}/helpdesk.sqlite3" if "sqlite" in DATABASE["ENGINE"] else f"bench_helpdesk_{os.getpid()}"
}
settings.configure(
    SECRET_KEY="bench",
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench._helpdesk_urls",
    DATABASES={"default": DATABASE},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.sites",
        "django.contrib.admin",
        "django.contrib.humanize",
        "django.contrib.staticfiles",
        "rest_framework",
        "helpdesk",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    SITE_ID=1,
    STATIC_URL="/static/",
    HELPDESK_TEAMS_MODE_ENABLED=False,
    HELPDESK_PUBLIC_TICKET_PRIORITY=3,
    USE_TZ=True,
)
django.setup()

from bench._clients import alone, rate  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from helpdesk.models import Queue, Ticket  # noqa: E402
from helpdesk.query import query_to_base64  # noqa: E402


def fill(queue: Queue) -> None:
    """SIZE tickets."""
    now, batch = timezone.now(), 5000
    for start in range(0, SIZE, batch):
        rows = [
            Ticket(
                queue=queue,
                title=f"路灯不亮 {n}",
                description=f"王府路的路灯不亮{n}，请修一修。",
                created=now,
                modified=now,
                status=1 + n % 4,
            )
            for n in range(start, min(start + batch, SIZE))
        ]
        Ticket.objects.bulk_create(rows)


def main() -> None:
    """Fill, measure, print."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        queue = Queue.objects.create(title="Hotline", slug="hotline", allow_public_submission=True)
        user = get_user_model().objects.create_user("staff", password="x", is_staff=True, is_superuser=True)
        fill(queue)
        staff, public = Client(), Client()
        staff.force_login(user)
        first = Ticket.objects.order_by("id").values_list("id", flat=True).first() or 1

        def listed(words: str) -> Any:
            query = query_to_base64({"filtering": {"status__in": [1, 2]}, "sorting": "created", "search_string": words})
            page = {"draw": "1", "start": "0", "length": "50", "order[0][column]": "0", "order[0][dir]": "desc"}
            return lambda _n: staff.get(f"/datatables_ticket_list/{query}", page)

        def submit(number: int) -> Any:
            form = {
                "queue": queue.pk,
                "title": f"水压小 {number}",
                "body": "三楼没有水。",
                "priority": 3,
                "submitter_email": "a@example.cn",
            }
            return public.post("/tickets/submit/", form)

        found: dict[str, float] = {}
        calls = {
            "submit": submit,
            "list": listed(""),
            "search": listed("路灯"),
            "show": lambda n: staff.get(f"/tickets/{first + n % SIZE}/"),
            "statistics": lambda _n: staff.get("/reports/"),
        }
        for name, call in calls.items():
            status = getattr(call(0), "status_code", 0)
            if status not in {200, 302}:  # said, not hidden: the figure would not be of the same thing
                sys.stderr.write(f"peer {name}: HTTP {status}\n")
                continue
            found[f"{name}_ms"], found[f"{name}_cpu"] = alone(call)
        for name in ("submit", "list"):
            found[f"{name}_rate"] = rate(calls[name])
        print(json.dumps(found))
    finally:
        connection.creation.destroy_test_db(DATABASE["TEST"]["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
