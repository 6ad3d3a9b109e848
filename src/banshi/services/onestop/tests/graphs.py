"""Random procedures that can be carried out, as files."""

from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from banshi.services.onestop.rules.loading import read
from banshi.services.onestop.rules.procedure import Procedure

DEPARTMENTS = ("government", "water", "roads")
QUESTIONS = ("first", "second")
BASIS = {"document": "示例文件", "article": "", "demo": True}


@dataclass(frozen=True)
class Graph:
    """A procedure, and what its resident wants of it."""

    text: str
    answers: dict[str, bool]
    left: tuple[str, ...]

    @property
    def procedure(self) -> Procedure:
        return read(self.text, "graph.yaml")


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


@st.composite
def steps(draw: st.DrawFn, most: int = 9) -> list[dict[str, Any]]:
    """Steps that wait for some of those before them; some optional, some under a condition, some with papers."""
    made: list[dict[str, Any]] = []
    for at in range(draw(st.integers(1, most))):
        before = [step["code"] for step in made]
        step: dict[str, Any] = {
            "code": f"s{at}",
            "title": words(f"第{at}步"),
            "department": draw(st.sampled_from(DEPARTMENTS)),
            "limit": draw(st.integers(1, 9)),
            "basis": BASIS,
            "after": draw(st.lists(st.sampled_from(before), unique=True, max_size=4)) if before else [],
            "optional": draw(st.booleans()),
            "gives": [f"m{at}"],
            "delivers": draw(st.booleans()),
            "compensate": {"act": draw(st.sampled_from(("none", "notify", "revoke")))},
        }
        plain = [other for other in made if other["code"] in step["after"]]
        step["needs"] = [f"m{other['code'][1:]}" for other in plain if draw(st.booleans())]
        if draw(st.integers(0, 3)) == 0 and not any("when" in other for other in made):
            step["when"] = {"question": draw(st.sampled_from(QUESTIONS)), "equals": draw(st.booleans())}
        made.append(step)
    return draw(st.permutations(made))


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> Graph:
    found = draw(steps(most))
    document = {
        "code": "graph",
        "version": "1",
        "effective": "DAY",
        "title": words("随机"),
        "about": words("随机"),
        "basis": BASIS,
        "departments": [{"code": each, "title": words(each), "unit": each} for each in DEPARTMENTS],
        "materials": [{"code": f"m{at}", "title": words(f"文件{at}"), "origin": "issued"} for at in range(len(found))],
        "form": {
            "code": "graph",
            "version": 1,
            "questions": [{"code": each, "kind": "yesno", "title": words(each)} for each in QUESTIONS],
        },
        "steps": found,
    }
    text = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False).replace(
        "DAY", "2021-01-01"
    )
    optional = [step["code"] for step in found if step["optional"]]
    left = draw(st.lists(st.sampled_from(optional), unique=True)) if optional else []
    answers = {each: draw(st.booleans()) for each in QUESTIONS}
    return Graph(text, answers, tuple(left))
