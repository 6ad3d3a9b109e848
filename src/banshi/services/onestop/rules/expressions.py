"""Conditions as one line of text, for models outside: what is written here is also what is read.

    register == True and city in ("150627", "150622") and not (age < 18)

The language is the part of Python's expressions that other engines understand as well: names, `==`, `in`, `<`, `>`, `is not None`,
`startswith`, `and`, `or`, `not`. A single `=`, as FEEL has it, is taken for `==`.
"""

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]
"""A condition as a file has it; see docs/forms.md."""
SINGLE = re.compile(r"(?<![=<>!])=(?!=)")
WORDS = {"true": True, "false": False, "null": None}
"""What FEEL writes for Python's."""
PIECES = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
"""Texts in quotes, in which nothing is replaced."""
SIGNS = {"equals": "==", "less": "<", "more": ">"}


class NotUnderstood(ValueError):
    """An expression that is outside the language."""


def written(raw: Raw) -> str:
    """The condition as one line."""
    if "all" in raw:
        return " and ".join(_enclosed(each) for each in raw["all"]) or "True"
    if "any" in raw:
        return " or ".join(_enclosed(each) for each in raw["any"]) or "False"
    return f"not ({written(raw['not'])})" if "not" in raw else _leaf(raw)


def _leaf(raw: Raw) -> str:
    name = str(raw["question"])
    ((sign, value),) = ((key, value) for key, value in raw.items() if key != "question")
    match sign:
        case "in":
            return f"{name} in ({', '.join(_constant(each) for each in value)},)"
        case "answered":
            return f"{name} is not None" if value else f"{name} is None"
        case "has":
            return f"{_constant(value)} in {name}"
        case "within":
            return f"{name}.startswith({_constant(value)})"
        case _compares:
            return f"{name} {SIGNS[sign]} {_constant(value)}"


def read(text: str) -> Raw:
    """The condition that one line says.

    Raises:
        NotUnderstood: with what stands there and what may stand there.
    """
    try:
        tree = ast.parse(_with_double_signs(text.strip().removeprefix("${").removesuffix("}")), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise NotUnderstood(f"“{text}” is not an expression") from error
    return _condition(tree.body, text)


def _with_double_signs(text: str) -> str:
    return "".join(piece if at % 2 else SINGLE.sub("==", piece) for at, piece in enumerate(PIECES.split(text)))


def _enclosed(raw: Raw) -> str:
    return f"({written(raw)})" if any(word in raw for word in ("all", "any")) else written(raw)


def _constant(value: Any) -> str:
    return str(value) if value is None or isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def _condition(node: ast.expr, text: str) -> Raw:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return {"all": [_condition(each, text) for each in values]}
        case ast.BoolOp(op=ast.Or(), values=values):
            return {"any": [_condition(each, text) for each in values]}
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return {"not": _condition(inner, text)}
        case _one:
            return _about_one(node, text)


def _about_one(node: ast.expr, text: str) -> Raw:
    match node:
        case ast.Name(id=name):
            return {"question": name, "equals": True}
        case ast.Compare(left=ast.Constant(value=value), ops=[ast.In()], comparators=[ast.Name(id=name)]):
            return {"question": name, "has": value}
        case ast.Call(func=ast.Attribute(ast.Name(id=name), "startswith"), args=[ast.Constant(value=value)]):
            return {"question": name, "within": value}
        case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[right]):
            return {"question": name, **_compared(sign, right, text)}
        case _other:
            raise NotUnderstood(f"“{text}” says more than names compared with constants, joined by and, or, not")


def _compared(sign: ast.cmpop, right: ast.expr, text: str) -> Raw:
    match sign, right:
        case ast.IsNot(), ast.Constant(value=None):
            return {"answered": True}
        case ast.Is(), ast.Constant(value=None):
            return {"answered": False}
        case ast.Eq(), _:
            return {"equals": _value(right, text)}
        case ast.Lt(), _:
            return {"less": _value(right, text)}
        case ast.Gt(), _:
            return {"more": _value(right, text)}
        case ast.In(), ast.Tuple(elts=parts) | ast.List(elts=parts):
            return {"in": [_value(each, text) for each in parts]}
        case _other:
            raise NotUnderstood(f"“{text}” compares in another way than ==, <, >, in, is None")


def _value(node: ast.expr, text: str) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in WORDS:
            return WORDS[name]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case _other:
            raise NotUnderstood(f"“{text}” compares with something other than a constant")
