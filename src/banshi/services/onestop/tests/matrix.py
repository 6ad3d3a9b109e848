"""Who gets what at the addresses of this room."""

from banshi.services.onestop.tests.api.matrix import ROWS as API
from banshi.services.onestop.tests.desk.matrix import ROWS as DESK
from banshi.services.onestop.tests.pages.matrix import ROWS as PAGES

ROWS = [*API, *DESK, *PAGES]
