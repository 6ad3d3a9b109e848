"""Everybody who is signed in has notices of their own; nobody has those of others."""

from banshi.kernel.testing.matrix import Row

OWN = {"anonymous": 302, "*": 200}
GOES_ON = {"*": 302}

ROWS = [
    Row("notices:inbox", OWN),
    Row("notices:open", GOES_ON, "POST", args=lambda world: {"notice_id": 999_999}),
    Row("notices:read_all", GOES_ON, "POST"),
    Row("notices:choices", OWN),
]
