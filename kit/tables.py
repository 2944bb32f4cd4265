"""Lists: a table that sorts only where it says so, its filters and its pages.

A cell is text or safe HTML made in Python; no template and no query runs for a cell.
"""

import inspect
from collections.abc import Callable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_tables2.rows import BoundRow

from kit.exports import Export, ExportMixin, codes_of, words_of
from kit.forms.html import attributes, classes, element, text
from kit.paging import page_links
from kit.spreadsheets import plain_value
from kit.templatetags.commend import LONDON, clock_time, count_noun, places, short_day

PER_PAGE = 25
# More columns than this are set in smaller letters.
DENSE_FROM = 6
# Files give days and moments as the clocks of this zone show them.
EXPORT_ZONE = ZoneInfo(LONDON)
TAG_COLOURS = ("grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow")


def link_html(words: str, url: str, *, hidden: str = "") -> SafeString:
    """Write a link for a cell; `hidden` are words that only screen readers hear, to tell like links apart."""
    more = element("span", {"class": "govuk-visually-hidden"}, f" {hidden}") if hidden else ""
    return element("a", {"class": "govuk-link", "href": url}, str(words), more)


def tag_html(words: str, colour: str = "") -> SafeString:
    """Write a state as a tag for a cell."""
    return element("strong", {"class": classes("govuk-tag", f"govuk-tag--{colour}" if colour else "")}, str(words))


class TextColumn(tables.Column):
    """Text as it stands."""


class NumberColumn(tables.Column):
    """A figure, set to the right; `decimals` gives it that many places, rounded half up."""

    numeric = True

    def __init__(self, *args, decimals: int | None = None, **kwargs):
        self.decimals = decimals
        super().__init__(*args, **kwargs)

    def render(self, value):
        """Write the figure."""
        return f"{value:,}" if self.decimals is None else places(value, self.decimals)


class DayColumn(tables.Column):
    """A date, or the day of a moment: 22 January 2027."""

    def render(self, value):
        """Write the day."""
        return short_day(value)


class MomentColumn(tables.Column):
    """A moment: 22 January 2027, 5pm."""

    def render(self, value):
        """Write day and time."""
        return f"{short_day(value)}, {clock_time(value)}"


