"""The pages that belong to no room are open to everybody."""

from banshi.kernel.testing.matrix import Row

EVERYONE = {"*": 200}

ROWS = [
    Row("home", EVERYONE),
    Row("ask", EVERYONE),
    Row("door", EVERYONE, args=lambda world: {"place": "mine"}),
    Row("preferences", {"*": 303}, "POST", data=lambda world: {"size": "large"}),
    Row("style", EVERYONE),
    Row("offline", EVERYONE),
    Row("manifest", EVERYONE),
    Row("worker", EVERYONE),
    Row("healthz", EVERYONE),
    Row("readyz", EVERYONE),
    Row("metrics", EVERYONE),
]
