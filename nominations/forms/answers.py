"""The questions of a nomination, one form a page. Each knows its first answers and how to keep new ones."""

from django import forms

from awards.models import NominatorKind, NomineeType
from kit.forms import GovukForm, WordsField
from kit.text import clean_line, is_visible
from nominations.models import NomineeKind, Relationship, Statement
from nominations.services import drafts

YES_NO = [("yes", "Yes"), ("no", "No")]


class NameField(forms.CharField):
    """A name: one line, with something in it that can be read."""

    def clean(self, value):
        """Return the name without control characters; invisible ones alone are no name."""
        name = clean_line(super().clean(value))
        if self.required and not is_visible(name):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return name


class AnswerForm(GovukForm, forms.Form):
    """The base of every question: starts from what is answered already, and keeps what is typed."""

    def __init__(self, *args, nomination, is_signed_in: bool = False, **kwargs):
        self.nomination, self.is_signed_in = nomination, is_signed_in
        kwargs.setdefault("initial", self.answers_of(nomination))
        super().__init__(*args, **kwargs)

    def answers_of(self, nomination) -> dict:
        """Return what is answered already: by default the columns of the same names."""
        return {name: getattr(nomination, name) for name in self.base_fields if hasattr(nomination, name)}

    def save(self, *, by):
        """Keep the answers."""
        return drafts.save_answers(self.nomination, by=by, **self.cleaned_data)

    def keep_refused(self, *, by) -> None:
        """Keep what can be kept of an answer that was refused; nothing unless a form says otherwise."""


class WhoYouAreForm(GovukForm, forms.Form):
    """Who somebody is to the programme: the first question, before there is a draft."""

    nominator_kind = forms.ChoiceField(
        label="Which of these describes you best?",
        widget=forms.RadioSelect,
        choices=NominatorKind.choices,
        error_messages={"required": "Select what describes you best"},
    )
    look = {"nominator_kind": {"heading": True}}


class ChangeWhoYouAreForm(AnswerForm, WhoYouAreForm):
    """The same question, asked again from check answers."""


class NomineeKindForm(AnswerForm):
    """A person, a team or a household, where the award leaves the choice."""

    kind = forms.ChoiceField(
        label="Who are you nominating?",
        widget=forms.RadioSelect,
        choices=NomineeKind.choices,
        error_messages={"required": "Select whether you are nominating a person, a team or a household"},
    )
    look = {"kind": {"heading": True}}

    def answers_of(self, nomination):
        """Return the kind only once somebody is named: before that it was not asked."""
        return {"kind": nomination.nominee.kind if nomination.nominee.name else ""}

    def save(self, *, by):
        """Keep what the nominee is."""
        return drafts.save_nominee(self.nomination, by=by, kind=self.cleaned_data["kind"])


class NomineeForm(AnswerForm):
    """The details of a person."""

    name = NameField(label="Full name", max_length=200)
    job_title = forms.CharField(
        label="Job or role (optional)", max_length=200, required=False, help_text="For example, social worker"
    )
    organisation = NameField(label="Who do they work or volunteer for?", max_length=200)
    email = forms.EmailField(
        label="Email address (optional)",
        required=False,
        help_text="A work address if they have one. We tell them that they are nominated once we have checked "
        "your nomination.",
    )
    look = {
        "name": {"noun": "their full name", "autocomplete": "off", "spellcheck": False},
        "job_title": {"noun": "their job or role", "autocomplete": "off"},
        "organisation": {"noun": "who they work or volunteer for", "autocomplete": "off"},
        "email": {"autocomplete": "off", "spellcheck": False},
    }

    def answers_of(self, nomination):
        """Return the nominee's details."""
        nominee = nomination.nominee
        return {
            "name": nominee.name,
            "job_title": nominee.job_title,
            "organisation": nominee.organisation_name,
            "email": nominee.email,
        }

    def save(self, *, by):
        """Keep the nominee's details; a person has no members."""
        return drafts.save_nominee(self.nomination, by=by, members=[], **self.cleaned_data)


class MembersField(forms.CharField):
    """People, one a line: name, then role and employer after commas where they are known."""

    widget = forms.Textarea

    def clean(self, value):
        """Return the members as (name, role, employer)."""
        lines = [clean_line(line) for line in super().clean(value).splitlines()]
        members = []
        for line in filter(None, lines):
            name, role, employer = ([part.strip() for part in line.split(",", 2)] + ["", ""])[:3]
            if not name:
                raise forms.ValidationError("Start each line with a name")
            if max(map(len, (name, role, employer))) > 200:
                raise forms.ValidationError("Each name, role and employer must be 200 characters or less")
            members.append((name, role, employer))
        return members


