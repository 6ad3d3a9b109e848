"""One line a measurement: what was measured, against which goal, beside which anchor in the same run."""


def line(
    name: str,
    value: float,
    unit: str,
    goal: float | None = None,
    anchor: float | None = None,
    ratio: float | None = None,
) -> bool:
    """Print a measurement; returns whether the goal was met.

    A goal in "rows/s" or "/s" is a floor, any other a ceiling. `anchor` is the peer's value in
    the same run, `ratio` how many times better than it we are.
    """
    floor = unit.endswith("/s")
    met = goal is None or (value >= goal if floor else value <= goal)
    parts = [f"{name:<58}", f"{value:>12,.3f} {unit:<7}"]
    if goal is not None:
        parts.append(f"goal {'≥' if floor else '≤'} {goal:,g}  {'met' if met else 'NOT MET'}")
    if anchor is not None:
        parts.append(f"anchor {anchor:,.3f}")
    if ratio is not None:
        parts.append(f"× {ratio:,.2f}")
    print("  ".join(parts), flush=True)
    return met
