"""The tags and the form renderer write what docs/design-system.md says."""

from datetime import date

import pytest
from django import forms
from django.template import RequestContext, Template
from django.test import RequestFactory

from banshi.kernel.web.paging import Paging, cut
from banshi.kernel.web.templatetags.web import UnknownTone

pytestmark = pytest.mark.anydb


def rendered(source: str, **values: object) -> str:
    request = RequestFactory().get("/list/?town=a&after=k1")
    return Template("{% load web %}" + source).render(RequestContext(request, values))


class TestStatus:
    def test_is_a_word_and_a_mark(self):
        html = rendered('{% status "late" "已超期" %}')
        assert "status-late" in html
        assert "#alert" in html
        assert "已超期" in html

    def test_of_an_unknown_tone_is_refused(self):
        with pytest.raises(UnknownTone, match="plain, wait, act, done, soon, late"):
            rendered('{% status "purple" "x" %}')

    def test_cannot_carry_markup(self):
        assert "<b>" not in rendered('{% status "late" words %}', words="<b>")


class TestSeal:
    def test_is_filled_only_where_something_is_settled(self):
        assert "seal-settled" not in rendered('{% seal "办理中" %}')
        assert "seal-settled" in rendered('{% seal "已办结" True %}')

    def test_of_three_characters_stands_in_a_column_and_of_four_in_a_square(self):
        assert "seal-tall" in rendered('{% seal "办理中" %}')
        assert "seal-tall" not in rendered('{% seal "正在办理" %}')


class TestEntry:
    def test_says_what_when_and_who(self):
        html = rendered('{% entry "已受理" when=at who="住建局" %}<p>x</p>{% endentry %}', at=date(2021, 5, 26))
        assert '<time datetime="2021-05-26">2021年5月26日 周三</time>' in html
        assert "住建局" in html
        assert "<p>x</p>" in html

    def test_may_carry_its_own_number(self):
        assert 'data-number="41"' in rendered('{% entry "x" number=41 %}{% endentry %}')


class TestPager:
    def test_keeps_the_filters_and_drops_the_old_mark(self):
        html = rendered("{% pager page %}", page=Paging(after="k2"))
        assert 'href="?town=a&amp;after=k2"' in html

    def test_of_one_page_is_not_there(self):
        assert rendered("{% pager page %}", page=Paging()).strip() == ""


class TestCut:
    def test_first_page_of_many(self):
        page = cut([1, 2, 3], 2, str)
        assert (page.rows, page.paging.after, page.paging.before) == ((1, 2), "2", "")

    def test_last_page(self):
        page = cut([3], 2, str, after="2")
        assert (page.rows, page.paging.after, page.paging.before) == ((3,), "", "3")

    def test_going_back_turns_the_rows_round(self):
        page = cut([2, 1], 2, str, before="3")
        assert (page.rows, page.paging.after, page.paging.before) == ((1, 2), "2", "")

    def test_an_empty_list(self):
        assert cut([], 2, str).paging == Paging()


class TestOnce:
    def test_is_a_fresh_key_each_time(self):
        assert 'name="idempotency_key"' in rendered("{% once %}")
        assert rendered("{% once %}") != rendered("{% once %}")


class RequestForm(forms.Form):
    where = forms.CharField(label="在哪里", help_text="村名或路口。")
    phone = forms.CharField(label="手机号", required=False)
    kind = forms.ChoiceField(label="哪一类", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="属实")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.cleaned_data.get("phone") == "x":
            raise forms.ValidationError("电话不对。")


class TestForm:
    def test_puts_label_then_help_then_field(self):
        html = str(RequestForm())
        assert html.index("在哪里") < html.index("村名或路口") < html.index('name="where"')

    def test_names_only_the_optional_ones(self):
        html = str(RequestForm())
        assert html.count("选填") == 1

    def test_ties_help_and_error_to_their_field(self):
        html = str(RequestForm({"phone": "1"}))
        assert 'aria-describedby="id_where_helptext id_where_error"' in html
        assert 'id="id_where_helptext"' in html
        assert 'id="id_where_error"' in html
        assert 'aria-invalid="true"' in html

    def test_sums_up_its_errors_with_links_that_lead_somewhere(self):
        html = str(RequestForm({"phone": "x"}))
        assert "电话不对。" in html
        for target in ("id_where", "id_kind", "id_agree"):
            assert f'href="#{target}"' in html
            assert f'id="{target}"' in html

    def test_groups_choices_under_a_legend(self):
        html = str(RequestForm())
        assert "<legend>哪一类</legend>" in html

    def test_hidden_fields_stay_hidden(self):
        assert str(RequestForm()).count('type="hidden" name="token"') == 1
