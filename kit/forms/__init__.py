"""Forms in the GOV.UK pattern: a renderer for every Django form, and a mixin that words its errors.

A plain form needs nothing: `{{ form }}` and `{{ form.name.as_field_group }}` give the right markup,
because the settings name `kit.forms.renderer.GovukRenderer`. `GovukForm` adds per-field choices
(`look`, see `kit.forms.look.Look`) and error messages that tell a person what to do.
"""

from kit.forms.fields import DateField, DateParts, WordsField, YesNoField
from kit.forms.forms import GovukForm
from kit.forms.look import Look

__all__ = ["DateField", "DateParts", "GovukForm", "Look", "WordsField", "YesNoField"]
