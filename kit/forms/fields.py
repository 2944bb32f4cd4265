"""Fields that the questions of an award need and Django does not have."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from kit.forms.dates import DateParts, read_date
from kit.text import count_words

__all__ = ["DateField", "DateParts", "WordsField", "YesNoField"]


class WordsField(forms.CharField):
    """A longer text whose words are counted: on the page as one types, and here with the same sum.

    max_words: the most words it takes. min_words: the fewest, where it is answered at all.
    """

    widget = forms.Textarea
    noun = _("Answer")
    default_error_messages = {
        "max_words": ngettext_lazy(
            "%(noun)s must be %(limit)d word or less", "%(noun)s must be %(limit)d words or less", "limit"
        ),
        "min_words": ngettext_lazy(
            "%(noun)s must be %(limit)d word or more", "%(noun)s must be %(limit)d words or more", "limit"
        ),
    }

    def __init__(self, *, max_words: int | None = None, min_words: int = 0, **kwargs):
        self.max_words, self.min_words = max_words, min_words
        super().__init__(**kwargs)

    def to_python(self, value):
        """Return the text with single line breaks, however the browser sent them."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value):
        """Refuse an answer with too many or too few words."""
        super().validate(value)
        if value in self.empty_values:
            return
        words = count_words(value)
        if self.max_words is not None and words > self.max_words:
            raise self._refusal("max_words", self.max_words)
        if words < self.min_words:
            raise self._refusal("min_words", self.min_words)

    def _refusal(self, code: str, limit: int) -> ValidationError:
        noun = str(self.noun)
        params = {"noun": noun[:1].upper() + noun[1:], "limit": limit}
        return ValidationError(self.error_messages[code] % params, code=code)


class YesNoField(forms.TypedChoiceField):
    """A question answered with yes or no. Its value is True or False, or None where it may be left open."""

    widget = forms.RadioSelect

    def __init__(self, *, yes: str = "", no: str = "", **kwargs):
        kwargs.setdefault("choices", [("yes", yes or _("Yes")), ("no", no or _("No"))])
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value):
        """Return the choice that stands for True or False."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def has_changed(self, initial, data):
        """Compare the answer with the one before."""
        return super().has_changed(self.prepare_value(initial), data)


class DateField(forms.Field):
    """A date typed as day, month and year; months may be words."""

    widget = DateParts
    noun = _("Date")

    def to_python(self, value):
        """Return a date, or None where all three fields are empty."""
        if value in self.empty_values or isinstance(value, datetime.date):
            return value or None
        if not any(value.values()):
            return None
        return read_date(value, str(self.noun))

    def has_changed(self, initial, data):
        """Compare the date with the one before; what is no date has changed."""
        try:
            return self.to_python(data) != (initial or None)
        except ValidationError:
            return True
