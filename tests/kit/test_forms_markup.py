"""Controls are the same, tag for tag, as GOV.UK Frontend's own: its published fixtures say what to expect."""

import json
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from kit.forms import DateField, GovukForm, WordsField
from kit.templatetags.commend import error_summary

FIXTURES = json.loads((Path(__file__).parent / "govuk_fixtures.json").read_text(encoding="utf-8"))
VOID = {"input", "br", "img", "hr", "link", "meta"}


class Tree(HTMLParser):
    """The elements of a piece of HTML as nested lists: attributes in no order, spaces in no number."""

    def __init__(self, html: str):
        super().__init__()
        self.root = ["", {}, []]
        self.path = [self.root]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        node = [tag, {name: value or "" for name, value in attrs}, []]
        self.path[-1][2].append(node)
        if tag not in VOID:
            self.path.append(node)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.path.pop()

    def handle_data(self, data):
        if text := " ".join(data.split()):
            self.path[-1][2].append(text)


def tree(html: str) -> list:
    """Return what the browser would make of `html`."""
    return Tree(html).root[2]


def cases(*components: str) -> list:
    """Every fixture of the components, each under its own name."""
    return [
        pytest.param(component, fixture["options"], fixture["html"], id=f"{component}: {name}")
        for component in components
        for name, fixture in FIXTURES[component].items()
    ]


def look_of(options: dict) -> dict:
    """Say in the words of `Look` what the options of a fixture ask for."""
    words = options.get("label") or options["fieldset"]["legend"]
    look = {"label_size": "l" if words.get("isPageHeading") else "", "heading": words.get("isPageHeading", False)}
    shapes = options.get("classes", "")
    if "width-10" in shapes:
        look["width"] = 10
    look["inline"], look["small"] = "--inline" in shapes, "--small" in shapes
    for name in ("autocomplete", "spellcheck", "inputmode"):
        look[name] = options.get(name)
    for name in ("prefix", "suffix"):
        look[name] = options.get(name, {}).get("text", "")
    items = [item for item in options.get("items", []) if isinstance(item, dict)]
    look["hints"] = {item["value"]: item["hint"]["text"] for item in items if "hint" in item}
    for before, after in pairwise(items):
        if "divider" in before:
            look["divider_before"] = after["value"]
    look["exclusive"] = next((item["value"] for item in items if item.get("behaviour") == "exclusive"), None)
    return look


def field_of(component: str, options: dict) -> forms.Field:
    """Make the Django field that a fixture stands for."""
    words = options.get("label") or options["fieldset"]["legend"]
    common = {"label": words["text"], "help_text": options.get("hint", {}).get("text", ""), "required": False}
    common["initial"] = options.get("value")
    items = [(str(item["value"]), item["text"]) for item in options.get("items", []) if "value" in item]
    chosen = [item["value"] for item in options.get("items", []) if item.get("checked")]
    if component in ("input", "textarea"):
        return forms.CharField(widget=forms.Textarea if component == "textarea" else None, **common)
    if component == "character-count":
        return WordsField(max_words=options["maxwords"], **common)
    if component == "date-input":
        common["initial"] = options.get("values")
        return DateField(**common)
    if component == "select":
        return forms.ChoiceField(choices=items, **common)
    common["initial"] = chosen[0] if chosen else None
    if component == "radios":
        return forms.ChoiceField(choices=items, widget=forms.RadioSelect, **common)
    return forms.MultipleChoiceField(choices=items, widget=forms.CheckboxSelectMultiple, **common)


def render(component: str, options: dict) -> str:
    """Render the form group of a fixture through a form, as a page would."""
    name = "date" if component == "date-input" else options["name"]
    form_class = type("Form", (GovukForm, forms.Form), {"look": {name: look_of(options)}})
    form = form_class()
    form.fields[name] = field_of(component, options)
    if "errorMessage" in options:
        form.is_bound, form.cleaned_data = True, {}
        initial = form.fields[name].initial
        if component == "date-input":
            parts = [part for part in ("day", "month", "year") if options.get(part, {}).get("error")]
            error = ValidationError(options["errorMessage"]["text"], params={"parts": parts or None})
        else:
            error = ValidationError(options["errorMessage"]["text"])
            form.data = {name: initial}
        form._errors = forms.utils.ErrorDict()
        form.add_error(name, error)
    written = form[name].as_field_group()
    wanted = options.get("id") or options.get("idPrefix") or options["name"]
    written = written.replace(f"id_{name}", wanted)
    return written.replace('name="date-', 'name="') if component == "date-input" else written


@pytest.mark.parametrize(
    ("component", "options", "html"),
    cases("input", "textarea", "character-count", "radios", "checkboxes", "select", "date-input"),
)
def test_a_form_group_is_the_librarys_own(component, options, html):
    assert tree(render(component, options)) == tree(html)


PIECES = {
    "warning-text": lambda o: {"text": o["text"]},
    "inset-text": lambda o: {"text": o["text"]},
    "details": lambda o: {"summary": o["summaryText"], "text": o["text"]},
    "back-link": lambda o: {"url": "#"},
    "button": lambda o: {"text": o["text"], "href": o.get("href")},
    "state-tag": lambda o: {"text": o["text"], "colour": o.get("classes", "").removeprefix("govuk-tag--")},
}


@pytest.mark.parametrize(
    ("component", "options", "html"), cases("warning-text", "inset-text", "details", "back-link", "button", "tag")
)
def test_a_piece_is_the_librarys_own(component, options, html):
    name = {"tag": "state-tag"}.get(component, component)
    written = render_to_string(f"components/{name.replace('-', '_')}.html", PIECES[name](options))

    assert tree(written) == tree(html)


def test_the_error_summary_is_the_librarys_own():
    class Passport(forms.Form):
        issued, postcode = forms.DateField(), forms.CharField()

    fixture = FIXTURES["error-summary"]["default"]
    form = Passport({})
    form._errors = forms.utils.ErrorDict()
    form.cleaned_data = {}
    for name, error in zip(("issued", "postcode"), fixture["options"]["errorList"], strict=True):
        form.add_error(name, error["text"])
    written = error_summary(form).replace("#id_issued", "#example-error-1").replace("#id_postcode", "#example-error-2")

    assert tree(written) == tree(fixture["html"])