class GroupForm(NomineeForm):
    """What the details of a team and of a household have in common."""

    job_title = None
    members = MembersField(label="Who is in it?", required=False)
    least = 1

    field_order = ["name", "organisation", "members", "email"]
    look = NomineeForm.look | {"members": {"rows": 6, "spellcheck": False}}

    def answers_of(self, nomination):
        """Return the group's details, its members one a line."""
        members = nomination.nominee.members.all()
        lines = [", ".join(filter(None, (m.name, m.role, m.employer))) for m in members]
        return super().answers_of(nomination) | {"members": "\n".join(lines)}

    def clean_members(self):
        """Ask for enough members: judges are kept from entries of people they know."""
        members = self.cleaned_data["members"]
        if len(members) < self.least:
            raise forms.ValidationError(f"Enter at least {self.least} people, one on each line")
        return members

    def save(self, *, by):
        """Keep the group's details and members."""
        return drafts.save_nominee(self.nomination, by=by, **self.cleaned_data)


MEMBERS_HINT = (
    "One person on each line, with their role and employer after commas. For example: Sam Ward, occupational "
    "therapist, Fellshire Council. We use the names to keep judges from entries of people they know."
)
FIRST_PERSON_EMAIL = "We write to the first person on the list, and ask them to tell the others."


class TeamForm(GroupForm):
    """The details of a team."""

    name = NameField(label="Name of the team", max_length=200)
    organisation = NameField(label="Which organisation is the team part of?", max_length=200)
    members = MembersField(label="Who is in the team?", required=False, help_text=MEMBERS_HINT)
    email = forms.EmailField(
        label="Email address of the first person (optional)", required=False, help_text=FIRST_PERSON_EMAIL
    )
    least = 2
    look = GroupForm.look | {
        "name": {"noun": "the name of the team", "autocomplete": "off", "spellcheck": False},
        "organisation": {"noun": "which organisation the team is part of", "autocomplete": "off"},
    }


class HouseholdForm(GroupForm):
    """The details of a household."""

    name = NameField(
        label="What should we call the household?", max_length=200, help_text="For example, the Ward family"
    )
    organisation = NameField(label="Which organisation supports or approved them?", max_length=200)
    members = MembersField(label="Which carers live in the household?", required=False, help_text=MEMBERS_HINT)
    email = forms.EmailField(
        label="Email address of the first person (optional)", required=False, help_text=FIRST_PERSON_EMAIL
    )
    least = 1
    look = GroupForm.look | {
        "name": {"noun": "what we should call the household", "autocomplete": "off", "spellcheck": False},
        "organisation": {"noun": "which organisation supports or approved them", "autocomplete": "off"},
    }

    def clean_members(self):
        """Ask for at least one carer."""
        if not self.cleaned_data["members"]:
            raise forms.ValidationError("Enter at least one person")
        return self.cleaned_data["members"]


