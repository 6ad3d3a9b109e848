"""The same hits on SQLite and PostgreSQL: both equal one line of Python."""

from datetime import UTC, datetime
from itertools import count

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.directory.models import Account
from banshi.kernel.search import index, postgresql, query, sqlite
from banshi.kernel.search.canonical import canonical
from banshi.kernel.search.index import Text
from banshi.kernel.search.parse import parse

TEXTS = [
    "西里村的草场补贴三个月没有发放",
    "草场边的路灯不亮,补贴也没有",
    "自来水停了两天,水压也小",
    "5G信号在二楼不好,WiFi也慢",
    "下水道堵塞,污水流到路上",
    "和服务大厅的态度有关",
]
_names = count()


def rows(texts: list[str]) -> QuerySet[Account, Account]:
    """An account for each text, oldest first, findable by it."""
    made = [Account(username=f"t{next(_names)}", created=datetime(2021, 5, 26, tzinfo=UTC)) for _ in texts]
    made = Account.objects.bulk_create(made)
    index.put_many(
        "trial",
        [Text(a.pk, "150627", t, ["u1" if i % 2 else "u2"]) for i, (a, t) in enumerate(zip(made, texts, strict=True))],
    )
    return Account.objects.filter(pk__in=[account.pk for account in made])


def found(accounts: QuerySet[Account, Account], typed: str, **narrow: object) -> list[int]:
    """Places of the hits in the list of texts, newest first."""
    places = {pk: place for place, pk in enumerate(accounts.order_by("pk").values_list("pk", flat=True))}
    return [places[row.pk] for row in query.newest(accounts, "trial", typed, size=50, **narrow)]  # type: ignore[arg-type]


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "hits"),
        [
            ("草场", [1, 0]),
            ("草场补贴", [1, 0]),
            ("“草场补贴”", [0]),
            ("水", [4, 2]),
            ("下水道", [4]),
            ("服务", [5]),
            ("和服", [5]),
            ("草場補貼", [1, 0]),
            ("５ｇ", [3]),
            ("wifi", [3]),
            ("wif", []),
            ("西里村 补贴", [0]),
            ("飞机", []),
            ("?*!", []),
        ],
    )
    def test_finds_words_phrases_and_single_characters(self, trial: str, typed: str, hits: list[int]) -> None:
        assert found(rows(TEXTS), typed) == hits

    def test_takes_whatever_is_typed_as_text(self, trial: str) -> None:
        accounts = rows(TEXTS)
        for typed in [
            "水' OR '1'='1",
            '水" OR "a',
            "水*",
            "NOT 水",
            "水 & 路",
            "水); DROP TABLE search_trial;--",
            "\x00水",
            "%",
            "\ud800",
        ]:
            assert set(found(accounts, typed)) <= {4, 2}

    def test_narrows_to_a_county_and_to_marks(self, trial: str) -> None:
        accounts = rows(TEXTS)
        assert found(accounts, "水", county="150627") == [4, 2]
        assert found(accounts, "水", county="152224") == []
        assert found(accounts, "草场", within=["u1"]) == [1]
        assert found(accounts, "草场", within=["u1", "u2"]) == [1, 0]

    def test_pages_by_the_last_key(self, trial: str) -> None:
        accounts = rows(["停车难"] * 7)
        seen: list[int] = []
        before = None
        while page := query.newest(accounts, "trial", "停车", size=3, before=before):
            seen += [row.pk for row in page]
            before = page[-1].pk
        assert seen == sorted(accounts.values_list("pk", flat=True), reverse=True)

    def test_counts_up_to_a_limit(self, trial: str) -> None:
        accounts = rows(["停车难"] * 7 + ["路灯"])
        assert query.count(accounts, "trial", "停车") == 7
        assert query.count(accounts, "trial", "停车", up_to=5) == 5
        assert query.count(accounts, "trial", "飞机") == 0

    def test_combines_as_a_filter_with_any_other_order(self, trial: str) -> None:
        accounts = rows(TEXTS)
        hits = accounts.filter(query.matching("trial", "水")).order_by("username", "id")
        assert [row.pk for row in hits] == sorted(row.pk for row in hits)
        assert hits.count() == 2
        assert not accounts.filter(query.matching("trial", "!")).exists()

    def test_asks_at_most_three_statements(self, trial: str) -> None:
        accounts = rows(TEXTS)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            query.newest(accounts, "trial", "草场", size=50)
        assert len(asked) == 2


