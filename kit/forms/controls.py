"""The HTML of form groups and controls, the same as GOV.UK Frontend's own (its fixtures are the tests)."""

from django import forms
from django.forms.widgets import Input
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.forms import choices
from kit.forms.dates import DateParts, wrong_parts
from kit.forms.html import classes, element, joined, void

__all__ = ["DateParts", "control", "group", "is_ours", "wrong_parts"]

# Types that browsers spoil (spinning numbers, rounding, wheels): a text field with the right keyboard instead.
TEXT_INSTEAD = {"number": ("text", "numeric"), "tel": ("tel", None), "url": ("url", None), "search": ("search", None)}
NATIVE_DATES = {
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M", "govuk-input--width-20"),
    forms.DateInput: ("date", "%Y-%m-%d", "govuk-input--width-10"),
    forms.TimeInput: ("time", "%H:%M", "govuk-input--width-10"),
}
WORDS_LEFT = "govuk-hint govuk-character-count__message"
# The browser's own checks speak before the page can, in other words than ours: the server checks instead.
DROPPED = frozenset({"required", "maxlength", "minlength", "min", "max", "step", "cols", "rows", "class", "id"})
FOUND = (Input, forms.Textarea, forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, DateParts)


def is_ours(widget: forms.Widget) -> bool:
    """Say whether this package writes the control: hidden ones, the admin's and composed ones stay Django's."""
    if widget.is_hidden or type(widget).__module__.startswith("django.contrib."):
        return False
    return isinstance(widget, FOUND)


def group(bound) -> str:
    """Write a whole form group: label or legend, hint, error and control."""
    widget = bound.field.widget
    if not is_ours(widget):
        return _label_group(bound, bound.as_widget())
    inside = bound.as_widget()
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, DateParts)):
        return _form_group(bound, _fieldset(bound, inside))
    if isinstance(widget, forms.CheckboxInput):
        return _form_group(bound, joined(_error(bound), inside))
    return _label_group(bound, inside)


def control(bound, widget: forms.Widget, attrs: dict) -> str:
    """Write the control alone."""
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return choices.options(bound, widget, attrs)
    if isinstance(widget, forms.CheckboxInput):
        return choices.single(bound, widget, attrs)
    if isinstance(widget, DateParts):
        return _date(bound, widget)
    if isinstance(widget, forms.Select):
        return _select(bound, widget, attrs)
    if isinstance(widget, forms.Textarea):
        return _textarea(bound, widget, attrs)
    return _input(bound, widget, attrs)


def max_words(bound) -> int | None:
    """The most words that the field takes, or None where words are not counted."""
    return bound.look.max_words or getattr(bound.field, "max_words", None)


def _form_group(bound, *inside) -> str:
    extra = {}
    counted = max_words(bound) if isinstance(bound.field.widget, forms.Textarea) else None
    if counted:
        extra = {"data-module": "govuk-character-count", "data-maxwords": counted, "data-count-type": "words"}
    names = classes(
        "govuk-form-group",
        "govuk-form-group--error" if bound.error else "",
        "govuk-character-count" if counted else "",
        bound.look.group_class,
    )
    return element("div", {"class": names, **extra}, *inside)


def _label_group(bound, inside) -> str:
    look = bound.look
    parts = [_label(bound), _hint(bound), _error(bound)]
    if look.prefix or look.suffix:
        inside = element(
            "div", {"class": "govuk-input__wrapper"}, _affix(look, "prefix"), inside, _affix(look, "suffix")
        )
    words = max_words(bound) if isinstance(bound.field.widget, forms.Textarea) else None
    if words:
        limit = ngettext("You can enter up to %(n)s word", "You can enter up to %(n)s words", words) % {"n": words}
        inside = joined(
            inside,
            element("div", {"id": f"{bound.auto_id}-info", "class": WORDS_LEFT}, limit),
        )
    return _form_group(bound, *parts, inside)


def _affix(look, which: str) -> str:
    text = getattr(look, which)
    return element("div", {"class": f"govuk-input__{which}", "aria-hidden": "true"}, text) if text else ""


def _label(bound) -> str:
    look = bound.look
    names = classes(
        "govuk-label",
        f"govuk-label--{look.size}" if look.size and not look.hidden_label else "",
        "govuk-visually-hidden" if look.hidden_label else "",
    )
    label = element("label", {"class": names, "for": bound.auto_id}, bound.label)
    return element("h1", {"class": "govuk-label-wrapper"}, label) if look.heading else label


def _fieldset(bound, inside) -> str:
    look = bound.look
    names = classes(
        "govuk-fieldset__legend",
        f"govuk-fieldset__legend--{look.size}" if look.size and not look.hidden_label else "",
        "govuk-visually-hidden" if look.hidden_label else "",
    )
    text = element("h1", {"class": "govuk-fieldset__heading"}, bound.label) if look.heading else bound.label
    role = "group" if isinstance(bound.field.widget, DateParts) else None
    return element(
        "fieldset",
        {"class": "govuk-fieldset", "role": role, "aria-describedby": bound.aria_describedby},
        element("legend", {"class": names}, text),
        _hint(bound),
        _error(bound),
        inside,
    )


