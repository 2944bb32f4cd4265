"""Makes every Django form look like the rest of the product."""

from django.forms.renderers import TemplatesSetting

from kit.forms.boundfield import GovukBoundField


class GovukRenderer(TemplatesSetting):
    """The form renderer named in the settings: fields are written by `GovukBoundField`."""

    form_template_name = "kit/forms/form.html"
    formset_template_name = "kit/forms/formset.html"
    bound_field_class = GovukBoundField
