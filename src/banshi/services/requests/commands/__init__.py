"""What can be done to a request. Each command is one transaction with at least one ledger entry."""

from banshi.services.requests.commands.accuse import accuse
from banshi.services.requests.commands.answer import answer, close, rate, reopen
from banshi.services.requests.commands.box import mark_read, reply, tell
from banshi.services.requests.commands.callbacks import Drawn, cancel_callbacks, draw_callbacks, open_callbacks
from banshi.services.requests.commands.calls import CallDone, answer_call, lapse_call, log_try, take_call, warn_call
from banshi.services.requests.commands.charge import (
    Given,
    Told,
    change_leader,
    keep_promise,
    log_visit,
    settle,
    take_charge,
)
from banshi.services.requests.commands.clockwork import warn
from banshi.services.requests.commands.dispatch import accept, dispatch, return_, transfer
from banshi.services.requests.commands.edit import edit, remove_view, save_view
from banshi.services.requests.commands.export import export
from banshi.services.requests.commands.handling import (
    add_co_handler,
    co_report,
    extend,
    log_progress,
    pause,
    remove_co_handler,
    resume,
)
from banshi.services.requests.commands.hot import NotAllMerged, keep_hot, merge_all
from banshi.services.requests.commands.intake import Batch, Rejected, submit, submit_many, submit_on_behalf
from banshi.services.requests.commands.leaving import chain, merge, unmerge, withdraw
from banshi.services.requests.commands.personal import Correction, correct, erase
from banshi.services.requests.commands.publishing import Face, Redaction, publish, unpublish
from banshi.services.requests.commands.reviews import decide_re_review, decide_review, request_re_review, request_review
from banshi.services.requests.commands.row import Changed, Done, MoveRefused, Unfit
from banshi.services.requests.commands.supervision import answer_supervision, escalate, lift_supervision, supervise
from banshi.services.requests.commands.taking import Receipt
from banshi.services.requests.commands.tipoff import tip_off
from banshi.services.requests.commands.triage import Sorting, suggest, triage
from banshi.services.requests.rules.proposals import Proposal

__all__ = [
    "Batch",
    "CallDone",
    "Changed",
    "Correction",
    "Done",
    "Drawn",
    "Face",
    "Given",
    "MoveRefused",
    "NotAllMerged",
    "Proposal",
    "Receipt",
    "Redaction",
    "Rejected",
    "Sorting",
    "Told",
    "Unfit",
    "accept",
    "accuse",
    "add_co_handler",
    "answer",
    "answer_call",
    "answer_supervision",
    "cancel_callbacks",
    "chain",
    "change_leader",
    "close",
    "co_report",
    "correct",
    "decide_re_review",
    "decide_review",
    "dispatch",
    "draw_callbacks",
    "edit",
    "erase",
    "escalate",
    "export",
    "extend",
    "keep_hot",
    "keep_promise",
    "lapse_call",
    "lift_supervision",
    "log_progress",
    "log_try",
    "log_visit",
    "mark_read",
    "merge",
    "merge_all",
    "open_callbacks",
    "pause",
    "publish",
    "rate",
    "remove_co_handler",
    "remove_view",
    "reopen",
    "reply",
    "request_re_review",
    "request_review",
    "resume",
    "return_",
    "save_view",
    "settle",
    "submit",
    "submit_many",
    "submit_on_behalf",
    "suggest",
    "supervise",
    "take_call",
    "take_charge",
    "tell",
    "tip_off",
    "transfer",
    "triage",
    "unmerge",
    "unpublish",
    "warn",
    "warn_call",
    "withdraw",
]
