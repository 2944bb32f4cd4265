"""Pages that exist only in the tests: every piece of the look at once, and a confirmation."""

from pathlib import Path

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from kit.forms import DateField, GovukForm, WordsField, YesNoField
from kit.tables import TAG_COLOURS, CommendTable, NumberColumn, link_html, tag_html

HERE = Path(__file__).parent
NAMES = ["Óscar Núñez", "Amara Okafor-Bhattacharya", "Siân Llewellyn", "Team Ash Ward", "Wei Zhang"]
STATES = [
    ("Submitted", "blue"),
    ("On hold", "yellow"),
    ("Accepted", "green"),
    ("Not eligible", "red"),
    ("Draft", "grey"),
]


class PiecesForm(GovukForm, forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="What is the nominee’s full name?", max_length=120)
    email = forms.EmailField(label="Work email address", help_text="We only use it to tell them.")
    reason = WordsField(label="Reason", max_words=300, help_text="Say what they did and what changed because of it.")
    award = forms.ChoiceField(label="Award", choices=[("", "---------"), ("1", "Randip Bhogal Safeguarding Award")])
    knows = YesNoField(label="Do they know that you are nominating them?")
    contact = forms.ChoiceField(
        label="How should we contact you?",
        widget=forms.RadioSelect,
        choices=[("email", "Email"), ("phone", "Phone"), ("none", "Do not contact me")],
    )
    phone = forms.CharField(label="Phone number", required=False)
    values = forms.MultipleChoiceField(
        label="Which values did they show?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("care", "Care"), ("courage", "Courage"), ("none", "None of these")],
    )
    when = DateField(label="When did it happen?", help_text="For example, 27 3 2026")
    days = forms.IntegerField(label="Days of notice", min_value=1, max_value=60)
    opens = forms.DateTimeField(label="Nominations open", widget=forms.DateTimeInput)
    proof = forms.FileField(label="Spreadsheet")
    agree = forms.BooleanField(label="I have read the privacy notice")

    look = {
        "name": {"noun": "the nominee’s full name", "autocomplete": "off", "spellcheck": False},
        "email": {"width": 20, "noun": "their work email address", "autocomplete": "email"},
        "knows": {"inline": True},
        "contact": {"hints": {"email": "We answer within a day."}, "conditional": {"phone": "phone"}},
        "phone": {"width": 20, "autocomplete": "tel"},
        "values": {"divider_before": "none", "exclusive": "none"},
        "days": {"width": 3, "suffix": "days"},
    }


class SearchForm(forms.Form):
    """The filters over the list."""

    is_filter = True
    q = forms.CharField(label="Name or reference", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "---------"), ("held", "On hold")], required=False)


class Search:
    """What the list needs of a filter set."""

    def __init__(self, data):
        self.form, self.data, self.is_bound = SearchForm(data or None), data, bool(data)


class PiecesTable(CommendTable):
    """A list with each kind of cell."""

    name = tables.Column("Nominee", orderable=True)
    award = tables.Column("Award")
    state = tables.Column("State", orderable=True)
    score = NumberColumn("Total", decimals=4, orderable=True)

    class Meta:
        caption = "Nominations to review"
        noun = "nomination"
        empty_title = "Nothing to review"

    def render_name(self, value):
        return link_html(value, "/")

    def render_state(self, value):
        return tag_html(*value)


class WideTable(PiecesTable):
    """The same, kept as rows on a phone."""

    class Meta:
        caption = "Totals of each judge"
        caption_size = "m"
        cards = False


def rows(count: int) -> list[dict]:
    """Make `count` rows of a list."""
    return [
        {"name": NAMES[n % 5], "award": "Safeguarding Award", "state": STATES[n % 5], "score": 4 + n / 7}
        for n in range(count)
    ]


@login_not_required
def pieces(request):
    """Show every piece, with errors once the form is sent."""
    form = PiecesForm(request.POST or None)
    form.is_valid()
    if request.method == "POST":
        messages.success(request, "Your nomination has been saved")
    context = {
        "form": form,
        "table": PiecesTable(rows(60)).configure(request, 5),
        "wide": WideTable(rows(3)),
        "filter": Search(request.GET),
        "colours": TAG_COLOURS,
        "demo_banner": "This is a demonstration. Everybody in it is invented.",
        "service_name": "Fellshire Safeguarding Awards",
        "organisation_name": "Fellshire Council",
        "navigation": [
            {"text": "Nominations", "url": "/", "current": True},
            {"text": "Judging", "url": "/judging", "current": False},
            {"text": "Messages", "url": "/messages", "current": False},
        ],
        "footer_links": [{"text": "Privacy", "url": "/p"}, {"text": "Accessibility statement", "url": "/a"}],
        "figures": [{"label": "Nominations", "value": 128}, {"label": "Waiting", "value": 12}],
        "prose": "She listened.\n\nThen she wrote it down, and went back the next day to ask again.",
        "rows": [
            {"key": "Nominee", "value": "Siân Llewellyn", "change_url": "/"},
            {"key": "Award", "value": "Randip Bhogal Safeguarding Award", "change_url": "/"},
            {"key": "Statement", "value": "She listened first, and then changed how we work. " * 9, "change_url": "/"},
            {"key": "Reference", "value": "FSA-2027-0042"},
        ],
        "tasks": [
            {"title": "Awards and criteria", "status": "Completed", "url": "/"},
            {"title": "Calendar", "status": "Not started", "url": "/", "colour": "blue", "hint": "Opening and closing"},
            {"title": "Panels", "status": "Waiting for the chair to accept", "url": "/", "colour": "yellow"},
            {"title": "Results", "status": "Cannot start yet"},
        ],
    }
    return HttpResponse(_template("look_page.html").render(context, request))


@login_not_required
def confirmation(request):
    """Show the page that ends a journey."""
    source = (
        '{% extends "base.html" %}{% block title %}Nomination sent{% endblock %}{% block content %}'
        '<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">'
        '{% include "components/panel.html" with title="Nomination sent" reference="FSA-2027-0042" only %}'
        '<h2 class="govuk-heading-m">What happens next</h2><p class="govuk-body">We read it within five days.</p>'
        "</div></div>{% endblock %}"
    )
    return HttpResponse(engines["django"].from_string(source).render({}, request))


def _template(name: str):
    return engines["django"].from_string((HERE / name).read_text(encoding="utf-8"))


def page_of(count: int, number: int, per_page: int = 25):
    """Return one page of a list of `count` things."""
    return Paginator(range(count), per_page).get_page(number)


urlpatterns = [
    path("pieces", pieces, name="pieces"),
    path("pieces/sent", confirmation),
    path("", include("config.urls")),
]
