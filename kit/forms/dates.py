"""A date typed as day, month and year."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PARTS = ("day", "month", "year")
MONTHS = {name[:3]: number for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july",
     "august", "september", "october", "november", "december"), start=1,
)}  # fmt: skip


class DateParts(forms.Widget):
    """Three text fields: day, month, year."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        """Return what was typed as a dictionary of parts, or None if the fields were not sent at all."""
        typed = {part: data.get(f"{name}-{part}") for part in PARTS}
        if all(value is None for value in typed.values()):
            return None
        return {part: (value or "").strip() for part, value in typed.items()}

    def value_omitted_from_data(self, data, files, name):
        """Say whether none of the three fields was sent."""
        return all(f"{name}-{part}" not in data for part in PARTS)

    def parts(self, value) -> dict[str, str]:
        """Return what stands in the three fields, for a date, for what was typed, or for nothing."""
        if isinstance(value, dict):
            return {part: value.get(part) or "" for part in PARTS}
        if isinstance(value, datetime.date):
            return {part: str(getattr(value, part)) for part in PARTS}
        return dict.fromkeys(PARTS, "")


def wrong_parts(bound) -> tuple[str, ...]:
    """Return the parts of a date that its first error is about: all three where it is about the whole."""
    errors = bound.form.errors.as_data().get(bound.name, ()) if bound.form.is_bound else ()
    named = (errors[0].params or {}).get("parts") if errors else None
    return tuple(named or PARTS)


def read_date(typed: dict[str, str], noun: str) -> datetime.date:
    """Turn typed parts into a date, or raise ValidationError with a sentence about `noun` and the `parts` at fault."""
    subject = noun[:1].upper() + noun[1:]
    missing = [part for part in PARTS if not typed[part]]
    if missing:
        names = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        listed = _(" and ").join(names[part] for part in missing)
        raise ValidationError(
            _("%(subject)s must include %(listed)s"),
            code="incomplete",
            params={"subject": subject, "listed": listed, "parts": missing},
        )
    month = MONTHS.get(typed["month"].casefold()[:3], typed["month"])
    if not typed["year"].isdecimal() or len(typed["year"]) != 4:
        raise ValidationError(_("Year must include 4 numbers"), code="year", params={"parts": ["year"]})
    try:
        return datetime.date(int(typed["year"]), int(month), int(typed["day"]))
    except ValueError:
        raise ValidationError(
            _("%(subject)s must be a real date"), code="invalid", params={"subject": subject, "parts": list(PARTS)}
        ) from None
