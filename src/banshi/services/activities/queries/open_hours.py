"""The full hours of a day in which a venue is open, holidays and make-up workdays included."""

from datetime import date, datetime, timedelta

from banshi.kernel.clocks.current import calendar
from banshi.kernel.clocks.office import midnight
from banshi.kernel.places.hours import Hours
from banshi.kernel.places.opening import hours_on

HOUR = 60


def open_hours(hours: Hours, day: date) -> tuple[datetime, ...]:
    """The start of each full hour.

    Raises:
        BeyondCalendar: nobody knows yet whether that day is a working day.
    """
    spans = hours_on(hours, calendar().day(day)).spans
    starts = [at for span in spans for at in range(-(-span.start // HOUR) * HOUR, span.end - HOUR + 1, HOUR)]
    return tuple(midnight(day) + timedelta(minutes=at) for at in starts)
