"""The tree of categories, three levels deep: found by code, path or name.

Source: the classification of residents' messages published with the public data set of 2020: 15 first-level classes,
118 second-level nodes (103 different names) and 517 leaves (390 different names), kept in `policy/categories.yaml`
with a code of two digits a level. A code is stable for ever.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import yaml

from banshi.services.requests.policy import document
from banshi.services.requests.triage.errors import UnknownCategory

DIGITS = 2
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A category. `path` holds the names from the first level down to its own."""

    code: str
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def level(self) -> int:
        return len(self.path)


@dataclass(frozen=True)
class Tree:
    """The categories of a deployment."""

    nodes: tuple[Node, ...]

    @cached_property
    def _by_code(self) -> dict[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def _by_path(self) -> dict[tuple[str, ...], Node]:
        return {node.path: node for node in self.nodes}

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def by_code(self, code: str) -> Node:
        """The category with this code. Raises: UnknownCategory."""
        return self._by_code.get(code) or _unknown(f"code {code!r}")

    def by_path(self, path: str) -> Node:
        """The category with this path, its names parted by `/`. Raises: UnknownCategory."""
        names = tuple(part.strip() for part in path.split("/"))
        return self._by_path.get(names) or _unknown(f"path {path!r}")

    def by_name(self, name: str, *, level: int | None = None) -> tuple[Node, ...]:
        """Every category of this name, in the order of the tree; one name can stand in several branches."""
        return tuple(node for node in self.nodes if node.name == name.strip() and level in (None, node.level))

    def children(self, code: str = "") -> tuple[Node, ...]:
        """The categories one level below; without a code, those of the first level."""
        return tuple(node for node in self.nodes if node.code[:-DIGITS] == code)


@cache
def categories() -> Tree:
    """The tree that this program carries, read once a process."""
    listed = yaml.load(document("categories.yaml"), Loader=yaml.CSafeLoader)["categories"]
    return tree((str(each["code"]), str(each["zh"])) for each in listed)


def tree(pairs: Iterable[tuple[str, str]]) -> Tree:
    """The tree from (code, name), a parent before its children. Raises: UnknownCategory for a code that fits nowhere."""
    paths: dict[str, tuple[str, ...]] = {"": ()}
    for code, name in pairs:
        above = paths.get(code[:-DIGITS])
        if (
            above is None
            or code in paths
            or not code.isdigit()
            or len(code) != DIGITS * (len(above) + 1)
            or len(above) == LEVELS
        ):
            _unknown(f"code {code!r} of {name!r}")
        else:
            paths[code] = (*above, name)
    return Tree(tuple(Node(code, path) for code, path in paths.items() if code))


def _unknown(given: str) -> Node:
    raise UnknownCategory(
        given, "a category of the tree, with its parent listed before it", "choose one from policy/categories.yaml"
    )
