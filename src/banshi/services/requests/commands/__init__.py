"""What can be done to a request. Each command is one transaction with at least one ledger entry."""

from banshi.services.requests.commands.answer import answer, close, rate, reopen
from banshi.services.requests.commands.dispatch import accept, dispatch, return_, transfer
from banshi.services.requests.commands.intake import Batch, Receipt, Rejected, submit, submit_many, submit_on_behalf
from banshi.services.requests.commands.row import Done
from banshi.services.requests.commands.triage import Proposal, Sorting, suggest, triage

__all__ = [
    "Batch",
    "Done",
    "Proposal",
    "Receipt",
    "Rejected",
    "Sorting",
    "accept",
    "answer",
    "close",
    "dispatch",
    "rate",
    "reopen",
    "return_",
    "submit",
    "submit_many",
    "submit_on_behalf",
    "suggest",
    "transfer",
    "triage",
]
