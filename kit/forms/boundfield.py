"""One field of a form on its page: what it is called, what is wrong with it, and its HTML."""

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property

from kit.forms import controls
from kit.forms.look import PLAIN, Look, looks_of


class GovukBoundField(BoundField):
    """A field that renders as a GOV.UK form group, with its label, hint, error and control."""

    @cached_property
    def look(self) -> Look:
        """How the form wants this field to be shown."""
        return _looks(self.form).get(self.name, PLAIN)

    @property
    def is_conditional(self) -> bool:
        """Is this field shown under a choice of another field, and so not in the list of fields?"""
        return self.name in _conditional_names(self.form)

    @property
    def hint(self) -> str:
        """The help under the label."""
        return str(self.help_text if self.look.hint is None else self.look.hint)

    @cached_property
    def error(self) -> str:
        """The sentence about the first thing wrong with the answer, or nothing."""
        errors = self.errors
        return str(errors[0]) if errors else ""

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        """The id of the error sentence."""
        return f"{self.auto_id}-error"

    @property
    def first_id(self) -> str:
        """The id of the control that the error summary leads to."""
        if isinstance(self.field.widget, controls.DateParts):
            return f"{self.auto_id}-{controls.wrong_parts(self)[0]}"
        return self.auto_id

    @property
    def id_for_label(self) -> str:
        """The id of the control that a label belongs to."""
        return self.first_id if controls.is_ours(self.field.widget) else super().id_for_label

    @property
    def aria_describedby(self) -> str:
        """The ids of the hint and the error, for the control or its fieldset."""
        found = [self.hint_id] if self.hint else []
        if self.error:
            found.append(self.error_id)
        return " ".join(found)

    def build_widget_attrs(self, attrs, widget=None):
        """Return the attributes of the control, without those that make the browser judge the answer."""
        built = super().build_widget_attrs(attrs, widget)
        if not controls.is_ours(widget or self.field.widget):
            return built
        for name in ("required", "aria-invalid", "aria-describedby"):
            if name not in attrs:
                built.pop(name, None)
        return built

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        """Render the control alone, without label, hint or error."""
        widget = widget or self.field.widget
        if only_initial or not controls.is_ours(widget):
            return super().as_widget(widget, attrs, only_initial)
        if self.field.localize:
            widget.is_localized = True
        return controls.control(self, widget, attrs or {})

    def render(self, template_name=None, context=None, renderer=None):
        """Render the whole form group. A template named for the field, or in the call, is used instead."""
        if template_name or self.field.template_name:
            return super().render(template_name, context, renderer)
        if self.is_hidden:
            return self.as_widget()
        return controls.group(self)


def _looks(form: forms.BaseForm) -> dict[str, Look]:
    """The looks of a form, worked out once for all its fields."""
    if "_looks" not in form.__dict__:
        form.__dict__["_looks"] = looks_of(form)
    return form.__dict__["_looks"]


def _conditional_names(form: forms.BaseForm) -> set[str]:
    """The names of the fields of `form` that are shown under a choice of another."""
    return {name for look in _looks(form).values() for name in look.conditional.values()}
