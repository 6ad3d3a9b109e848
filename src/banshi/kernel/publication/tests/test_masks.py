"""Staff hide what the engine cannot know; the record says that they did, and not what."""

import pytest

from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject
from banshi.kernel.publication.masks import BadMask, NotMasked, lift, manual, mask, masks
from banshi.kernel.publication.models import Masked
from banshi.kernel.publication.redaction import redact
from banshi.kernel.publication.tests.conftest import COUNTY, at

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECT = Subject("requests", "210526-7KX4QM", COUNTY)


class TestAMask:
    def test_hides_a_phrase_and_gives_the_reason(self) -> None:
        mask(at("2021-05-26"), subject=SUBJECT, phrase=" 患有肝病 ", reason="健康状况")
        shown = redact("他患有肝病,没有低保", manual=manual(SUBJECT))
        assert shown.text == "他〔隐去〕,没有低保"
        assert shown.removed[0].reason == "健康状况"

    def test_enters_the_record_as_a_commitment(self) -> None:
        mask(at("2021-05-26"), subject=SUBJECT, phrase="患有肝病", reason="健康状况")
        entry = Entry.objects.get()
        assert entry.kind == "publication.masked"
        assert "肝病" not in entry.body

    def test_set_twice_is_one(self) -> None:
        for _ in range(2):
            mask(at("2021-05-26"), subject=SUBJECT, phrase="患有肝病", reason="健康状况")
        assert len(masks(SUBJECT)) == 1

    def test_can_be_lifted_and_set_again(self) -> None:
        first = mask(at("2021-05-26"), subject=SUBJECT, phrase="患有肝病", reason="健康状况")
        lift(at("2021-05-27"), subject=SUBJECT, mask_id=first.id, reason="本人同意公开")
        assert masks(SUBJECT) == ()
        assert mask(at("2021-05-28"), subject=SUBJECT, phrase="患有肝病", reason="反悔").id != first.id

    @pytest.mark.parametrize(
        ("phrase", "reason"), [("病", "理由"), ("", "理由"), ("病" * 201, "理由"), ("患有肝病", " ")]
    )
    def test_without_phrase_or_reason_is_refused(self, phrase: str, reason: str) -> None:
        with pytest.raises(BadMask):
            mask(at("2021-05-26"), subject=SUBJECT, phrase=phrase, reason=reason)
        assert not Masked.objects.exists()

    def test_of_another_matter_cannot_be_lifted(self) -> None:
        first = mask(at("2021-05-26"), subject=SUBJECT, phrase="患有肝病", reason="健康状况")
        with pytest.raises(NotMasked):
            lift(at("2021-05-27"), subject=Subject("requests", "210526-AAAAAA", COUNTY), mask_id=first.id, reason="x")
        assert len(masks(SUBJECT)) == 1
