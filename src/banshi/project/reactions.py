"""Where what happened in one service leads to a command of another: here and nowhere else.

Each line is an event that a room announces and the jobs that follow; a job gets the key of what happened, looks
first, does only what is missing, and every command in it carries a key, so that running twice does no harm.
"""

import logging
from collections.abc import Mapping, Sequence

from banshi.kernel.errors import BanshiError
from banshi.kernel.jobs.queue import job_context, task
from banshi.services.activities import commands as activities
from banshi.services.activities.queries.talks import TalkView, talk
from banshi.services.requests import commands as requests
from banshi.services.requests.rules.submission import Channel, Contact, Draft, Kind

log = logging.getLogger("banshi.reactions")

REACTIONS: Mapping[str, Sequence[str]] = {
    "activities.talk_recorded": ("banshi.project.reactions.talk_becomes_request",),
}
"""Event → what follows."""


@task
def talk_becomes_request(booking: str) -> None:
    """What was said to a leader on a reception day, and not settled at once, is a petition in that leader's charge."""
    heard = talk(booking)
    if heard.settled or heard.request:
        return
    ctx = job_context("reactions").keyed(f"talk-{booking}")
    receipt = requests.submit_on_behalf(ctx, draft=_petition(heard), resident_id=heard.owner)
    try:
        requests.take_charge(ctx, number=receipt.number, post_id=heard.leader_post)
    except BanshiError as refusal:  # e.g. no leader any more: the petition stays, and the desk decides
        log.warning("%s: nobody is in charge of %s: %s", booking, receipt.number, refusal.code)
    activities.pass_on(ctx, booking=booking, request=receipt.number)


def _petition(heard: TalkView) -> Draft:
    return Draft(
        text=heard.heard,
        area=heard.area,
        kind=Kind.PETITION,
        channel=Channel.RECEPTION,
        place=heard.title,
        contact=Contact(name=heard.name, phone=heard.phone),
    )
