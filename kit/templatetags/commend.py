"""What templates say often: dates, times, figures, paging, errors.

Every filter is a plain function too, so that Python (tables, messages) speaks the same words.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kit.forms.summary import error_items
from kit.paging import page_links
from kit.text import count_words

register = template.Library()
LONDON = "Europe/London"
DASH = "–"


def _local(when, zone: str | None):
    """Return the date or moment as the clocks of `zone` show it; a date has no zone."""
    if isinstance(when, datetime.datetime) and timezone.is_aware(when):
        return when.astimezone(ZoneInfo(str(zone or LONDON)))
    return when


def _written(local, *, month: bool = True, year: bool = True) -> str:
    """Write a day of the month, with its month and year unless another day beside it has them."""
    return f"{local.day}{f' {MONTHS[local.month]}' if month else ''}{f' {local.year}' if year else ''}"


@register.filter
def day(when, zone: str | None = None) -> str:
    """Write the day in full: Friday 22 January 2027. Nothing for nothing."""
    if not when:
        return ""
    local = _local(when, zone)
    return f"{WEEKDAYS[local.weekday()]} {_written(local)}"


@register.filter
def short_day(when, zone: str | None = None) -> str:
    """Write the day without its weekday: 22 January 2027."""
    return _written(_local(when, zone)) if when else ""


@register.filter
def clock_time(when, zone: str | None = None) -> str:
    """Write the time: 5pm, 5:30pm, midday, midnight."""
    if when is None or when == "":
        return ""
    local = _local(when, zone)
    if local.minute == 0 and local.hour in (0, 12):
        return _("midday") if local.hour else _("midnight")
    half = "am" if local.hour < 12 else "pm"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{half}"


@register.filter
def moment(when, zone: str | None = None) -> str:
    """Write day and time: 5pm on Friday 22 January 2027."""
    if not when:
        return ""
    return _("%(time)s on %(day)s") % {"time": clock_time(when, zone), "day": day(when, zone)}


@register.simple_tag
def day_range(start, end, zone: str | None = None) -> str:
    """Write two days as one phrase, the month and year once where they are the same: 4 to 22 January 2027."""
    first, last = _local(start, zone), _local(end, zone)
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return short_day(first)
    same_year = first.year == last.year
    start = _written(first, month=not (same_year and first.month == last.month), year=not same_year)
    return _("%(start)s to %(end)s") % {"start": start, "end": _written(last)}


@register.simple_tag
def time_range(start, end, zone: str | None = None) -> str:
    """Write two times as one phrase: 5pm to 6:30pm."""
    return _("%(start)s to %(end)s") % {"start": clock_time(start, zone), "end": clock_time(end, zone)}


@register.filter
def places(number, count: int = 2) -> str:
    """Write a figure with exactly `count` decimal places, rounded half up; a dash where there is none."""
    if number is None or number == "":
        return DASH
    quantum = Decimal(1).scaleb(-int(count))
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    return str(exact.quantize(quantum, rounding=ROUND_HALF_UP))


@register.filter
def word_count(text) -> int:
    """Count words as the page's own counter does."""
    return count_words(text or "")


@register.filter
def count_noun(count, noun: str) -> str:
    """Write a number with its noun: 1 nomination, 1,204 nominations; "entry,entries" where an s is not enough."""
    one, _comma, many = noun.partition(",")
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@register.simple_tag(takes_context=True)
def page_has_errors(context) -> bool:
    """Say whether any form of the page was refused: its title then starts with "Error:"."""
    return bool(context.get("has_errors") or error_items(*_page_forms(context)))


@register.simple_tag(takes_context=True)
def page_errors(context) -> SafeString:
    """Write the error summary of the page's `form` and `forms`."""
    return _summary(error_items(*_page_forms(context)))


@register.simple_tag
def error_summary(*forms) -> SafeString:
    """Write the error summary of the forms given."""
    return _summary(error_items(*forms))


def _page_forms(context) -> list:
    """The forms of the page: `form`, then each of `forms`, none of them twice."""
    found: list = []
    for form in [context.get("form"), *(context.get("forms") or ())]:
        if hasattr(form, "errors") and not any(form is known for known in found):
            found.append(form)
    return found


def _summary(items) -> SafeString:
    if not items:
        return SafeString("")
    return SafeString(render_to_string("components/error_summary.html", {"items": items}).strip())


@register.inclusion_tag("kit/paging.html", takes_context=True)
def pagination(context, page, param: str = "page") -> dict:
    """Write links to the other pages of a list, keeping its search and order; nothing where there is one page."""
    return page_links(page, context["request"].GET, param)


@register.inclusion_tag("kit/filtered_table.html", takes_context=True)
def filtered_table(context, table=None, filterset=None) -> dict:
    """Write a whole list: search and filters, how many were found, the table, links to further pages."""
    request = context.get("request")
    table = table or context["table"]
    filterset = filterset or context.get("filter")
    asked = filterset is not None and filterset.is_bound
    return {
        "request": request,
        "table": table,
        "filter": filterset,
        "filtered": asked and any(filterset.data.get(bound.html_name) for bound in filterset.form),
        "sort": request.GET.get(table.prefixed_order_by_field, "") if request else "",
    }


@register.filter
def table_option(table, name: str):
    """Return what a table says of itself, such as its words for an empty list."""
    return table.option(name)


@register.simple_tag
def htmx() -> SafeString:
    """Load htmx with settings that keep to the Content-Security-Policy: nothing inline, nothing evaluated."""
    return SafeString(render_to_string("kit/htmx.html").strip())
