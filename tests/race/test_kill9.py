"""A server killed without warning, again and again, under load: what it acknowledged is there, and nothing is half there.

Requests, bookings and cases come at once, so one run of kills answers for all of them. BANSHI_KILLS=50 asks for fifty kills,
BANSHI_SEED for another run of chance.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from banshi.kernel.testing.databases import scratch_database
from banshi.kernel.testing.server import ServerUnderTest
from tests.race.bookings import CAPACITY, Bookings
from tests.race.cases import Cases, no_case_is_lost
from tests.race.load import Load, Requests

pytestmark = pytest.mark.xdist_group("kill9")
KILLS = int(os.environ.get("BANSHI_KILLS", "8"))
SEED = int(os.environ.get("BANSHI_SEED", "20260526"))
LOOK_EVERY = 10
LAST_ROUND = 60.0
"""Seconds that the last round may go on, so that on a slow machine too everything is asked for."""
WITH_WORKER_EVERY = 4
"""Rounds in which jobs run too, and are killed like everything else."""
SESSIONS = 20 + KILLS
STEPS = {"triage": "requests.triaged", "dispatch": "requests.dispatched"}
ENTRIES = {"hold": "held", "book": "booked", "confirm": "booked", "wait": "waiting", "cancel": "cancelled", "enter": "checked_in"}  # fmt: skip
WORLD = "from tests.race.world import build; build({sessions}, {capacity})"


@dataclass
class Run:
    """What was asked of the killed server, and what it holds now that everything cut off was sent again."""

    requests: Requests
    bookings: Bookings
    cases: Cases
    seen: dict[str, Any]
    cut_off: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderTest]:
    """A site of its own, behind a proxy as in production, with a county in it."""
    folder = tmp_path_factory.mktemp("killed")
    with scratch_database(migrated_for=folder) as url:
        site = ServerUnderTest(
            folder,
            database_url=url,
            environment={"BANSHI_BEHIND_PROXY": "1", "PYTHONPATH": os.getcwd()},
            again=True,
        )
        yield site
        site.close()


@pytest.fixture(scope="module")
def run(site: ServerUnderTest) -> Run:
    """The whole run of kills."""
    chance = random.Random(SEED)
    made = json.loads(site.banshi("shell", "-v0", "-c", WORLD.format(sessions=SESSIONS, capacity=CAPACITY)).stdout)
    requests, bookings = Requests(made["clerk"]), Bookings(made["township"], made["sessions"])
    cases = Cases(made["cases"])
    loads: Sequence[Load] = (requests, bookings, cases)
    cut_off = 0
    for kill in range(1, KILLS + 1):
        serve(site, worker=kill % WITH_WORKER_EVERY == 0)
        until = time.monotonic() + LAST_ROUND
        for load in loads:
            repeat(site, load)
        for load in loads:
            load.start(site.url)
        for load in loads:
            assert load.busy.wait(60), "nothing was acknowledged"
        time.sleep(chance.uniform(0.05, 0.9))
        while kill == KILLS and not all(load.asked_everything() for load in loads) and time.monotonic() < until:
            time.sleep(0.1)
        site.kill9()
        for load in loads:
            load.join()
            cut_off += len(load.unacknowledged())
        if kill % LOOK_EVERY == 0:
            check(found(site), requests, bookings, cases)
    serve(site, worker=False)
    for load in loads:
        repeat(site, load)
    return Run(requests, bookings, cases, found(site), cut_off)


def serve(site: ServerUnderTest, *, worker: bool) -> None:
    """Light, so that many kills are cheap; with the worker also with two web processes."""
    site.arguments = ("--processes", "2") if worker else ("--processes", "1", "--no-worker")
    site.start()


def found(site: ServerUnderTest) -> dict[str, Any]:
    told = site.banshi("shell", "-v0", "-c", "from tests.race.wholeness import tell; tell()")
    result: dict[str, Any] = json.loads(told.stdout)
    return result


def check(seen: dict[str, Any], requests: Requests, bookings: Bookings, cases: Cases) -> None:
    """Nothing is half there, and every acknowledged call has left what it promised, once."""
    assert seen["broken"] == []
    no_request_is_lost(seen, requests)
    no_booking_is_lost(seen, bookings)
    no_case_is_lost(seen, cases)


def no_request_is_lost(seen: dict[str, Any], load: Requests) -> None:
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


def no_booking_is_lost(seen: dict[str, Any], load: Bookings) -> None:
    for party in load.parties:
        under = seen["bookings"].get(party.phone, [])
        assert len(under) <= 1, f"twice: {under}"
        answered = {step: call for step, call in party.calls.items() if call.answer}
        if not answered:
            assert not under or any(not call.acknowledged for call in party.calls.values()), (
                f"refused, and there: {under}"
            )
            continue
        (number, session, seats, kinds) = under[0] if under else ("", "", 0, [])
        assert (number, session, seats) == (party.said("number"), party.session, party.seats), "lost, or half a group"
        for step in answered:
            assert kinds.count(ENTRIES[step]) == 1, f"lost: {step} of {number}, which has {kinds}"


def repeat(site: ServerUnderTest, load: Load) -> None:
    """Every call that was cut off is sent again under its key; the last acknowledged one too, for the same answer."""
    for call in load.unacknowledged():
        assert call.send(site.url), "the server died without being killed"
    answered = [call for call in load.calls() if call.answer]
    for call in answered[-1:]:
        before = load.lasting(call.answer)
        assert call.send(site.url)
        assert load.lasting(call.answer) == before


class TestAServerKilledAgainAndAgain:
    def test_was_killed_over_calls_in_hand(self, run: Run) -> None:
        assert run.cut_off > 0, "no call was cut off: the kills came at quiet moments"
        requests, bookings, cases = run.requests, run.bookings, run.cases
        print(
            f"{KILLS} kills: {len(requests.brought)} requests, {len(requests.handled)} acts, {len(bookings.parties)} parties, "
            f"{len(bookings.calls())} acts, {len(cases.openings)} cases, {len(cases.calls())} acts, "
            f"{len(cases.together)} of them on many, {run.cut_off} calls cut off, {run.seen['entries']} entries"
        )

    def test_has_lost_no_request_that_it_acknowledged_and_no_step_of_one(self, run: Run) -> None:
        no_request_is_lost(run.seen, run.requests)
        assert len(run.seen["requests"]) == len(run.requests.brought)

    def test_has_lost_no_booking_that_it_acknowledged_and_no_step_of_one(self, run: Run) -> None:
        no_booking_is_lost(run.seen, run.bookings)

    def test_has_lost_no_case_that_it_acknowledged_and_no_step_of_one(self, run: Run) -> None:
        no_case_is_lost(run.seen, run.cases)
        assert sum(map(len, run.seen["cases"].values())) == len(run.cases.openings)

    def test_was_asked_for_everything_that_a_booking_and_a_case_can_come_to(self, run: Run) -> None:
        assert run.bookings.asked_everything()
        assert run.cases.asked_everything()

    def test_holds_nothing_half_nothing_oversold_and_a_ledger_that_verifies(self, run: Run) -> None:
        assert run.seen["broken"] == []
