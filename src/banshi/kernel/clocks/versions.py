"""A rule's past value cannot be changed: what it said at first use is kept and compared."""

from banshi.kernel.clocks.models import RuleVersion
from banshi.kernel.clocks.policy import RuleBook, digest
from banshi.kernel.clocks.rules import Rule

_seen: dict[tuple[str, str], str] = {}


class PastRuleChanged(RuntimeError):
    """A rule in force was edited instead of given a new version. A defect of the policy file."""


def remember(rule: Rule) -> None:
    """Keep what `rule` says at its first use; afterwards insist that it says the same.

    Raises:
        PastRuleChanged: the policy file was edited.
    """
    said = digest(rule)
    if _seen.get((rule.code, rule.valid_from.isoformat())) == said:
        return
    kept = (
        RuleVersion.objects.filter(code=rule.code, valid_from=rule.valid_from).values_list("digest", flat=True).first()
    )
    if kept is None:  # not yet in _seen: this transaction may still roll back
        new = RuleVersion(code=rule.code, valid_from=rule.valid_from, digest=said)
        RuleVersion.objects.bulk_create([new], ignore_conflicts=True)
    elif kept != said:
        raise PastRuleChanged(changed(rule))
    else:
        _seen[(rule.code, rule.valid_from.isoformat())] = said


def changed_rules(book: RuleBook) -> list[str]:
    """One sentence for each version that was used here and no longer says what it said."""
    problems = []
    for code, valid_from, kept in RuleVersion.objects.order_by("code", "valid_from").values_list(
        "code", "valid_from", "digest"
    ):
        rule = next((each for each in book.versions.get(code, ()) if each.valid_from == valid_from), None)
        if rule is None:
            problems.append(f"rule {code} valid from {valid_from} is in use here but missing from the policy files")
        elif digest(rule) != kept:
            problems.append(changed(rule))
    return problems


def changed(rule: Rule) -> str:
    return (
        f"rule {rule.code} valid from {rule.valid_from} was edited after it was used here; "
        "restore it and add a new version with its own valid_from"
    )
