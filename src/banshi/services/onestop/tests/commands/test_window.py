"""At the window a clerk fills in what the resident says; the resident agrees by a code on their own phone."""

import pytest

from banshi.kernel.errors import NotFound
from banshi.services.onestop import commands
from banshi.services.onestop.commands import Asked, ConsentOver, NotAgreed
from banshi.services.onestop.models import Case, Consent
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import Way, wish

pytestmark = pytest.mark.django_db


def asked(way: Way, whom: str = "alice") -> Asked:
    return commands.ask_consent(way.ctx("clerk"), person_id=way.world.people[whom].id)


def open_for(way: Way, consent: Asked, who: str = "clerk", whom: str = "alice") -> commands.Opened:
    person = way.world.people[whom].id
    return commands.open_case_for(way.ctx(who), person_id=person, wish=wish(), consent_id=consent.consent_id)


class TestTheWindow:
    def test_opens_the_residents_own_case(self, ready: Way) -> None:
        consent = asked(ready)
        assert commands.agree(ready.ctx("clerk"), consent_id=consent.consent_id, code=consent.code)
        number = open_for(ready, consent).number
        case = Case.objects.get(number=number)
        assert case.owner_id == ready.world.people["alice"].id
        assert case.post_id == ready.ctx("clerk").actor.post.id  # type: ignore[union-attr]

    def test_keeps_the_code_nowhere(self, ready: Way) -> None:
        consent = asked(ready)
        assert consent.code not in Consent.objects.get().code_hash

    def test_opens_nothing_before_the_resident_agreed(self, ready: Way, refused: Refused) -> None:
        consent = asked(ready)
        with refused(NotAgreed):
            open_for(ready, consent)

    def test_takes_an_agreement_once(self, ready: Way, refused: Refused) -> None:
        consent = asked(ready)
        commands.agree(ready.ctx("clerk"), consent_id=consent.consent_id, code=consent.code)
        open_for(ready, consent)
        with refused(ConsentOver):
            open_for(ready, consent)

    def test_takes_it_for_this_resident_alone(self, ready: Way, refused: Refused) -> None:
        consent = asked(ready)
        commands.agree(ready.ctx("clerk"), consent_id=consent.consent_id, code=consent.code)
        with refused(NotFound):
            open_for(ready, consent, whom="bao")

    def test_gives_five_tries(self, ready: Way, refused: Refused) -> None:
        consent = asked(ready)
        wrong = "000000" if consent.code != "000000" else "111111"
        for _ in range(5):
            assert not commands.agree(ready.ctx("clerk"), consent_id=consent.consent_id, code=wrong)
        with refused(ConsentOver):
            commands.agree(ready.ctx("clerk"), consent_id=consent.consent_id, code=consent.code)

    def test_waits_ten_minutes(self, ready: Way, refused: Refused) -> None:
        consent = asked(ready)
        with refused(ConsentOver):
            commands.agree(ready.later(minutes=10).ctx("clerk"), consent_id=consent.consent_id, code=consent.code)

    def test_is_staffed_by_clerks_of_the_place(self, ready: Way, refused: Refused) -> None:
        alice = ready.world.people["alice"].id
        for who in ("bao", "handler", "charlie", "anonymous"):
            with refused(NotFound):
                commands.ask_consent(ready.ctx(who), person_id=alice)
