"""A mixin for forms whose errors tell a person what to do."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kit.forms.look import Look, looks_of

KNOWN_STARTS = ("a ", "an ", "the ", "their ", "your ", "his ", "her ", "its ", "our ", "how ", "what ", "which ",
                "whether ", "who ", "why ", "when ", "where ", "at least ", "one ")  # fmt: skip


class GovukForm:
    """Put this before `forms.Form` or `forms.ModelForm`.

    `look` says, by field name, how each field is shown: a dictionary of the parts of `kit.forms.look.Look`.
    Error messages that the form does not word itself are put in the GOV.UK way: "Enter their full name",
    "Select an award", "Reason must be 300 words or less". The words come from the look's `noun`, or else
    from the label.
    """

    look: ClassVar[dict[str, dict[str, Any] | Look]] = {}
    use_required_attribute = False

    def __init_subclass__(cls, **kwargs):
        """Read the looks when the form is declared: a wrong one stops the start, not a person's page."""
        super().__init_subclass__(**kwargs)
        cls.look = looks_of(cls)

    def full_clean(self):
        """Word the errors, then look for them: a page that only asks does not pay for words it will not say."""
        if self.is_bound:
            for name, field in self.fields.items():
                _word_errors(field, self._noun(name, field))
        super().full_clean()

    def _noun(self, name: str, field: forms.Field) -> str:
        look = looks_of(self).get(name)
        if look and look.noun:
            return str(look.noun)
        label = str(field.label or name.replace("_", " ")).strip()
        # A question cannot stand inside "Enter …".
        return "" if label.endswith("?") else label


def _word_errors(field: forms.Field, noun: str) -> None:
    """Replace the messages that are still Django's own; those that a form gave itself stay."""
    wordings = _wordings(field, noun)
    defaults: dict = {}
    for base in reversed(type(field).__mro__):
        if base.__module__.startswith("django."):
            defaults.update(getattr(base, "default_error_messages", {}))
    for code, sentence in wordings.items():
        if code not in field.error_messages or str(field.error_messages[code]) == str(defaults.get(code)):
            field.error_messages[code] = sentence
    if noun and hasattr(field, "noun"):
        field.noun = noun


def _wordings(field: forms.Field, noun: str) -> dict[str, str]:
    subject = capfirst(noun) or _("Answer")
    wordings = {
        "required": _required(field, noun),
        "max_length": _("%(subject)s must be {n} characters or less") % {"subject": _safe(subject)},
        "min_length": _("%(subject)s must be {n} characters or more") % {"subject": _safe(subject)},
        "max_value": _("%(subject)s must be {n} or less") % {"subject": _safe(subject)},
        "min_value": _("%(subject)s must be {n} or more") % {"subject": _safe(subject)},
    }
    wordings = {code: text.replace("{n}", "%(limit_value)s") for code, text in wordings.items()}
    if isinstance(field, forms.EmailField):
        wordings["invalid"] = _("Enter an email address in the correct format, like name@example.com")
    elif isinstance(field, (forms.DecimalField, forms.FloatField)):
        wordings["invalid"] = _("%(subject)s must be a number") % {"subject": subject}
    elif isinstance(field, forms.IntegerField):
        wordings["invalid"] = _("%(subject)s must be a whole number") % {"subject": subject}
    elif isinstance(field, (forms.DateField, forms.DateTimeField)):
        wordings["invalid"] = _("%(subject)s must be a real date") % {"subject": subject}
    elif isinstance(field, forms.TimeField):
        wordings["invalid"] = _("%(subject)s must be a time, like 5:30pm") % {"subject": subject}
    if _is_choice(field):
        wordings["invalid_choice"] = _("Select an option from the list")
    return wordings


def _required(field: forms.Field, noun: str) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Tick the box to continue")
    if _is_choice(field):
        return _("Select %(noun)s") % {"noun": _with_article(noun)} if noun else _("Select an option")
    if isinstance(field, forms.FileField):
        return _("Select %(noun)s") % {"noun": _with_article(noun)} if noun else _("Select a file")
    return _("Enter %(noun)s") % {"noun": _lower_first(noun)} if noun else _("Enter an answer")


def _is_choice(field: forms.Field) -> bool:
    return isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))


def _lower_first(noun: str) -> str:
    """Put the noun into a sentence; an abbreviation or name in capitals keeps them."""
    return noun if noun[1:2].isupper() else noun[:1].lower() + noun[1:]


def _with_article(noun: str) -> str:
    inside = _lower_first(noun)
    if inside.startswith(KNOWN_STARTS):
        return inside
    return f"an {inside}" if inside[:1] in "aeiou" else f"a {inside}"


def _safe(text: str) -> str:
    """Keep a per cent sign in a label from being read as a place for a value."""
    return text.replace("%", "%%")
