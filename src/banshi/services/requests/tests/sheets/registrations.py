"""Registrations as they can stand, for properties of the spreadsheet."""

from hypothesis import strategies as st

from banshi.kernel.sheets.cells import plain
from banshi.services.requests.rules.sheet import choices
from banshi.services.requests.rules.submission import KIND_TITLES, LEVEL_TITLES, THEME_TITLES, URGENCY_TITLES

COUNTY = "150627"
NUMBER = "210526-A00001"
CHOICES = choices(
    {
        "category": {
            "01": "01 城乡建设",
            "0101": "0101 城乡建设/安全生产",
            "1012": "1012 农村农业/水利",
            "010103": "010103 其他",
        },
        "area": {COUNTY: "150627 伊金霍洛旗", "150627101201": "150627101201 札萨克镇 门克庆嘎查"},
        "kind": {kind.value: title for kind, title in KIND_TITLES.items()},
        "urgency": {str(int(urgency)): title for urgency, title in URGENCY_TITLES.items()},
        "level": {str(int(level)): title for level, title in LEVEL_TITLES.items()},
        "theme": dict(THEME_TITLES),
    }
)
values = st.fixed_dictionaries(
    {field: st.sampled_from(list(labels)) for field, labels in CHOICES.labels.items()}
    | {"place": st.text(max_size=60).map(plain), "theme": st.sampled_from(["", *THEME_TITLES])}
).map(lambda each: each | {"level": max(each["level"], "2") if each["kind"] == "tipoff" else each["level"]})
"""Registrations as they can stand: tip-offs are kept confidential."""
