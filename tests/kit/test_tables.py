"""Lists: what sorts, what is found, which page is shown, and what it costs."""

import re

import django_filters
import django_tables2 as tables
import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views.generic import TemplateView

from kit import clock
from kit.models import IdempotencyKey
from kit.paging import page_links
from kit.tables import CommendTable, DayColumn, FilteredTableMixin, NumberColumn, link_html, tag_html


class KeyTable(CommendTable):
    """A list of real rows; only two of its columns sort."""

    actor = tables.Column("Who", orderable=True)
    route = tables.Column("Where")
    key = tables.Column("Key", orderable=True)

    class Meta:
        caption = "Deeds"
        noun = "deed"
        empty_title = "No deeds yet"
        empty_text = "They show here once somebody does something."

    def render_actor(self, value, record):
        return link_html(value, f"/{record.pk}")


class KeyFilter(django_filters.FilterSet):
    """A search box and a choice."""

    q = django_filters.CharFilter(field_name="actor", lookup_expr="icontains", label="Name")
    route = django_filters.ChoiceFilter(choices=[("a", "A"), ("b", "B")], label="Where")

    class Meta:
        model = IdempotencyKey
        fields = []


class KeyList(FilteredTableMixin, TemplateView):
    """A list page as a room would write it."""

    table_class = KeyTable
    filterset_class = KeyFilter

    def get_queryset(self):
        return IdempotencyKey.objects.all()


def make(count: int, **fields) -> None:
    """Put `count` rows in the database."""
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(
            **{"actor": f"Person {n:03d}", "route": "ab"[n % 2], "key": f"k{n % 3}-{n}", "body_hash": ""} | fields,
            created_at=clock.now(),
        )
        for n in range(count)
    )


def context_of(query: str = "") -> dict:
    """The context of the list page at this address."""
    view = KeyList()
    view.setup(RequestFactory().get("/deeds" + query))
    return view.get_context_data()


def names(context) -> list[str]:
    """Who stands on the page."""
    return re.findall(r">(Person \d+)<", context["table"].as_commend)


def html_of(query: str = "") -> str:
    """The whole list as the page shows it."""
    view = KeyList()
    request = RequestFactory().get("/deeds" + query)
    view.setup(request)
    source = {**view.get_context_data(), "request": request}
    return engines["django"].from_string("{% load commend %}{% filtered_table %}").render(source)


@pytest.mark.django_db
def test_a_page_shows_twenty_five_and_says_of_how_many():
    make(60)
    context = context_of()

    assert names(context) == [f"Person {n:03d}" for n in range(25)]
    assert context["table"].count_line == "Showing 1 to 25 of 60 deeds"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "first"), [("3", "050"), ("99", "050"), ("9" * 30, "050"), ("0", "050"), ("-1", "050"), ("x", "000")]
)
def test_a_page_beyond_the_end_is_the_last_and_no_number_the_first(asked, first):
    make(60)

    assert names(context_of(f"?page={asked}"))[0] == f"Person {first}"


@pytest.mark.django_db
def test_nobody_can_ask_for_longer_pages():
    make(60)

    assert len(names(context_of("?per_page=1000"))) == 25


@pytest.mark.django_db
def test_only_columns_that_say_so_sort():
    make(4)

    assert names(context_of("?sort=-actor")) == ["Person 003", "Person 002", "Person 001", "Person 000"]
    for refused in ("route", "-route", "body_hash", "created_at", "nothing", "actor__x"):
        assert names(context_of(f"?sort={refused}")) == ["Person 000", "Person 001", "Person 002", "Person 003"]


