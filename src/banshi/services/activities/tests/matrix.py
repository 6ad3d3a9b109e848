"""Who gets what at the addresses of this room."""

from banshi.services.activities.tests.api.matrix import ROWS as API
from banshi.services.activities.tests.desk.matrix import ROWS as DESK
from banshi.services.activities.tests.pages.matrix import ROWS as PAGES

ROWS = [*API, *DESK, *PAGES]
