"""Read YAML so that each mapping and each list remembers the lines it stands on. Pure."""

from typing import Any

import yaml


class Unreadable(ValueError):
    """The text is not the YAML that is read here; `line` says where."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Lined(dict[str, Any]):
    """A mapping: `line` is where it begins, `lines` where each of its keys stands."""

    line: int = 0
    lines: dict[str, int]


class LinedList(list[Any]):
    """A list: `line` is where it begins, `lines` where each of its entries begins."""

    line: int = 0
    lines: list[int]


def read(text: str) -> Any:
    """What the text says; mappings come as `Lined`, lists as `LinedList`. Lines count from one.

    Raises:
        Unreadable: not YAML, a key twice in one mapping, or a key that is not text.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, with lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(mark.line + 1 if mark else 0, error.problem or str(error)) from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(0, str(error)) from error


def line_of(given: Any, key: str | int | None = None) -> int:
    """The line of a mapping or list, or of one of its entries; 0 where nobody noted it."""
    lines = getattr(given, "lines", None)
    if isinstance(lines, dict) and key in lines:
        return int(lines[key])
    if isinstance(lines, list) and isinstance(key, int) and key < len(lines):
        return int(lines[key])
    return int(getattr(given, "line", 0))


class _Loader(yaml.CSafeLoader):
    """The safe loader; only mappings and lists come out of it with their lines."""


def _mapping(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> Lined:
    loader.flatten_mapping(node)
    made = Lined()
    made.line, made.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key, line = loader.construct_object(key_node, deep=True), key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise Unreadable(line, f"the key {key!r} is not text; put it in quotes")
        if key in made:
            raise Unreadable(line, f"{key!r} stands twice in the same place; keep one of them")
        made[key] = loader.construct_object(value_node, deep=True)
        made.lines[key] = line
    return made


def _list(loader: yaml.CSafeLoader, node: yaml.SequenceNode) -> LinedList:
    made = LinedList(loader.construct_object(each, deep=True) for each in node.value)
    made.line, made.lines = node.start_mark.line + 1, [each.start_mark.line + 1 for each in node.value]
    return made


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _list)
