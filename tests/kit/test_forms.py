"""What a person meets in a form: questions, errors in plain words, answers kept."""

import datetime

import pytest
from django import forms

from kit.forms import DateField, GovukForm, WordsField, YesNoField
from kit.forms.summary import error_items
from tests.kit.test_forms_markup import tree


class Nominate(GovukForm, forms.Form):
    """A form with a field for each kind of wording."""

    name = forms.CharField(label="What is their full name?", max_length=5)
    award = forms.ChoiceField(label="Award", choices=[("", "---------"), ("1", "Safeguarding")])
    reason = WordsField(label="Reason", max_words=3, min_words=2)
    email = forms.EmailField(label="Email address")
    known = YesNoField(label="Do they know?", error_messages={"required": "Select yes if they know"})
    when = DateField(label="Date it happened")
    days = forms.IntegerField(label="Days", min_value=1, max_value=60)

    look = {"name": {"noun": "their full name"}}


ANSWERS = {
    "name": "Wei",
    "award": "1",
    "reason": "she listened",
    "email": "wei@example.org",
    "known": "no",
    "when-day": "27",
    "when-month": "March",
    "when-year": "2026",
    "days": "5",
}


def errors_of(**changes) -> list[tuple[str, str]]:
    """The error summary after `changes` to good answers."""
    return error_items(Nominate({**ANSWERS, **changes}))


def test_good_answers_become_values():
    form = Nominate(ANSWERS)

    assert form.errors == {}
    assert form.cleaned_data == {
        "name": "Wei",
        "award": "1",
        "reason": "she listened",
        "email": "wei@example.org",
        "known": False,
        "when": datetime.date(2026, 3, 27),
        "days": 5,
    }


