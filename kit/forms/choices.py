"""Radios and checkboxes: many options to choose from, or one box to tick."""

from django.utils.translation import gettext as _

from kit.forms.html import classes, element, joined, void


def options(bound, widget, attrs: dict) -> str:
    """Write radios or checkboxes, each with its hint and with the field that it opens."""
    radios = not widget.allow_multiple_selected
    block = "govuk-radios" if radios else "govuk-checkboxes"
    look = bound.look
    written: list[str] = []
    number = 0
    for option in widget.options(bound.html_name, widget.format_value(bound.value())):
        value = "" if option["value"] is None else str(option["value"])
        if radios and value == "":
            continue  # "---------" is for selects: an unanswered question has no radio
        number += 1
        if look.divider_before is not None and value == str(look.divider_before):
            number += 1  # the divider takes a number too, as in the library
            written.append(element("div", {"class": f"{block}__divider"}, _("or")))
        written.append(_item(bound, block, option, value, number, attrs))
    names = classes(
        block, f"{block}--small" if look.small else "", f"{block}--inline" if look.inline and radios else ""
    )
    return element("div", {"class": names, "data-module": block}, *written)


def single(bound, widget, attrs: dict) -> str:
    """Write one checkbox whose label is the field's own."""
    block = "govuk-checkboxes"
    value = bound.value()
    pairs = {
        "class": f"{block}__input",
        "id": bound.auto_id,
        "name": bound.html_name,
        "type": "checkbox",
        "value": "on" if value in (None, "", True, False) else value,
        "checked": bool(widget.check_test(value)) or None,
        "disabled": bound.field.disabled or None,
        "aria-describedby": bound.aria_describedby,
        **{name: given for name, given in {**widget.attrs, **attrs}.items() if name.startswith("data-")},
    }
    label = element("label", {"class": f"govuk-label {block}__label", "for": bound.auto_id}, bound.label)
    hint = ""
    if bound.hint:
        hint = element("div", {"id": bound.hint_id, "class": f"govuk-hint {block}__hint"}, bound.hint)
    item = element("div", {"class": f"{block}__item"}, void("input", pairs), label, hint)
    names = classes(block, f"{block}--small" if bound.look.small else "")
    return element("div", {"class": names, "data-module": block}, item)


def _item(bound, block: str, option: dict, value: str, number: int, attrs: dict) -> str:
    look = bound.look
    id_ = bound.auto_id if number == 1 else f"{bound.auto_id}-{number}"
    hint = _by_value(look.hints, value)
    opened = _by_value(look.conditional, value)
    pairs = {
        "class": f"{block}__input",
        "id": id_,
        "name": bound.html_name,
        "type": "radio" if block == "govuk-radios" else "checkbox",
        "value": value,
        "checked": option["selected"] or None,
        "disabled": bound.field.disabled or None,
        "data-aria-controls": f"conditional-{id_}" if opened else None,
        "data-behaviour": "exclusive" if look.exclusive is not None and value == str(look.exclusive) else None,
        "aria-describedby": f"{id_}-item-hint" if hint else None,
        **{name: given for name, given in {**bound.field.widget.attrs, **attrs}.items() if name.startswith("data-")},
    }
    label = element("label", {"class": f"govuk-label {block}__label", "for": id_}, str(option["label"]))
    written = element(
        "div",
        {"class": f"{block}__item"},
        void("input", pairs),
        label,
        element("div", {"id": f"{id_}-item-hint", "class": f"govuk-hint {block}__hint"}, hint) if hint else "",
    )
    if not opened:
        return written
    hidden = "" if option["selected"] else f"{block}__conditional--hidden"
    inner = bound.form[opened].as_field_group()
    return joined(
        written, element("div", {"class": classes(f"{block}__conditional", hidden), "id": f"conditional-{id_}"}, inner)
    )


def _by_value(table: dict, value: str):
    """Look a choice up by its value as it stands in the page, so that 1, "1" and True all find their own."""
    if value in table:
        return table[value]
    return next((found for key, found in table.items() if str(key) == value), None)