class ContactForm(AnswerForm):
    """Who writes, and how they know the nominee."""

    name = NameField(label="Your full name", max_length=200)
    email = forms.EmailField(
        label="Your email address",
        help_text="We save your nomination and send you a link to carry on with it. We tell you what becomes of it.",
    )
    phone = forms.CharField(
        label="Your phone number (optional)",
        max_length=40,
        required=False,
        help_text="Only if you would like us to ring you about this nomination",
    )
    organisation = forms.CharField(label="Your organisation (optional)", max_length=200, required=False)
    relationship = forms.ChoiceField(
        label="How do you know them?",
        widget=forms.RadioSelect,
        choices=Relationship.choices,
        error_messages={"required": "Select how you know them"},
    )
    look = {
        "name": {"noun": "your full name", "autocomplete": "name", "spellcheck": False},
        "email": {"noun": "your email address", "autocomplete": "email", "spellcheck": False},
        "phone": {"noun": "your phone number", "width": 20, "autocomplete": "tel", "inputmode": "tel"},
        "organisation": {"noun": "your organisation", "autocomplete": "organization"},
        "relationship": {"hints": {Relationship.LINE_MANAGER.value: "Your nomination then counts as the endorsement."}},
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_signed_in:
            # Theirs is known, and confirmed.
            del self.fields["email"]

    def answers_of(self, nomination):
        """Return the writer's details."""
        return {
            "name": nomination.nominator_name,
            "email": nomination.nominator_email,
            "phone": nomination.nominator_phone,
            "organisation": nomination.nominator_organisation,
            "relationship": nomination.relationship,
        }

    def save(self, *, by):
        """Keep the writer's details; the first address is sent a link."""
        answers = {"email": self.nomination.nominator_email} | self.cleaned_data
        return drafts.save_contact(self.nomination, by=by, **answers)


class EndorserForm(AnswerForm):
    """Who could endorse, if the nominator knows."""

    endorser_name = NameField(label="Their full name", max_length=200, required=False)
    endorser_email = forms.EmailField(label="Their email address", required=False)
    look = {
        "endorser_name": {"noun": "their full name", "autocomplete": "off", "spellcheck": False},
        "endorser_email": {"noun": "their email address", "autocomplete": "off", "spellcheck": False},
    }

    def clean(self):
        """Ask for both or neither, and for somebody who has no part in the nomination."""
        answers = super().clean()
        name, email = answers.get("endorser_name", ""), answers.get("endorser_email", "").lower()
        if name and not email and "endorser_email" not in self.errors:
            self.add_error("endorser_email", "Enter their email address")
        if email and not name:
            self.add_error("endorser_name", "Enter their full name")
        if email and email == self.nomination.nominee.email.lower():
            self.add_error("endorser_email", "Enter somebody other than the person you are nominating")
        elif email and email == self.nomination.nominator_email.lower():
            self.add_error("endorser_email", "Enter somebody other than yourself")
        return answers


class CountedTextForm(AnswerForm):
    """A longer text with a limit of words: kept as typed even where it is refused."""

    def keep_refused(self, *, by):
        """Keep a text that is too long or too short, so that no words are lost."""
        name = next(iter(self.fields))
        self.keep(self.data.get(self.add_prefix(name), "").replace("\r\n", "\n"), by=by)

    def save(self, *, by):
        """Keep the text."""
        return self.keep(self.cleaned_data[next(iter(self.fields))], by=by)


class StatementForm(CountedTextForm):
    """Why they should win."""

    statement = WordsField(label="Why are you nominating them?", error_messages={"required": "Enter your statement"})
    look = {"statement": {"heading": True, "noun": "your statement", "rows": 16}}

    def __init__(self, *args, nomination, **kwargs):
        super().__init__(*args, nomination=nomination, **kwargs)
        season, field = nomination.season, self.fields["statement"]
        field.min_words, field.max_words = season.statement_min_words, season.statement_max_words
        field.help_text = (
            f"Write {field.min_words} to {field.max_words} words. Leave out anything that could identify a person "
            "who is supported, or their family."
        )

    def answers_of(self, nomination):
        """Return the statement as typed so far."""
        statement = Statement.objects.filter(nomination=nomination).first()
        return {"statement": statement.read() if statement else ""}

    def keep(self, text, *, by):
        """Keep the text, encrypted."""
        return drafts.save_statement(self.nomination, text, by=by)


class CitationForm(CountedTextForm):
    """A short text that may be published."""

    citation = WordsField(
        label="Is there a sentence we could publish? (optional)",
        required=False,
        help_text="For example: For patient work that ended a home takeover, and for sharing the learning. "
        "The awards team may change it before anything is published.",
    )
    look = {"citation": {"heading": True, "noun": "the sentence", "rows": 4}}

    def __init__(self, *args, nomination, **kwargs):
        super().__init__(*args, nomination=nomination, **kwargs)
        self.fields["citation"].max_words = nomination.season.citation_max_words

    def keep(self, text, *, by):
        """Keep the text."""
        return drafts.save_answers(self.nomination, by=by, citation=text)


class KnowsForm(AnswerForm):
    """What the nominee knows, and may be told."""

    nominee_knows = forms.ChoiceField(
        label="Do they know you are nominating them?",
        widget=forms.RadioSelect,
        choices=YES_NO,
        error_messages={"required": "Select yes if they know you are nominating them"},
    )
    share_nominator_name = forms.ChoiceField(
        label="May we tell them who nominated them?",
        widget=forms.RadioSelect,
        choices=YES_NO,
        help_text="If you say no, we say that it was someone who values their work.",
        error_messages={"required": "Select yes if we may tell them who nominated them"},
    )
    look = {
        "nominee_knows": {"label_size": "m", "inline": True},
        "share_nominator_name": {"label_size": "m", "inline": True},
    }


def nominee_form_for(nomination) -> type[AnswerForm]:
    """Return the form for the details of what is nominated."""
    forms_by_kind = {NomineeKind.TEAM: TeamForm, NomineeKind.HOUSEHOLD: HouseholdForm}
    return forms_by_kind.get(nomination.nominee.kind, NomineeForm)


def leaves_choice_of_kind(nomination) -> bool:
    """Say whether the award is for people, teams and households alike."""
    return nomination.award.nominee_type == NomineeType.EITHER