def test_nothing_answered_says_what_to_do_for_each():
    assert error_items(Nominate({})) == [
        ("Enter their full name", "id_name"),
        ("Select an award", "id_award"),
        ("Enter reason", "id_reason"),
        ("Enter email address", "id_email"),
        ("Select yes if they know", "id_known"),
        ("Enter date it happened", "id_when-day"),
        ("Enter days", "id_days"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence", "where"),
    [
        ({"name": "Wei Zhang"}, "Their full name must be 5 characters or less", "id_name"),
        ({"reason": "she listened and wrote"}, "Reason must be 3 words or less", "id_reason"),
        ({"reason": "listened"}, "Reason must be 2 words or more", "id_reason"),
        ({"email": "wei"}, "Enter an email address in the correct format, like name@example.com", "id_email"),
        ({"award": "9"}, "Select an option from the list", "id_award"),
        ({"days": "many"}, "Days must be a whole number", "id_days"),
        ({"days": "61"}, "Days must be 60 or less", "id_days"),
        ({"when-day": "31", "when-month": "2"}, "Date it happened must be a real date", "id_when-day"),
        ({"when-month": ""}, "Date it happened must include a month", "id_when-month"),
        ({"when-month": "", "when-year": ""}, "Date it happened must include a month and a year", "id_when-month"),
        ({"when-year": "26"}, "Year must include 4 numbers", "id_when-year"),
    ],
)
def test_a_wrong_answer_is_told_in_a_sentence_that_leads_to_it(changes, sentence, where):
    assert errors_of(**changes) == [(sentence, where)]


def test_what_was_typed_stays_typed():
    form = Nominate({**ANSWERS, "name": '<b> & "x"', "when-day": "31", "when-month": "feb"})

    assert 'value="&lt;b&gt; &amp; &quot;x&quot;"' in form["name"].as_widget()
    inputs = [node[2][0][2][1][1]["value"] for node in tree(form["when"].as_widget())[0][2]]
    assert inputs == ["31", "feb", "2026"]


def test_hostile_labels_hints_and_errors_are_text():
    class Hostile(GovukForm, forms.Form):
        q = forms.ChoiceField(label="<i>", help_text="<u>", choices=[("<", "<s>")], widget=forms.RadioSelect)
        look = {"q": {"hints": {"<": "<q>"}}}

    form = Hostile({"q": "<"})
    form.add_error("q", "<script>")
    written = str(form)

    assert [tag for tag in ("<i>", "<u>", "<s>", "<q>", "<script>") if tag in written] == []


def test_the_browser_is_not_asked_to_judge():
    written = str(Nominate())

    assert [word for word in (" required", "maxlength", 'type="number"', " min=", " max=") if word in written] == []


def test_a_plain_django_form_looks_the_same():
    class Plain(forms.Form):
        name = forms.CharField(label="Name", help_text="In full")

    assert tree(str(Plain())) == [
        [
            "div",
            {"class": "govuk-form-group"},
            [
                ["label", {"class": "govuk-label govuk-label--s", "for": "id_name"}, ["Name"]],
                ["div", {"id": "id_name-hint", "class": "govuk-hint"}, ["In full"]],
                [
                    "input",
                    {
                        "class": "govuk-input",
                        "id": "id_name",
                        "name": "name",
                        "type": "text",
                        "aria-describedby": "id_name-hint",
                    },
                    [],
                ],
            ],
        ]
    ]


def test_a_question_under_a_choice_is_shown_there_and_nowhere_else():
    class Contact(GovukForm, forms.Form):
        how = forms.ChoiceField(choices=[("e", "Email"), ("p", "Phone")], widget=forms.RadioSelect)
        phone = forms.CharField(required=False)
        look = {"how": {"conditional": {"p": "phone"}}}

    closed, chosen = str(Contact()), str(Contact({"how": "p"}))

    assert closed.count('name="phone"') == 1
    assert "govuk-radios__conditional--hidden" in closed
    assert "govuk-radios__conditional--hidden" not in chosen


def test_an_error_of_the_whole_form_leads_to_its_first_field():
    form = Nominate(ANSWERS)
    form.add_error(None, "The season has closed")

    assert error_items(form) == [("The season has closed", "id_name")]


def test_errors_of_several_forms_are_listed_in_order():
    class One(forms.Form):
        text = forms.CharField(error_messages={"required": "Enter it"})

    forms_ = [One({}, prefix="a"), One({}, prefix="b")]

    assert error_items(*forms_) == [("Enter it", "id_a-text"), ("Enter it", "id_b-text")]


def test_a_text_keeps_its_first_empty_line_through_the_page():
    class Long(forms.Form):
        text = forms.CharField(widget=forms.Textarea)

    # The parser of a browser drops one line break straight after the tag.
    assert ">\n\nonce</textarea>" in str(Long(initial={"text": "\nonce"})["text"])


def test_a_moment_is_asked_for_with_the_browsers_own_calendar():
    class Opens(forms.Form):
        at = forms.DateTimeField()

    at = datetime.datetime(2027, 1, 22, 17, 0, tzinfo=datetime.UTC)
    attributes = tree(str(Opens(initial={"at": at})["at"]))[0][1]

    assert (attributes["type"], attributes["value"]) == ("datetime-local", "2027-01-22T17:00")


def test_yes_and_no_stand_for_true_and_false():
    class Known(forms.Form):
        known = YesNoField(required=False)

    assert [Known({"known": answer}).fields["known"].clean(answer) for answer in ("yes", "no", "")] == [
        True,
        False,
        None,
    ]
    assert 'value="no" checked' in str(Known(initial={"known": False}))


def test_a_look_that_has_no_style_is_refused():
    with pytest.raises(ValueError, match="width must be one of"):
        type("Wrong", (GovukForm, forms.Form), {"look": {"name": {"width": 7}}})


def test_errors_of_a_set_of_forms_lead_to_the_form_they_are_in():
    class Row(forms.Form):
        name = forms.CharField(error_messages={"required": "Enter a name"})

    class Rows(forms.BaseFormSet):
        def clean(self):
            raise forms.ValidationError("Name two people")

    rows = forms.formset_factory(Row, formset=Rows, extra=2, min_num=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "form-0-name": "Wei", "form-1-name": "Siân"}
    data["form-0-name"] = ""

    assert error_items(rows(data, initial=[{"name": "x"}])) == [
        ("Name two people", "id_form-0-name"),
        ("Enter a name", "id_form-0-name"),
    ]