@pytest.mark.django_db
def test_rows_that_sort_alike_stand_on_one_page_each():
    make(60, actor="Person 000", route="a")
    pages = [re.findall(r'href="/(\d+)"', context_of(f"?sort=actor&page={n}")["table"].as_commend) for n in (1, 2, 3)]

    assert sorted(int(key) for page in pages for key in page) == sorted(
        IdempotencyKey.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_the_heading_tells_how_the_list_is_sorted_and_offers_the_other_way():
    make(2)
    head = context_of("?sort=-actor&q=Person")["table"].as_commend.partition("</thead>")[0]

    assert re.findall(r'aria-sort="(\w+)"', head) == ["descending"]
    assert re.findall(r'href="([^"]+)"', head) == ["?sort=actor&amp;q=Person", "?sort=key&amp;q=Person"]


@pytest.mark.django_db
def test_a_search_narrows_the_list_and_can_be_cleared():
    make(12)

    assert names(context_of("?q=11")) == ["Person 011"]
    assert names(context_of("?route=b&q=00")) == [f"Person {n:03d}" for n in (1, 3, 5, 7, 9)]
    assert '<a class="govuk-link" href="/deeds">Clear' in html_of("?q=11")
    assert "Clear" not in html_of("")
    assert '<input type="hidden" name="sort" value="-actor">' in html_of("?q=11&sort=-actor")


@pytest.mark.django_db
def test_a_list_that_finds_nothing_says_so_and_offers_the_way_back():
    make(2)

    assert "Nothing matches" in html_of("?q=zebra")
    assert "Clear the search and show everything" in html_of("?q=zebra")


@pytest.mark.django_db
def test_an_empty_list_says_what_will_be_there():
    written = html_of()

    assert ("No deeds yet" in written, "They show here once" in written, "<table" in written) == (True, True, False)


@pytest.mark.django_db
def test_a_list_costs_the_same_at_any_length():
    costs = []
    for more in (1, 2, 297):
        make(more, body_hash=str(more), route=f"r{more}")
        with CaptureQueriesContext(connection) as queries:
            html_of()
        costs.append(len(queries))

    assert costs == [2, 2, 2]


def test_rows_are_cards_with_labels_on_a_phone():
    class Plain(CommendTable):
        name = tables.Column("Nominee")
        total = NumberColumn("Total", decimals=4)
        when = DayColumn("Sent")
        note = tables.Column("Note")

        class Meta:
            caption = "Entries"

    day = clock.now().replace(year=2027, month=1, day=22)
    table = Plain([{"name": "<Wei>", "total": 1 / 3, "when": day, "note": ""}])

    assert re.sub(r"<thead.*</thead>", "", table.as_commend) == (
        '<table class="govuk-table commend-table commend-table--cards" role="table">'
        '<caption class="govuk-visually-hidden">Entries</caption>'
        '<tbody class="govuk-table__body" role="rowgroup"><tr class="govuk-table__row" role="row">'
        '<th scope="row" class="govuk-table__header" role="rowheader">&lt;Wei&gt;</th>'
        '<td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label="Total">0.3333</td>'
        '<td class="govuk-table__cell" role="cell" data-label="Sent">22 January 2027</td>'
        '<td class="govuk-table__cell govuk-table__cell--blank" role="cell"></td>'
        "</tr></tbody></table>"
    )


def test_links_and_tags_escape_what_they_are_given():
    assert link_html("<b>", '/?a="') == '<a class="govuk-link" href="/?a=&quot;">&lt;b&gt;</a>'
    assert tag_html("<b>", "red") == '<strong class="govuk-tag govuk-tag--red">&lt;b&gt;</strong>'


def test_links_to_pages_keep_the_search_and_leave_out_the_middle():
    page = Paginator(range(500), 25).get_page(10)
    links = page_links(page, RequestFactory().get("/?q=a&page=10").GET)

    assert [link["number"] for link in links["links"]] == [1, None, 9, 10, 11, None, 20]
    assert (links["previous"], links["next"]) == ("?q=a&page=9", "?q=a&page=11")
    assert page_links(Paginator(range(3), 25).get_page(1), RequestFactory().get("/").GET) == {"links": []}


def test_the_template_of_the_library_name_renders_a_table():
    table = KeyTable([]).configure(RequestFactory().get("/"))

    assert "No deeds yet" in render_to_string("django_tables2/commend.html", {"table": table})


def test_cells_reach_into_records_and_may_be_links():
    class Inner(CommendTable):
        name = tables.Column("Who", accessor="person__name", linkify=lambda record: f"/people/{record['pk']}")
        team = tables.Column("Team", accessor="person__team__name", default="No team")
        sure = tables.BooleanColumn(verbose_name="Sure", yesno="yes,no")

        class Meta:
            header_column = "team"

    table = Inner([{"pk": 3, "person": {"name": "Wei"}, "sure": True}])
    row = re.sub(r' (class|role|data-label)="[^"]*"', "", table.as_commend.partition("<tbody")[2])

    assert row == (
        '><tr><td><a href="/people/3">Wei</a></td><th scope="row">No team</th>'
        "<td><span>yes</span></td></tr></tbody></table>"
    )


@pytest.mark.django_db
def test_a_page_of_any_list_may_use_the_links_alone():
    source = "{% load commend %}{% pagination page %}"
    context = {"page": Paginator(range(60), 25).get_page(2), "request": RequestFactory().get("/?q=a&page=2")}
    written = engines["django"].from_string(source).render(context)

    assert re.findall(r'href="([^"]+)"', written) == [
        "?q=a&amp;page=1",
        "?q=a&amp;page=1",
        "?q=a&amp;page=2",
        "?q=a&amp;page=3",
        "?q=a&amp;page=3",
    ]
    assert re.findall(r'aria-label="(Page \d)" aria-current="page"', written) == ["Page 2"]
