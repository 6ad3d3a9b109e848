"""What is in force is open to everybody."""

from banshi.kernel.testing.matrix import Row

ROWS = [Row("policy:index", {"*": 200})]
