"""Who gets what at the addresses of the API, in a session of the browser."""

from typing import Any

from banshi.kernel.testing.matrix import Row, Things
from banshi.kernel.testing.people import World
from banshi.services.activities.tests.desk.matrix import LAST, checking_in, opened
from banshi.services.activities.tests.lately import next_hour
from banshi.services.activities.tests.pages.matrix import booked, session, venue

EVERYONE = {"*": 200}
SIGNED_IN = {"anonymous": 401, "*": 200}
ACCOUNT_OR_PHONE = {"*": 201}
RUNS = {"anonymous": 401, "township": 200, "*": 404}
FORBIDDEN_TO_READERS = {**RUNS, "supervisor": 403, "inspector": 403}
JSON = {"json": True, "accept": "application/json"}
PARTY = {"name": "赵大爷", "phone": "13911112222"}


def hours(world: World) -> dict[str, Any]:
    return {"starts": next_hour().isoformat(), "hours": 1, "purpose": "排练", "people": 5, **PARTY}


def token(world: World) -> Things:
    return {"token": LAST["token"]}


ROWS = [
    Row("api:activity_sessions", EVERYONE, **JSON),
    Row("api:activity_session", EVERYONE, args=session, **JSON),
    Row("api:activity_bookings", SIGNED_IN, **JSON),
    Row("api:activity_booking", EVERYONE, args=booked, **JSON),
    Row("api:activity_figures", {"*": 422}, **JSON),
    Row("api:activity_hours", {"*": 422}, args=venue, **JSON),
    Row("api:activity_book", ACCOUNT_OR_PHONE, method="POST", args=session, data=lambda world: PARTY, **JSON),
    Row("api:activity_hold", ACCOUNT_OR_PHONE, method="POST", args=session, data=lambda world: PARTY, **JSON),
    Row("api:activity_wait", {"*": 409}, method="POST", args=session, data=lambda world: PARTY, **JSON),
    Row("api:activity_confirm", {"*": 409}, method="POST", args=booked, data=lambda world: {}, **JSON),
    Row("api:activity_cancel", EVERYONE, method="POST", args=booked, **JSON),
    Row("api:activity_doors", RUNS, args=opened, **JSON),
    Row("api:activity_check_in", FORBIDDEN_TO_READERS, method="POST", args=checking_in, data=token, **JSON),
    Row(
        "api:activity_marks",
        FORBIDDEN_TO_READERS,
        method="POST",
        args=opened,
        data=lambda world: {"device": "phone-1", "marks": []},
        **JSON,
    ),
    Row("api:activity_use", ACCOUNT_OR_PHONE, method="POST", args=venue, data=hours, **JSON),
]