class TestAccess:
    def test_never_adds_a_row_that_the_rooms_own_filter_leaves_out(self, trial: str) -> None:
        accounts = rows(TEXTS)
        hidden = accounts.order_by("pk")[4].pk
        readable = accounts.exclude(pk=hidden)
        assert hidden not in [row.pk for row in query.newest(readable, "trial", "水", size=50)]
        assert query.count(readable, "trial", "水") == 1
        assert not readable.filter(query.matching("trial", "污水")).exists()


class TestTheIndex:
    def test_forgets_what_a_row_was_found_by_before(self, trial: str) -> None:
        accounts = rows(TEXTS)
        first = accounts.order_by("pk")[0]
        index.put("trial", first.pk, "150627", "改成了停车问题", marks=["u9"])
        assert found(accounts, "草场") == [1]
        assert found(accounts, "停车", within=["u9"]) == [0]

    def test_drops_rows(self, trial: str) -> None:
        accounts = rows(TEXTS)
        index.drop("trial", [accounts.order_by("pk")[2].pk])
        index.tidy("trial")
        assert found(accounts, "水") == [4]
        index.drop("trial", [])

    def test_takes_an_empty_text_and_a_very_long_one(self, trial: str) -> None:
        accounts = rows(["", "噪声扰民" * 25_000, "'\"\\ % _ \x00"])
        assert found(accounts, "扰民") == [1]

    def test_refuses_a_mark_or_a_room_that_could_be_taken_for_sql(self, trial: str) -> None:
        with pytest.raises(ValueError, match="mark"):
            index.put("trial", 1, "150627", "水", marks=['u1" OR'])
        with pytest.raises(ValueError, match="room"):
            index.drop('trial"; --', [1])

    def test_finds_what_an_import_brought_before_and_after_it_is_indexed(self, trial: str) -> None:
        accounts = rows(TEXTS)
        keys = list(accounts.order_by("pk").values_list("pk", flat=True))
        index.put_many(
            "trial", [Text(keys[0], "150627", "水费太高", ["u3"]), Text(keys[5], "150627", "草场水井")], later=True
        )
        for _ in range(2):
            assert found(accounts, "水") == [5, 4, 2, 0]
            assert found(accounts, "水", within=["u3"]) == [0]
            assert found(accounts, "水", before=keys[5]) == [4, 2, 0]
            assert accounts.filter(query.matching("trial", "草场")).count() == 2
            while index.catch_up("trial", limit=1):
                pass
        assert index.catch_up("trial") == 0


CHINESE = st.text(alphabet="草场补贴水路灯的5gＡa1, 。", max_size=12)


class TestBothDatabases:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(CHINESE, min_size=1, max_size=8), CHINESE, st.booleans(), st.integers(0, 3))
    def test_give_the_hits_of_one_line_of_python(
        self, trial: str, texts: list[str], typed: str, quoted: bool, recent: int
    ) -> None:
        accounts = rows(texts)
        typed = f"“{typed}”" if quoted else typed
        terms = parse(typed).terms
        places = {pk: place for place, pk in enumerate(accounts.order_by("pk").values_list("pk", flat=True))}
        reference = [i for i, text in enumerate(texts) if terms and all(term in canonical(text) for term in terms)]
        with pytest.MonkeyPatch.context() as patch:  # the page is filled by the window or by the index
            patch.setattr(postgresql, "WINDOW", recent)
            assert found(accounts, typed) == reference[::-1]
            assert len(query.newest(accounts, "trial", typed, size=2)) == min(2, len(reference))
            for common in (True, False):  # the list is read until full, or the hits are gathered
                patch.setattr(postgresql, "COMMON", -1.0 if common else 1.0)
                patch.setattr(sqlite, "FEW", 0 if common else 1000)
                hits = accounts.filter(query.matching("trial", typed)).order_by("-created", "-pk")
                assert [places[row.pk] for row in hits] == reference[::-1]
