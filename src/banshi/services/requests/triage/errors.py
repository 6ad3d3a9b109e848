"""Refusals of the triage helpers: what was given, what is allowed, what to do next."""


class TriageError(ValueError):
    """Input that the triage helpers cannot use. The edges turn it into a refusal of their own kind."""

    def __init__(self, given: str, allowed: str, remedy: str) -> None:
        super().__init__(f"given: {given}; allowed: {allowed}; what to do: {remedy}")
        self.given = given
        self.allowed = allowed
        self.remedy = remedy


class TextRefused(TriageError):
    """A text is empty or too long."""


class RowsRefused(TriageError):
    """A file or its rows cannot be read as messages."""


class TooLittleToLearn(TriageError):
    """The rows do not suffice to train or to measure a classifier."""


class ModelRefused(TriageError):
    """A file is not a model of this program, or was changed after it was written."""


class UnknownCategory(TriageError):
    """No category has this code, path or name."""