class CommendTable(tables.Table):
    """The base of every list.

    A column sorts only if it says `orderable=True`. Besides the options of django-tables2, `Meta` takes:
    caption (said to screen readers; `caption_size` "s", "m" or "l" shows it), header_column (the name of the
    column that names the row; the first unless told), noun ("nomination", or "entry,entries") for the line
    that counts, empty_title, empty_text, empty_action_text and empty_action_url for a list with nothing in it,
    cards (False keeps rows as rows on a phone, in a region that scrolls).

    A file holds the columns that the page shows, as words; `Meta.exports` (name and heading of each) says otherwise
    where a cell joins what a file keeps apart, and `value_<name>(record)` gives such a column's value.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("template_name", "django_tables2/commend.html")
        kwargs.setdefault("default", "")
        self.request: HttpRequest | None = None
        self.downloads: list[dict] = []
        super().__init__(*args, **kwargs)

    def option(self, name: str, default=""):
        """Return an option of `Meta`, or of the table itself where a view has set it."""
        return self.__dict__.get(name) or getattr(getattr(self, "Meta", None), name, default)

    def configure(self, request: HttpRequest, per_page: int = PER_PAGE) -> "CommendTable":
        """Sort and cut the list as the address asks: a page beyond the end is the last one."""
        self.sort(request)
        self.paginator = Paginator(self.rows, per_page)
        self.page = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        if type(self).gather is not CommendTable.gather:
            self.gather([row.record for row in self.page.object_list])
        return self

    def sort(self, request: HttpRequest) -> None:
        """Sort the list as the address asks."""
        self.request = request
        if wanted := request.GET.getlist(self.prefixed_order_by_field):
            self.order_by = wanted
        _settle_order(self.data)

    def gather(self, records: list) -> None:
        """Look up what the cells of these rows need besides them: once for a page, or for a piece of a file."""

    def export(self, request: HttpRequest, name: str, scope: str = "", asked: list[str] | None = None) -> Export:
        """Return the whole list for a file, sorted as the address asks."""
        self.sort(request)
        names = self.option("exports") or {column.name: str(column.header) for column in self.columns}
        writers = [self._writer(column) for column in names]
        order = [f"sort={alias}" for alias in self.order_by or ()]

        def cells(records):
            self.gather(records)
            return ([write(record) for write in writers] for record in records)

        return Export(
            name=name,
            title=str(self.option("caption", name)),
            headings=list(names.values()),
            rows=self.data.data,
            cells=cells,
            scope=scope,
            asked=[*(asked or ()), *order],
        )

    def _writer(self, name: str) -> Callable:
        """Return what gives a column's value for a file: its words, or the figure or day itself."""
        if own := getattr(self, f"value_{name}", None):
            return lambda record: plain_value(own(record), EXPORT_ZONE)
        column = self.columns[name]
        cell = _Cell(self, column, is_header=False)
        if isinstance(column.column, (NumberColumn, DayColumn, MomentColumn)) and not hasattr(self, f"render_{name}"):
            is_day = isinstance(column.column, DayColumn)
            return lambda record: _shown(cell.value(record), is_day)

        def write(record):
            content = cell.render(BoundRow(record, table=self))
            return content if isinstance(content, (int, float, Decimal)) else words_of(_or_blank(content))

        return write

    @property
    def total(self) -> int:
        """How many rows the whole list has, over all its pages."""
        return self.paginator.count if hasattr(self, "paginator") else len(self.rows)

    @property
    def count_line(self) -> str:
        """Say how many there are, and which of them this page shows."""
        found = count_noun(self.total, self.option("noun", _("result")))
        page = getattr(self, "page", None)
        if page is None or page.paginator.num_pages < 2:
            return found
        numbers = {"first": page.start_index(), "last": page.end_index(), "found": found}
        return _("Showing %(first)s to %(last)s of %(found)s") % numbers

    @property
    def paging(self) -> dict:
        """The links to further pages."""
        if self.request is None or not hasattr(self, "page"):
            return {"links": []}
        return page_links(self.page, self.request.GET, self.prefixed_page_field)

    @property
    def as_commend(self) -> SafeString:
        """Write the table alone, without its count and its pages."""
        caption = ""
        if words := self.option("caption"):
            size = self.option("caption_size")
            name = f"govuk-table__caption govuk-table__caption--{size}" if size else "govuk-visually-hidden"
            caption = element("caption", {"class": name}, words)
        cards = self.option("cards", True)
        dense = len(self.columns) > DENSE_FROM
        names = classes(
            "govuk-table commend-table",
            "commend-table--cards" if cards else "",
            "commend-table--dense" if dense else "",
        )
        table = element("table", {"class": names, "role": "table"}, caption, self._head(), self._body())
        if cards:
            return table
        region = {"class": "commend-scroll", "tabindex": "0", "role": "region"}
        return element("div", {**region, "aria-label": self.option("caption", _("Table"))}, table)

    def _head(self) -> SafeString:
        cells = [self._header(column) for column in self.columns]
        row = element("tr", {"class": "govuk-table__row", "role": "row"}, *cells)
        return element("thead", {"class": "govuk-table__head", "role": "rowgroup"}, row)

    def _header(self, column) -> SafeString:
        numeric = getattr(column.column, "numeric", False)
        names = classes(
            "govuk-table__header",
            "govuk-table__header--numeric" if numeric else "",
            "commend-table__sortable" if column.orderable else "",
        )
        pairs = {"scope": "col", "class": names, "role": "columnheader"}
        if not column.orderable:
            return element("th", pairs, str(column.header))
        alias = column.order_by_alias
        arrow = ""
        if alias in (self.order_by or ()):
            pairs["aria-sort"] = "descending" if alias.is_descending else "ascending"
            arrow = "↓" if alias.is_descending else "↑"
        query = self.request.GET.copy() if self.request else None
        if query is not None:
            query[self.prefixed_order_by_field] = str(alias.next)
            query.pop(self.prefixed_page_field, None)
        address = f"?{query.urlencode()}" if query is not None else f"?{self.prefixed_order_by_field}={alias.next}"
        mark = element("span", {"class": "commend-table__arrow", "aria-hidden": "true"}, arrow) if arrow else ""
        link = {"class": "govuk-link commend-table__sort", "href": address}
        return element("th", pairs, element("a", link, str(column.header), " " if mark else "", mark))

    def _body(self) -> SafeString:
        header = self.option("header_column") or next(iter(self.columns)).name
        cells = [_Cell(self, column, is_header=column.name == header) for column in self.columns]
        # On a phone the cell that names the row leads its card, wherever the column stands.
        rows = getattr(self, "page", None)
        rows = rows.object_list if rows is not None else self.rows
        written = []
        for row in rows:
            inside = "".join([cell.html(row) for cell in cells])
            written.append(f'<tr class="govuk-table__row" role="row">{inside}</tr>')
        return SafeString(f'<tbody class="govuk-table__body" role="rowgroup">{"".join(written)}</tbody>')


