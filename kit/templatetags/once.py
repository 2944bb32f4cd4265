"""The hidden key of a form that must have one effect."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kit.idempotency import FIELD, new_key

register = template.Library()


@register.simple_tag(takes_context=True)
def idempotency_key(context) -> SafeString:
    """Write the hidden input with the page's key, or with a fresh one where the view gives none."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, context.get(FIELD) or new_key())
