import pytest

from banshi.services.requests.triage.categories import categories, tree
from banshi.services.requests.triage.errors import UnknownCategory

pytestmark = pytest.mark.anydb


class TestTheTree:
    def test_has_the_published_size(self) -> None:
        levels = [[node for node in categories() if node.level == level] for level in (1, 2, 3)]
        assert [len(level) for level in levels] == [15, 118, 517]
        assert [len({node.name for node in level}) for level in levels] == [15, 103, 390]

    def test_finds_a_category_by_code_and_by_path(self) -> None:
        node = categories().by_code("010103")
        assert node.path == ("城乡建设", "安全生产", "安全隐患")
        assert categories().by_path("城乡建设/安全生产/安全隐患") == node

    def test_finds_every_category_of_a_name(self) -> None:
        assert len(categories().by_name("安全隐患")) > 1
        assert [node.code for node in categories().by_name("城乡建设", level=1)] == ["01"]
        assert categories().by_name("没有这一类") == ()

    def test_lists_the_children_of_a_category(self) -> None:
        assert len(categories().children()) == 15
        assert [node.name for node in categories().children("0101")] == ["事故处理", "安全生产管理", "安全隐患"]

    @pytest.mark.parametrize("given", ["", "99", "0199", "abc"])
    def test_refuses_an_unknown_code(self, given: str) -> None:
        with pytest.raises(UnknownCategory, match="choose one"):
            categories().by_code(given)

    def test_refuses_an_unknown_path(self) -> None:
        with pytest.raises(UnknownCategory):
            categories().by_path("城乡建设/没有")

    @pytest.mark.parametrize(
        "pairs",
        [[("0101", "a")], [("01", "a"), ("01", "b")], [("1", "a")], [("ab", "a")], [("01", "a"), ("010101", "b")]],
    )
    def test_refuses_a_code_that_fits_nowhere(self, pairs: list[tuple[str, str]]) -> None:
        with pytest.raises(UnknownCategory):
            tree(pairs)