class _Cell:
    """How the cells of one column are written: worked out once, used for every row."""

    def __init__(self, table: CommendTable, column, *, is_header: bool):
        self.column, self.name, self.default = column, column.name, column.default
        self.empty = column.column.empty_values
        self.accessor = str(column.accessor)
        numeric = getattr(column.column, "numeric", False)
        kind = "header" if is_header else "cell"
        names = classes(
            f"govuk-table__{kind}",
            f"govuk-table__{kind}--numeric" if numeric else "",
            column.column.attrs.get("td", {}).get("class", "") if column.column.attrs else "",
        )
        self.tag = "th" if is_header else "td"
        label = str(column.header)
        if is_header:
            self.open = f"<th{attributes({'scope': 'row', 'class': names, 'role': 'rowheader'})}>"
            self.blank = self.open
        else:
            self.open = f"<td{attributes({'class': names, 'role': 'cell', 'data-label': label})}>"
            self.blank = f"<td{attributes({'class': f'{names} govuk-table__cell--blank', 'role': 'cell'})}>"
        self.display = f"get_{self.accessor}_display"
        self.is_plain = "__" not in self.accessor
        self.render = self._renderer(table)

    def html(self, row) -> str:
        """Write the cell of `row`."""
        content = self.render(row)
        if content is None or content == "":
            return f"{self.blank}</{self.tag}>"
        return f"{self.open}{text(content)}</{self.tag}>"

    def _renderer(self, table: CommendTable) -> Callable:
        """Return what makes the content from a row: our own short way, or the library's for its special columns."""
        column = self.column.column
        own = getattr(table, f"render_{self.name}", None)
        plain = type(column).render is tables.Column.render
        if column.link or not (own or plain or isinstance(column, (NumberColumn, DayColumn, MomentColumn))):
            return lambda row: row.get_cell(self.name)
        function = own or (None if plain else column.render)
        wanted = tuple(inspect.signature(function).parameters) if function else ()
        known = {"column": column, "bound_column": self.column, "table": table}

        def render(row):
            value = self.value(row.record)
            if value in self.empty:
                return self.default
            if function is None:
                return value
            given = {**known, "value": value, "record": row.record, "bound_row": row}
            return function(**{name: given[name] for name in wanted})

        return render

    def value(self, record):
        """Return what the column holds for `record`, before it is written."""
        if not self.is_plain:
            return self.column.accessor.resolve(record, quiet=True)
        if isinstance(record, Mapping):
            return record.get(self.accessor)
        if isinstance(record, Model) and hasattr(record, self.display):
            return getattr(record, self.display)()
        value = getattr(record, self.accessor, None)
        return value() if callable(value) and not getattr(value, "do_not_call_in_templates", False) else value


def _or_blank(content):
    return "" if content is None else content


def _shown(value, is_day: bool):
    """Return a moment or its day alone, as the clocks in London show it; a figure as it is."""
    shown = plain_value(value, EXPORT_ZONE)
    return shown[:10] if is_day and isinstance(shown, str) else shown


class FilteredTableMixin(ExportMixin):
    """A view of one list: put it before `TemplateView`, and `{% filtered_table %}` in the template.

    table_class: the `CommendTable`. filterset_class: a django-filter FilterSet, or None. per_page: rows a page.
    export_name, export_scope: see `ExportMixin`; without a name the list cannot be downloaded.
    The view gives `get_queryset()`, starting from what the person may see. The context holds `table` and `filter`.
    """

    table_class: type[CommendTable]
    filterset_class = None
    per_page = PER_PAGE

    def get_queryset(self) -> QuerySet:
        """Return the rows that this person may see."""
        raise NotImplementedError(f"{type(self).__name__} must say which rows may be seen")

    def get_table_kwargs(self) -> dict:
        """Return further arguments for the table."""
        return {}

    def get_filterset(self, queryset):
        """Return the filters bound to the address, or None for a list without."""
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(self.request.GET or None, queryset=queryset, request=self.request)
        filterset.form.is_filter = True
        return filterset

    def get_context_data(self, **kwargs):
        """Add the filters and the table, cut to its page."""
        table, filterset = self._table()
        table.downloads = self.all_downloads()
        kwargs.update(filter=filterset, table=table.configure(self.request, self.per_page))
        return super().get_context_data(**kwargs)

    def get_export(self, which):
        """Return the list for a file."""
        table, filterset = self._table()
        if which:
            return self.get_further_export(which, table.data.data, codes_of(filterset))
        return table.export(self.request, self.export_name, self.export_scope, codes_of(filterset))

    def get_further_export(self, which: str, rows, asked: list[str]) -> Export | None:
        """Return another list of the same rows, where the page has one of this name."""
        return None

    def _table(self):
        queryset = self.get_queryset()
        filterset = self.get_filterset(queryset)
        rows = queryset if filterset is None else filterset.qs
        return self.table_class(rows, **self.get_table_kwargs()), filterset


def _settle_order(data) -> None:
    """Give rows that sort alike a fixed order, so that no row stands on two pages or on none."""
    rows = getattr(data, "data", None)
    if not isinstance(rows, QuerySet) or rows.query.is_sliced or rows.query.combinator:
        return
    named = rows.query.order_by
    if named and not {"pk", "-pk", "id", "-id"} & {name for name in named if isinstance(name, str)}:
        data.data = rows.order_by(*named, "pk")
    elif not rows.ordered:
        data.data = rows.order_by("pk")
