"""Lists as files: the same rows in the same order as the page shows to the same person, and none besides.

A page offers its lists by naming them (`ExportMixin`); `?format=csv` or `?format=xlsx` behind its own address, with
whatever it is narrowed by, answers with the file. Each file that leaves is told of by the signal `exported`, before
its first byte: if it cannot be recorded, nothing leaves.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.dispatch import Signal
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kit import clock
from kit.spreadsheets import MOST_ROWS, TooLarge, csv_pieces

# Sent with `request`, `name` (of the list), `form` ("csv" or "xlsx"), `asked` (codes of filters) and `counts`
# (how many rows there are of what, by the value of the list's `export_scope`).
exported = Signal()

FORMS = {"csv": _("Download as CSV"), "xlsx": _("Download as a spreadsheet")}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PIECE = 1000
_HEARD = re.compile(r'<(\w+)[^>]*class="[^"]*govuk-visually-hidden[^>]*>.*?</\1>', re.DOTALL)
_BREAKS = re.compile(r"</?(?:br|div|p|li|ul|ol)\b[^>]*>")
_TAGS = re.compile(r"<[^>]+>")


@dataclass
class Export:
    """One list ready to be written.

    rows: the records in their order. cells: takes some records at once and gives the values of each; it may look
    up for all of them together what they need. scope: the path from a record to what a trail files it under.
    """

    name: str
    title: str
    headings: list[str]
    rows: QuerySet | list
    cells: Callable[[list], Iterable[list]]
    scope: str = ""
    asked: list[str] = field(default_factory=list)

    def counts(self) -> dict:
        """Count the rows by their scope."""
        if not isinstance(self.rows, QuerySet):
            return {None: len(self.rows)}
        if not self.scope:
            return {None: self.rows.count()}
        numbers = self.rows.model._base_manager.filter(pk__in=self.rows.order_by().values("pk"))
        found = numbers.order_by().values(self.scope).annotate(n=Count("pk")).values_list(self.scope, "n")
        return dict(found) or {None: 0}

    def values(self) -> Iterator[list]:
        """Give the rows piece by piece; memory and the number of questions to the database do not grow with them."""
        is_stored = isinstance(self.rows, QuerySet)
        with _one_reading() if is_stored else nullcontext():
            rows = self.rows.iterator(chunk_size=PIECE) if is_stored else iter(self.rows)
            while piece := list(islice(rows, PIECE)):
                yield from self.cells(piece)


def _one_reading():
    """Return what lets PostgreSQL hand out rows as it finds them; in SQLite it would keep every writer waiting."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


class ExportMixin:
    """A page whose lists can be downloaded: put it before `TemplateView`.

    export_name: what the list is called in file names and in the trail; without it there is nothing to download.
    export_scope: the path from a row to what the trail files it under. further_exports: what else the page has, by
    the name that the address asks for in `list` and `get_export` gets, with the words of its links by format.
    """

    export_name = ""
    export_scope = ""
    further_exports: dict[str, dict[str, str]] = {}

    def may_export(self) -> bool:
        """Say whether this person may download what the page shows them."""
        return bool(self.export_name)

    def get_export(self, which: str) -> Export | None:
        """Return the list that the address asks for, or nothing if the page has no such list."""
        raise NotImplementedError(f"{type(self).__name__} must say what can be downloaded")

    def get(self, request, *args, **kwargs):
        """Answer with a file where the address asks for one, and with the page otherwise."""
        form = request.GET.get("format")
        if form is None:
            return super().get(request, *args, **kwargs)
        export = self.get_export(request.GET.get("list", "")) if form in FORMS and self.may_export() else None
        if export is None:
            raise Http404
        return self.answer(export, form)

    def answer(self, export: Export, form: str):
        """Record that the list leaves, then let it."""
        file_name = f"{export.name}-{clock.now():%Y-%m-%d}.{form}"
        head = {"Content-Disposition": f'attachment; filename="{file_name}"'}
        if self.request.method == "HEAD":
            return HttpResponse(content_type=CONTENT_TYPES[form], headers=head)
        counts = export.counts()
        try:
            file = _xlsx_file(export, sum(counts.values())) if form == "xlsx" else None
        except TooLarge as refusal:
            messages.error(self.request, refusal.sentence)
            return redirect(self.request.path)
        sent = exported.send(
            sender=type(self), request=self.request, name=export.name, form=form, asked=export.asked, counts=counts
        )
        if not sent:
            raise ImproperlyConfigured("Nobody records what is downloaded.")
        if file is not None:
            return FileResponse(file, as_attachment=True, filename=file_name, content_type=CONTENT_TYPES[form])
        pieces = csv_pieces(export.headings, export.values())
        return StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[form], headers=head)

    def all_downloads(self) -> list[dict]:
        """Return the links of the page's own list, and those of its further lists."""
        links = self.downloads()
        for which, words in self.further_exports.items():
            links += self.downloads(which, words)
        return links

    def downloads(self, which: str = "", words: dict | None = None) -> list[dict]:
        """Return the links that download one list of the page, narrowed and sorted as the page is now."""
        if not self.may_export():
            return []
        query = self.request.GET.copy()
        for name in [*query]:
            if name in {"list", "format"} or name.endswith("page"):
                query.pop(name)
        if which:
            query["list"] = which
        links = []
        for form, text in (words or FORMS).items():
            query["format"] = form
            links.append({"text": text, "url": f"{self.request.path}?{query.urlencode()}"})
        return links


def _xlsx_file(export: Export, count: int):
    """Write the whole list into a file without a name, which is gone when it has been sent."""
    from kit.workbooks import write_xlsx

    if count >= MOST_ROWS:
        raise TooLarge("This list has more rows than a spreadsheet can hold. Download it as CSV.")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_xlsx(file, export.title, export.headings, export.values())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def codes_of(filterset) -> list[str]:
    """Return what a list is narrowed by, in codes: what was chosen, and of what was typed only that it was."""
    if filterset is None or not filterset.is_bound:
        return []
    found = []
    for name, value in filterset.form.cleaned_data.items():
        if value in (None, "", []):
            continue
        choices = getattr(filterset.form.fields[name], "choices", None)
        code = getattr(value, "pk", value)
        found.append(f"{name}={code}" if choices is not None else name)
    return found


def words_of(content) -> str:
    """Return the words of a cell: HTML without its tags and what only screen readers hear, each line or item apart.

    Cells are written by `kit.forms.html` and `format_html`, so that no attribute holds a sign that ends a tag.
    """
    if not isinstance(content, SafeString):
        return str(content)
    shown = _BREAKS.sub("\0", _HEARD.sub("", content))
    return "; ".join([part.strip() for part in unescape(_TAGS.sub("", shown)).split("\0") if part.strip()])
