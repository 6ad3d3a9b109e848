"""What can be chosen in the spreadsheet's cells, as it is published now."""

from banshi.kernel.directory.queries.areas import find_below, known_areas
from banshi.services.requests.queries import policy
from banshi.services.requests.rules.sheet import Choices, choices
from banshi.services.requests.rules.submission import KIND_TITLES, LEVEL_TITLES, THEME_TITLES, URGENCY_TITLES


def choices_for(county: str) -> Choices:
    """Every choice of a county, or of a wider area; in Chinese, so that one file is good for everybody. SQL: at most 2."""
    return choices(
        {
            "category": {code: f"{code} {_path(code)}" for code in policy.categories()},
            "area": _areas(county),
            "kind": {kind.value: title for kind, title in KIND_TITLES.items()},
            "urgency": {str(int(urgency)): title for urgency, title in URGENCY_TITLES.items()},
            "level": {str(int(level)): title for level, title in LEVEL_TITLES.items()},
            "theme": dict(THEME_TITLES),
        }
    )


def _path(code: str) -> str:
    return "/".join(each.zh for each in policy.category_path(code))


def _areas(county: str) -> dict[str, str]:
    """The county itself, then each town with its villages."""
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in (*known_areas([county]).values(), *find_below(county, level="village")):
        names[row.code] = row.name
        town = names.get(row.code[:9], "") if row.level == "village" else ""
        found[row.code] = " ".join(part for part in (row.code, town, row.name) if part)
    return found
