"""The ledger is open to everybody: it names nobody. What is not sealed yet is not there."""

from banshi.kernel.testing.matrix import Row

EVERYONE = {"*": 200}
NOT_YET = {"*": 404}

ROWS = [
    Row("ledger:index", EVERYONE),
    Row("ledger:checkpoint", NOT_YET),
    Row("ledger:checkpoint_of", NOT_YET, args=lambda world: {"size": 10**6}),
    Row("ledger:tile", NOT_YET, args=lambda world: {"level": 0, "name": "000"}),
    Row("ledger:keys", EVERYONE),
    Row("ledger:consistency", NOT_YET),
    Row("ledger:verify", EVERYONE),
]
