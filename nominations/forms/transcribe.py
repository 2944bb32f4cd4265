"""The long page on which the awards team types in a nomination that came by phone or on paper."""

from django import forms

from awards.models import NominatorKind, NomineeType
from kit.forms import DateField, GovukForm, WordsField
from nominations.forms.answers import YES_NO, MembersField, NameField
from nominations.models import NomineeKind, Relationship
from nominations.services.transcribing import OnPaper
from nominations.states import Channel

# How they know the nominee, as the nominator would say it.
AS_THEY_SAID = "As they said or wrote it."


class TranscribeForm(GovukForm, forms.Form):
    """Every question of a nomination, asked of whoever holds the paper."""

    award = forms.ModelChoiceField(label="Award", queryset=None, error_messages={"required": "Select an award"})
    channel = forms.ChoiceField(
        label="How did it reach you?",
        widget=forms.RadioSelect,
        choices=[
            (Channel.PHONE.value, "By phone"),
            (Channel.PAPER.value, "On paper"),
            (Channel.ASSISTED.value, "I helped somebody to write it"),
        ],
        error_messages={"required": "Select how it reached you"},
    )
    received_on = DateField(label="When did it reach you?")
    nominee_kind = forms.ChoiceField(
        label="Who is nominated?",
        widget=forms.RadioSelect,
        choices=NomineeKind.choices,
        error_messages={"required": "Select whether a person, a team or a household is nominated"},
    )
    nominee_name = NameField(label="Name of the person, team or household", max_length=200)
    nominee_job_title = forms.CharField(label="Job or role (optional)", max_length=200, required=False)
    nominee_organisation = NameField(label="Who do they work or volunteer for?", max_length=200)
    members = MembersField(
        label="Members of the team or household",
        required=False,
        help_text="Leave empty for a person. One on each line, with role and employer after commas.",
    )
    nominee_email = forms.EmailField(
        label="Email address of the nominee (optional)",
        required=False,
        help_text="For a team or household: of the first member.",
    )
    nominator_kind = forms.ChoiceField(
        label="Who is the nominator?",
        widget=forms.RadioSelect,
        choices=NominatorKind.choices,
        help_text=AS_THEY_SAID,
        error_messages={"required": "Select who the nominator is"},
    )
    nominator_name = NameField(label="Full name of the nominator", max_length=200)
    nominator_email = forms.EmailField(
        label="Email address of the nominator (optional)",
        required=False,
        help_text="If there is one, we send a copy of what was received to it.",
    )
    nominator_phone = forms.CharField(label="Phone number of the nominator (optional)", max_length=40, required=False)
    nominator_organisation = forms.CharField(
        label="Organisation of the nominator (optional)", max_length=200, required=False
    )
    relationship = forms.ChoiceField(
        label="How do they know the nominee?",
        widget=forms.RadioSelect,
        choices=Relationship.choices,
        help_text=AS_THEY_SAID,
        error_messages={"required": "Select how they know the nominee"},
    )
    endorser_name = NameField(label="Who can endorse (optional)", max_length=200, required=False)
    endorser_email = forms.EmailField(label="Email address of the endorser", required=False)
    statement = WordsField(label="Statement", error_messages={"required": "Enter the statement"})
    citation = WordsField(label="Sentence we could publish (optional)", required=False)
    nominee_knows = forms.ChoiceField(
        label="Does the nominee know?",
        widget=forms.RadioSelect,
        choices=YES_NO,
        error_messages={"required": "Select yes if the nominee knows"},
    )
    share_nominator_name = forms.ChoiceField(
        label="May we tell the nominee who nominated them?",
        widget=forms.RadioSelect,
        choices=YES_NO,
        error_messages={"required": "Select yes if we may tell the nominee who nominated them"},
    )
    look = {
        "award": {"noun": "an award"},
        "received_on": {"noun": "the day on which it reached you"},
        "nominee_name": {"noun": "the name of the nominee", "autocomplete": "off", "spellcheck": False},
        "nominee_job_title": {"noun": "the job or role", "autocomplete": "off"},
        "nominee_organisation": {"noun": "who they work or volunteer for", "autocomplete": "off"},
        "members": {"rows": 4, "spellcheck": False},
        "nominee_email": {"noun": "the nominee’s email address", "autocomplete": "off", "spellcheck": False},
        "nominator_name": {"noun": "the full name of the nominator", "autocomplete": "off", "spellcheck": False},
        "nominator_email": {"noun": "the nominator’s email address", "autocomplete": "off", "spellcheck": False},
        "nominator_phone": {"noun": "the nominator’s phone number", "width": 20, "autocomplete": "off"},
        "nominator_organisation": {"noun": "the nominator’s organisation", "autocomplete": "off"},
        "endorser_name": {"noun": "the endorser’s full name", "autocomplete": "off", "spellcheck": False},
        "endorser_email": {"noun": "the endorser’s email address", "autocomplete": "off", "spellcheck": False},
        "statement": {"noun": "the statement", "rows": 12},
        "citation": {"noun": "the sentence", "rows": 3},
        "nominee_knows": {"inline": True},
        "share_nominator_name": {"inline": True},
    }
    # The headings between the questions, by the first field under each.
    parts = {
        "award": "How it reached you",
        "nominee_kind": "Who is nominated",
        "nominator_kind": "Who nominates",
        "endorser_name": "Who can endorse",
        "statement": "The nomination",
    }

    def __init__(self, *args, season, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["award"].queryset = season.awards.all()
        statement, received = self.fields["statement"], self.fields["received_on"]
        statement.min_words, statement.max_words = season.statement_min_words, season.statement_max_words
        statement.help_text = (
            f"{statement.min_words} to {statement.max_words} words, as they were said or written. Leave out nothing "
            "and mend nothing: what identifies somebody is taken out when it is checked."
        )
        self.fields["citation"].max_words = season.citation_max_words
        received.help_text = "What reached you after nominations closed is kept as a late draft."

    def sections(self):
        """Return the questions with the heading that stands above each, if one does."""
        return [{"heading": self.parts.get(name, ""), "field": self[name]} for name in self.fields]

    def clean(self):
        """Ask for what the questions ask for one by one: members of a group, name and address of an endorser."""
        answers = super().clean()
        self._check_kind(answers)
        name, email = answers.get("endorser_name", ""), answers.get("endorser_email", "").lower()
        if name and not email and "endorser_email" not in self.errors:
            self.add_error("endorser_email", "Enter the endorser’s email address")
        if email and not name:
            self.add_error("endorser_name", "Enter the endorser’s full name")
        if email and email in {answers.get("nominee_email", "").lower(), answers.get("nominator_email", "").lower()}:
            self.add_error("endorser_email", "Enter somebody other than the nominee and the nominator")
        return answers

    def _check_kind(self, answers) -> None:
        kind, award = answers.get("nominee_kind"), answers.get("award")
        if kind is None or award is None or "members" in self.errors:
            return
        fits = {
            NomineeType.INDIVIDUAL: {NomineeKind.PERSON},
            NomineeType.TEAM: {NomineeKind.TEAM},
            NomineeType.EITHER: set(NomineeKind),
        }
        if kind not in fits[award.nominee_type]:
            self.add_error("nominee_kind", "Select what this award is for, or another award")
            return
        least = {NomineeKind.PERSON: 0, NomineeKind.TEAM: 2, NomineeKind.HOUSEHOLD: 1}[kind]
        if len(answers.get("members") or []) < least:
            many = f"Enter at least {least} people, one on each line"
            self.add_error("members", many if least > 1 else "Enter at least one person")

    def on_paper(self) -> OnPaper:
        """Return what was said, without the award."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "award"}
        is_person = said["nominee_kind"] == NomineeKind.PERSON
        said["members"] = () if is_person else tuple(said["members"])
        said["nominee_job_title"] = said["nominee_job_title"] if is_person else ""
        return OnPaper(**said)
