"""People, their posts and their doors."""

from datetime import date, timedelta

import pytest

from banshi.kernel.directory import numbers, queries
from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.directory.commands import (
    AlreadyAppointed,
    OwnAppointment,
    UsernameTaken,
    add_person,
    appoint,
    close_account,
    correct_person,
    end_post,
    enrol_resident,
    erase_person,
    open_account,
    reset_account,
)
from banshi.kernel.directory.commands.accounts import BadUsername, NoSuchAccount
from banshi.kernel.directory.commands.people import BadPerson, StillInPost
from banshi.kernel.directory.commands.posts import BadEnd, BadPost, NoSuchPost
from banshi.kernel.directory.models import Account, Person, Post
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, SINCE, TOWN, VILLAGE, World

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"
TODAY = date(2021, 5, 26)


class TestAPerson:
    def test_is_kept_without_phone_or_identity_number_in_the_clear(self, world: World) -> None:
        row = add_person(world.ctx("clerk"), name="新人", phone="138 0013 8009", identity=IDENTITY, area=VILLAGE)
        assert (row.phone, row.phone_masked, row.has_identity) == ("+8613800138009", "138****8009", True)
        kept = Person.objects.get(pk=row.id)
        assert b"138" not in bytes(kept.phone_sealed)
        entry = Entry.objects.get(subject=f"directory:person-{row.id}")
        assert "新人" not in entry.body
        assert "138" not in entry.body

    def test_is_found_by_the_exact_number_however_it_is_written(self, world: World) -> None:
        for written in ("13800138001", "+86 138-0013-8001", "１３８００１３８００１"):
            assert [row.name for row in queries.people_with_phone(written)] == ["阿丽玛"]
        assert queries.people_with_phone("13800138099") == ()

    @pytest.mark.parametrize("name", ["", " ", "名" * 81])
    def test_needs_a_name_of_at_most_eighty_characters(self, world: World, name: str) -> None:
        with pytest.raises(BadPerson):
            add_person(world.ctx("clerk"), name=name)

    @pytest.mark.parametrize("who", ["handler", "supervisor", "alice", "anonymous", "charlie"])
    def test_is_registered_by_clerks_and_administrators_only(self, world: World, who: str) -> None:
        before = Person.objects.count()
        with pytest.raises(OutOfReach):
            add_person(world.ctx(who), name="新人", area=VILLAGE)
        assert Person.objects.count() == before

    def test_of_the_neighbour_is_out_of_a_clerks_reach(self, world: World) -> None:
        with pytest.raises(OutOfReach):
            add_person(world.ctx("clerk"), name="新人", area=NEIGHBOUR)

    def test_corrects_their_own_data_and_nobody_elses(self, world: World) -> None:
        alice = world.people["alice"]
        row = correct_person(world.ctx("alice"), person_id=alice.id, name="阿丽玛·其木格", phone="", language="en")
        assert (row.name, row.phone, row.language) == ("阿丽玛·其木格", "", "en")
        with pytest.raises(OutOfReach):
            correct_person(world.ctx("bao"), person_id=alice.id, name="别人")
        assert queries.person(alice.id).name == "阿丽玛·其木格"

    def test_moves_and_takes_the_county_along(self, world: World) -> None:
        row = correct_person(world.ctx("alice"), person_id=world.people["alice"].id, area=NEIGHBOUR)
        assert (row.area, row.county) == (NEIGHBOUR, NEIGHBOUR)

    def test_erased_leaves_no_name_number_salt_or_door(self, world: World) -> None:
        alice = world.people["alice"]
        account = world.account("alice")
        erase_person(world.ctx("alice"), person_id=alice.id)
        with pytest.raises(queries.NoSuchPerson):
            queries.person(alice.id)
        assert queries.people_with_phone("13800138001") == ()
        kept = Person.objects.get(pk=alice.id)
        assert (kept.name, bytes(kept.phone_sealed), kept.phone_index) == ("", b"", "")
        assert not any(
            opening.salts for opening in Opening.objects.filter(entry__subject=f"directory:person-{alice.id}")
        )
        account.refresh_from_db()
        assert (account.is_active, account.person_id) == (False, None)

    def test_in_a_post_is_not_erased_before_leaving_it(self, world: World) -> None:
        with pytest.raises(StillInPost):
            erase_person(world.ctx("handler"), person_id=world.people["handler"].id)
        assert queries.person(world.people["handler"].id).name == "王建国"


