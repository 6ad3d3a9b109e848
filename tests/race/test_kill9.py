"""A server killed without warning, again and again, under load: what it acknowledged is there, and nothing is half there.

BANSHI_KILLS=50 asks for fifty kills, BANSHI_SEED for another run of chance.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from banshi.kernel.testing.databases import scratch_database
from banshi.kernel.testing.server import ServerUnderTest
from tests.race.load import Load

pytestmark = pytest.mark.xdist_group("kill9")
KILLS = int(os.environ.get("BANSHI_KILLS", "12"))
SEED = int(os.environ.get("BANSHI_SEED", "20260526"))
LOOK_EVERY = 10
WITH_WORKER_EVERY = 4
"""Rounds in which jobs run too, and are killed like everything else."""
STEPS = {"triage": "requests.triaged", "dispatch": "requests.dispatched"}
WORLD = """
from django.utils import timezone
from banshi.kernel.access import tokens
from banshi.kernel.access.commands import issue_token
from banshi.kernel.commands import Actor, Context
from banshi.kernel.testing.people import build
world, token = build(), tokens.fresh()
ctx = Context(actor=Actor.system("test"), now=timezone.now(), request_id="token")
post = world.actor("clerk", ctx.now).post
issue_token(ctx, person_id=world.people["clerk"].id, post_id=post.id, label="kill", digest=tokens.digest(token),
            hint=tokens.hint(token), scopes=["read", "write"], days=9)
print(token)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderTest]:
    """A site of its own, behind a proxy as in production, with a county in it."""
    with scratch_database() as url:
        site = ServerUnderTest(
            tmp_path_factory.mktemp("killed"),
            database_url=url,
            environment={"BANSHI_BEHIND_PROXY": "1", "PYTHONPATH": os.getcwd()},
        )
        site.banshi("migrate", "-v0")
        yield site
        site.kill9()


def serve(site: ServerUnderTest, *, worker: bool) -> None:
    """Light, so that many kills are cheap; with the worker also with two web processes."""
    site.arguments = ("--processes", "2") if worker else ("--processes", "1", "--no-worker")
    site.start()


def found(site: ServerUnderTest) -> dict[str, Any]:
    told = site.banshi("shell", "-v0", "-c", "from tests.race.wholeness import tell; tell()")
    result: dict[str, Any] = json.loads(told.stdout)
    return result


def check(site: ServerUnderTest, load: Load) -> dict[str, Any]:
    """Nothing is half there, and every acknowledged call has left what it promised, once."""
    seen = found(site)
    assert seen["broken"] == []
    numbers = dict(seen["requests"])
    once = Counter(text for text, _number in seen["requests"])
    assert [text for text, times in once.items() if times > 1] == []
    for call in load.brought:
        if call.answer:
            assert numbers.get(call.body["text"]) == call.answer["number"], f"lost: {call.answer}"
    for call in load.handled:
        if call.answer:
            step = call.path.rsplit("/", 1)[1]
            assert seen["kinds"][call.answer["number"]].count(STEPS[step]) == 1, f"lost: {call.answer}"
    return seen


def repeat(site: ServerUnderTest, load: Load) -> None:
    """Every call that was cut off is sent again under its key; the last acknowledged one too, for the same answer."""
    for call in load.unacknowledged():
        assert call.send(site.url), "the server died without being killed"
    for calls in (load.brought, load.handled):
        if calls:
            before = calls[-1].answer
            assert calls[-1].send(site.url)
            assert calls[-1].answer == before


def test_no_acknowledged_request_is_lost_and_none_is_half_there(site: ServerUnderTest) -> None:
    chance = random.Random(SEED)
    load = Load(site.banshi("shell", "-v0", "-c", WORLD).stdout.strip())
    cut_off = 0
    for kill in range(1, KILLS + 1):
        serve(site, worker=kill % WITH_WORKER_EVERY == 0)
        repeat(site, load)
        load.start(site.url)
        assert load.busy.wait(60), "nothing was acknowledged"
        time.sleep(chance.uniform(0.05, 0.9))
        site.kill9()
        load.join()
        cut_off += len(load.unacknowledged())
        if kill % LOOK_EVERY == 0:
            check(site, load)
    serve(site, worker=False)
    repeat(site, load)
    seen = check(site, load)
    assert len(seen["requests"]) == len(load.brought)
    assert cut_off > 0, "no call was cut off: the kills came at quiet moments"
    print(
        f"{KILLS} kills: {len(load.brought)} requests, {len(load.handled)} acts, {cut_off} calls cut off, "
        f"{seen['entries']} entries"
    )
