"""The parameters of this site: those of every room, and the site's own later values."""

from datetime import date
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from banshi.kernel.policy.parameters import Parameter, ParameterBook
from banshi.kernel.policy.reading import load

FILE = Path("policy") / "parameters.yaml"


def parameter(code: str, on: date) -> Parameter:
    """The value in force on a day, with its unit and its source.

    Raises:
        NoParameter: no such code, or it had no value on that day.
    """
    return parameters().at(code, on)


def parameters() -> ParameterBook:
    """`policy/parameters.yaml` of each room, and DATA_DIR/policy/parameters.yaml after them. Read once a process.

    Raises:
        BadParameters: a file cannot be used; names file, line and what to correct.
    """
    return _parameters(settings.DATA_DIR)


@cache
def _parameters(data_dir: Path) -> ParameterBook:
    rooms = (Path(app.path) / FILE for app in apps.get_app_configs())
    return load(path for path in [*rooms, data_dir / FILE] if path.exists())
