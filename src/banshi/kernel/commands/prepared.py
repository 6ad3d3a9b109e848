"""Queries put together once: Django takes longer to find the words of a statement than the database takes to answer it.

    @prepared
    def notes(request_id: int) -> QuerySet[Note]:
        return Note.objects.filter(request_id=request_id).select_related("unit").order_by("id")

`notes(7)` is then the list that the query would have given, by one statement. The function runs once a process, with
stand-ins for its arguments; so these must be plain values that rows are compared with, and nothing may depend on them.
"""

import inspect
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, get_type_hints

from django.db import connection
from django.db.models import QuerySet

P = ParamSpec("P")
R = TypeVar("R")

STAND_INS: dict[Any, Callable[[int], Any]] = {
    int: lambda place: 7_226_962_000_000 + place,
    str: lambda place: f"\x02stands for {place}\x03",
    datetime: lambda place: datetime(9999, 1, 1 + place, 1, 2, 3, 4, tzinfo=UTC),
    date: lambda place: date(9998, 1, 1 + place),
}


class NotPlain(TypeError):
    """A query that cannot be put together without knowing its arguments. A defect of the code."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A query as it was put together, the words of its statement, and where the arguments go."""

    query: "QuerySet[Any, Any]"
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: list[tuple[int, int]]
    """(place in `params`, number of the argument)."""

    def ask(self, arguments: Sequence[Any]) -> list[Any]:
        params = list(self.params)
        for place, number in self.places:
            params[place] = _taken(arguments[number])
        compiler, asked = copy(self.compiler), self.query.all()
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (self.sql, tuple(params))
        asked.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(asked)


def prepared(build: Callable[P, "QuerySet[Any, R]"]) -> Callable[P, list[R]]:
    """Make `build(…)`, which returns a query, a function that returns its rows. SQL: 1.

    Raises:
        NotPlain: at the first call, where an argument is not simply compared with.
    """
    signature, made = inspect.signature(build), dict[str, _Ready]()

    @wraps(build)
    def run(*args: P.args, **kwargs: P.kwargs) -> list[R]:
        ready = made.get(connection.vendor)
        if ready is None:
            ready = made[connection.vendor] = _ready(build)
        return ready.ask(signature.bind(*args, **kwargs).args if kwargs else args)

    return run


def _ready(build: Callable[..., "QuerySet[Any, Any]"]) -> _Ready:
    hints, name = get_type_hints(build), f"{build.__module__}.{build.__qualname__}"
    kinds = [hints[parameter] for parameter in inspect.signature(build).parameters]
    if unknown := [kind for kind in kinds if kind not in STAND_INS]:
        raise NotPlain(f"{name}: {unknown} cannot stand in a prepared query, only {list(STAND_INS)}")
    stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(kinds)]
    query = build(*stand_ins)
    compiler = query.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    taken = [_taken(each) for each in stand_ins]
    places = [(at, taken.index(param)) for at, param in enumerate(params) if param in taken]
    if {number for _at, number in places} != set(range(len(kinds))):
        raise NotPlain(f"{name}: not every argument is compared with as it is: {sql}")
    compiler.col_count = len(compiler.select)
    converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    compiler.get_converters = lambda _expressions: converters
    return _Ready(query, compiler, sql, tuple(params), places)


def _taken(value: Any) -> Any:
    """The value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