class TestNumbers:
    @pytest.mark.parametrize("given", ["13800138000", "0477-8581234", "+86 10 6250 1234", "(0477)8581234"])
    def test_of_phones_are_taken_as_people_write_them(self, given: str) -> None:
        assert numbers.phone(given).startswith("+86")

    @pytest.mark.parametrize("given", ["", "123", "1380013800", "abc", "99999999999", "+1"])
    def test_that_cannot_be_called_are_refused_with_what_to_write(self, given: str) -> None:
        with pytest.raises(numbers.BadPhone, match="11"):
            numbers.phone(given)

    def test_of_fixed_lines_receive_no_text_message(self) -> None:
        assert numbers.mobile("13800138000") == "+8613800138000"
        with pytest.raises(numbers.NotMobile):
            numbers.mobile("0477-8581234")

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            (IDENTITY[:-1] + "1", "校验"),
            ("1101051949", "18"),
            ("110105194913310021", "日期"),
            ("1101051949123A0021", "字符"),
            ("15069919900307002X", "地区"),
            ("999999199003070020", "地区"),
        ],
    )
    def test_of_identity_papers_say_what_is_wrong(self, given: str, reason: str) -> None:
        with pytest.raises(numbers.BadIdentity, match=reason):
            numbers.identity(given)

    def test_of_identity_papers_may_name_a_region_younger_than_the_person(self) -> None:
        born_in_1990_registered_in_150627 = "150627199003070028"
        assert numbers.identity(born_in_1990_registered_in_150627) == born_in_1990_registered_in_150627

    def test_of_identity_papers_are_taken_with_a_small_x(self) -> None:
        assert numbers.identity(IDENTITY.lower()) == IDENTITY

    def test_of_firms_are_checked_too(self) -> None:
        assert numbers.credit_code("91110000600037341L") == "91110000600037341L"
        with pytest.raises(numbers.BadCreditCode, match="校验"):
            numbers.credit_code("91110000600037341A")

    def test_are_shown_masked(self) -> None:
        assert numbers.masked("+8613800138000") == "138****8000"
        assert numbers.masked("") == ""


class TestAPost:
    def appointed(self, world: World, who: str = "administrator", **changes: object) -> queries.PostRow:
        given = {
            "person_id": world.people["bao"].id,
            "unit_id": world.units["water"].id,
            "role": "handler",
            "title": "经办人",
            "starts": TODAY,
            **changes,
        }
        return appoint(world.ctx(who), **given)  # type: ignore[arg-type]

    def test_is_held_from_its_first_day_until_the_day_before_its_end(self, world: World) -> None:
        post = self.appointed(world, ends=TODAY + timedelta(days=2))
        held = [bool(queries.current_posts(post.person_id, TODAY + timedelta(days=n))) for n in (-1, 0, 1, 2)]
        assert held == [False, True, True, False]

    def test_reaches_the_units_area_unless_another_is_given(self, world: World) -> None:
        assert self.appointed(world).area == COUNTY
        assert self.appointed(world, role="township", area=TOWN).area == TOWN

    def test_is_on_the_record_without_a_name(self, world: World) -> None:
        post = self.appointed(world)
        entry = Entry.objects.filter(kind="directory.appointed").latest("id")
        assert f'"post":{post.id}' in entry.body
        assert "宝音" not in entry.body

    def test_ends_today_and_gives_no_right_from_then_on(self, world: World) -> None:
        post = self.appointed(world)
        end_post(world.ctx("administrator"), post_id=post.id)
        assert queries.current_posts(post.person_id, TODAY) == ()
        with pytest.raises(BadEnd):
            end_post(world.ctx("administrator"), post_id=post.id, ends=TODAY + timedelta(days=1))

    def test_cannot_end_before_it_began_or_where_there_is_none(self, world: World) -> None:
        post = self.appointed(world)
        with pytest.raises(BadEnd):
            end_post(world.ctx("administrator"), post_id=post.id, ends=TODAY - timedelta(days=1))
        with pytest.raises(NoSuchPost):
            end_post(world.ctx("administrator"), post_id=10**9)

    def test_is_given_by_nobody_to_themselves(self, world: World) -> None:
        with pytest.raises(OwnAppointment):
            self.appointed(world, person_id=world.people["administrator"].id, role="supervisor")
        assert not Post.objects.filter(person_id=world.people["administrator"].id, role="supervisor").exists()

    @pytest.mark.parametrize("who", ["clerk", "handler", "leader", "supervisor", "inspector", "alice", "charlie"])
    def test_is_given_by_no_other_role(self, world: World, who: str) -> None:
        before = Post.objects.count()
        with pytest.raises(OutOfReach):
            self.appointed(world, who)
        assert Post.objects.count() == before

    def test_is_not_given_beyond_the_administrators_area(self, world: World) -> None:
        for change in ({"area": NEIGHBOUR}, {"area": "15"}, {"unit_id": world.units["neighbour"].id}):
            with pytest.raises(OutOfReach):
                self.appointed(world, **change)

    def test_overlapping_the_same_one_is_refused(self, world: World) -> None:
        self.appointed(world, ends=TODAY + timedelta(days=10))
        with pytest.raises(AlreadyAppointed):
            self.appointed(world, starts=TODAY + timedelta(days=9))
        assert self.appointed(world, starts=TODAY + timedelta(days=10))

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"role": "resident"}, "role"),
            ({"role": "king"}, "role"),
            ({"title": " "}, "title"),
            ({"ends": TODAY}, "ends"),
        ],
    )
    def test_described_wrongly_is_refused_beside_the_field(
        self, world: World, change: dict[str, object], field: str
    ) -> None:
        with pytest.raises(BadPost) as refusal:
            self.appointed(world, **change)
        assert list(refusal.value.fields) == [field]

    def test_is_found_by_role_and_by_the_area_it_covers(self, world: World) -> None:
        found = queries.holders(TODAY, roles=["supervisor"], area=VILLAGE)
        assert [post.person for post in found] == ["孙敏"]
        assert queries.holders(TODAY, roles=["supervisor"], area=NEIGHBOUR) == ()
        assert [post.title for post in queries.staff_of(world.units["water"].id, TODAY)] == ["经办人"]
        assert queries.staff_of(world.units["water"].id, SINCE - timedelta(days=1)) == ()