def _hint(bound) -> str:
    return element("div", {"id": bound.hint_id, "class": "govuk-hint"}, bound.hint) if bound.hint else ""


def _error(bound) -> str:
    if not bound.error:
        return ""
    label = element("span", {"class": "govuk-visually-hidden"}, _("Error:"))
    return element("p", {"id": bound.error_id, "class": "govuk-error-message"}, label, " ", bound.error)


def _common(bound, widget, attrs: dict, base: str, *, type_: str | None = None) -> dict:
    """The attributes that every control has, in the order in which GOV.UK Frontend writes them."""
    look, given = bound.look, {**widget.attrs, **attrs}
    names = classes(
        base, f"{base}--error" if bound.error else "", look.width_class, look.input_class, given.get("class", "")
    )
    described = given.pop("aria-describedby", "") or bound.aria_describedby
    pairs = {
        "class": names,
        "id": given.get("id") or bound.auto_id,
        "name": bound.html_name,
        "type": type_,
        "spellcheck": None if look.spellcheck is None else str(look.spellcheck).lower(),
        "aria-describedby": described,
        "autocomplete": look.autocomplete,
        "inputmode": look.inputmode,
        "disabled": bound.field.disabled or None,
    }
    pairs.update({name: value for name, value in given.items() if name not in DROPPED})
    return pairs


def _input(bound, widget, attrs: dict) -> str:
    type_, keyboard = TEXT_INSTEAD.get(widget.input_type, (widget.input_type, None))
    value = bound.value()
    for kind, (native, pattern, width) in NATIVE_DATES.items():
        if isinstance(widget, kind):
            type_ = native
            attrs = {**attrs, "class": classes(attrs.get("class", ""), "" if bound.look.width else width)}
            value = value.strftime(pattern) if hasattr(value, "strftime") else value
            break
    else:
        value = None if isinstance(widget, (forms.FileInput, forms.PasswordInput)) else widget.format_value(value)
    if keyboard and isinstance(bound.field, (forms.DecimalField, forms.FloatField)):
        keyboard = "decimal"
    base = "commend-file-upload" if isinstance(widget, forms.FileInput) else "govuk-input"
    pairs = _common(bound, widget, attrs, base, type_=type_)
    pairs.setdefault("value", value)
    if isinstance(bound.field, forms.EmailField):
        pairs["spellcheck"] = pairs["spellcheck"] or "false"
    if pairs["inputmode"] is None:
        pairs["inputmode"] = keyboard
    return void("input", pairs)


def _textarea(bound, widget, attrs: dict) -> str:
    look = bound.look
    pairs = _common(bound, widget, attrs, "govuk-textarea")
    if max_words(bound):
        pairs["class"] += " govuk-js-character-count"
        pairs["aria-describedby"] = classes(f"{bound.auto_id}-info", pairs["aria-describedby"])
    rows = widget.attrs.get("rows")
    # Ten is what Django itself puts there, not a choice of the form's.
    pairs["rows"] = look.rows or (rows if rows and str(rows) != "10" else 5)
    value = widget.format_value(bound.value()) or ""
    # The first line break after the tag belongs to the markup; a text that starts with one needs a second.
    return element("textarea", pairs, ("\n" if value.startswith(("\n", "\r")) else "") + value)


def _select(bound, widget, attrs: dict) -> str:
    pairs = _common(bound, widget, attrs, "govuk-select")
    if widget.allow_multiple_selected:
        pairs["multiple"] = True
    written = []
    for name, options, _index in widget.optgroups(bound.html_name, widget.format_value(bound.value())):
        inside = [_option(option, bound) for option in options]
        written.append(element("optgroup", {"label": name}, *inside) if name else joined(*inside))
    return element("select", pairs, *written)


def _option(option: dict, bound) -> str:
    kept = {name: value for name, value in option["attrs"].items() if name in ("disabled", "title", "lang")}
    value = "" if option["value"] is None else str(option["value"])
    label = str(option["label"])
    if value == "" and set(label) == {"-"}:
        # Dashes say nothing to somebody who hears the page.
        label = _("Any") if getattr(bound.form, "is_filter", False) else _("Choose one") if bound.field.required else ""
    return element("option", {"value": value, "selected": option["selected"] or None, **kept}, label)


def _date(bound, widget) -> str:
    wrong = wrong_parts(bound) if bound.error else ()
    typed = widget.parts(bound.value())
    items = []
    for part, label, width in (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4)):
        id_ = f"{bound.auto_id}-{part}"
        names = classes(
            "govuk-input govuk-date-input__input",
            "govuk-input--error" if part in wrong else "",
            f"govuk-input--width-{width}",
        )
        pairs = {
            "class": names,
            "id": id_,
            "name": f"{bound.html_name}-{part}",
            "type": "text",
            "value": typed[part] or None,
            "autocomplete": f"bday-{part}" if bound.look.autocomplete == "bday" else None,
            "inputmode": "numeric",
        }
        label = element("label", {"class": "govuk-label govuk-date-input__label", "for": id_}, label)
        inner = element("div", {"class": "govuk-form-group"}, label, void("input", pairs))
        items.append(element("div", {"class": "govuk-date-input__item"}, inner))
    return element("div", {"class": "govuk-date-input", "id": bound.auto_id}, *items)