class TestADoor:
    def test_of_staff_opens_without_a_password_that_anybody_knows(self, world: World) -> None:
        row = open_account(world.ctx("administrator"), person_id=world.people["handler"].id, username="wang.jianguo")
        account = Account.objects.get(pk=row.id)
        assert account.is_staff
        assert not account.has_usable_password()

    @pytest.mark.parametrize("username", ["", "ab", "Wang", "1abc", "a b", "a" * 41, "phone:x"])
    def test_needs_a_plain_name(self, world: World, username: str) -> None:
        with pytest.raises(BadUsername):
            open_account(world.ctx("administrator"), person_id=world.people["handler"].id, username=username)

    def test_is_one_for_each_name_and_person(self, world: World) -> None:
        world.account("handler")
        for name, username in (("roads", "handler"), ("handler", "another")):
            with pytest.raises(UsernameTaken):
                open_account(world.ctx("administrator"), person_id=world.people[name].id, username=username)

    def test_is_reset_and_closed_on_the_record(self, world: World) -> None:
        account = world.account("handler")
        account.set_password("correct horse battery")
        account.save()
        reset_account(world.ctx("administrator"), account_id=account.pk)
        account.refresh_from_db()
        assert not account.has_usable_password()
        assert not close_account(world.ctx("administrator"), account_id=account.pk).is_active
        with pytest.raises(NoSuchAccount):
            close_account(world.ctx("administrator"), account_id=10**9)

    def test_of_a_resident_joins_the_one_person_registered_under_the_proved_number(self, world: World) -> None:
        door = Account.objects.create(username="phone:1", created=NOW)
        assert (
            enrol_resident(world.ctx("system"), account_id=door.pk, phone="13800138001").person_id
            == world.people["alice"].id
        )

    def test_of_a_resident_guesses_no_person_where_a_family_shares_the_number(self, world: World) -> None:
        add_person(world.ctx("clerk"), name="阿妈", phone="13800138001")
        door = Account.objects.create(username="phone:1", created=NOW)
        joined = enrol_resident(world.ctx("system"), account_id=door.pk, phone="13800138001")
        assert queries.person(joined.person_id or 0).name == ""

    def test_of_staff_is_never_joined_by_a_phone_number(self, world: World) -> None:
        with pytest.raises(NoSuchAccount):
            enrol_resident(world.ctx("system"), account_id=world.account("handler").pk, phone="13800138001")
