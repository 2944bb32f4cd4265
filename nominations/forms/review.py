"""What reviewers and administrators type."""

from django import forms

from kit.forms import GovukForm, WordsField
from nominations.identifiers import SEEN
from nominations.models import RedactionLabel

OWN = "own"
SEPARATE = "separate"


class RedactionForm(GovukForm, forms.Form):
    """A phrase to take out, and what to put in its place."""

    phrase = forms.CharField(
        label="Phrase to take out",
        max_length=500,
        help_text="Type it or paste it. Every place where it stands is found; capitals do not matter.",
    )
    label = forms.ChoiceField(
        label="What to put in its place",
        choices=[*((v, f"{name}: {v}") for v, name in RedactionLabel.choices), (OWN, "A short wording of your own")],
    )
    wording = forms.CharField(
        label="Your own wording",
        max_length=58,
        required=False,
        help_text="Only if you selected a wording of your own. For example, an older man.",
    )
    look = {
        "phrase": {"noun": "the phrase to take out", "spellcheck": False},
        "label": {"noun": "what to put in its place", "width": "full"},
        "wording": {"noun": "your own wording", "spellcheck": False},
    }

    def clean(self):
        """Ask for the wording where one's own was chosen."""
        cleaned = super().clean()
        if cleaned.get("label") == OWN and not cleaned.get("wording"):
            self.add_error("wording", "Enter your own wording")
        return cleaned

    @property
    def chosen_label(self) -> str:
        """What stands in place of the phrase."""
        label = self.cleaned_data["label"]
        return self.cleaned_data["wording"] if label == OWN else label


class AcceptForm(GovukForm, forms.Form):
    """A reviewer's word that they have read the copy, the citation, and which entry it belongs to."""

    join = forms.ChoiceField(
        label="Is this the same nominee as in another nomination?", widget=forms.RadioSelect, required=False
    )
    citation = WordsField(
        label="Citation",
        required=False,
        help_text="A short text that may be published. It is approved as it stands here. "
        "Leave it empty to write one later.",
    )
    citation_is_safe = forms.BooleanField(
        label="I have read the citation, and it identifies nobody who is supported, or their family",
        required=False,
    )
    has_read = forms.BooleanField(
        label="I have read this as someone who knows the family would",
        error_messages={"required": "Read the judging copy, then tick the box"},
    )
    look = {"join": {"label_size": "m"}, "citation": {"label_size": "m", "rows": 3}}

    def __init__(self, *args, matches=(), citation_words: int, **kwargs):
        self.matches = {str(m.public_id): m for m in matches}
        super().__init__(*args, **kwargs)
        if not self["citation_is_safe"].data:
            self.fields["citation_is_safe"].widget = forms.HiddenInput()
        self.fields["citation"].max_words = citation_words
        if not self.matches:
            del self.fields["join"]
            return
        join = self.fields["join"]
        join.required = True
        join.error_messages["required"] = "Select whether this is the same nominee"
        join.choices = [
            *((key, f"Yes: join to {m.reference}, {m.nominee.name}") for key, m in self.matches.items()),
            (SEPARATE, "No: a different nominee"),
        ]

    def ask_about_citation(self):
        """Ask for a word on the citation, which may identify somebody; otherwise the box is not shown."""
        self.fields["citation_is_safe"].widget = forms.CheckboxInput()

    @property
    def merge_into(self):
        """The nomination to join it to, or None."""
        return self.matches.get(self.cleaned_data.get("join", ""))


class NoteForm(GovukForm, forms.Form):
    """A note to the nominator."""

    note = WordsField(
        label="What should the nominator change?",
        max_words=200,
        help_text="They read this on their page of the nomination, not in an email. "
        "Do not repeat what may identify somebody.",
    )
    look = {"note": {"noun": "what the nominator should change"}}


class ReasonForm(GovukForm, forms.Form):
    """Why something is done; kept in the history."""

    reason = WordsField(
        label="Reason", max_words=100, help_text="Kept in the history. Do not name anyone who is supported."
    )
    look = {"reason": {"noun": "a reason", "rows": 3}}


class HideForm(ReasonForm):
    """Why an entry is taken from its judges, and what they may have seen of somebody."""

    identifier = forms.ChoiceField(
        label="Can judges tell from it who somebody is?",
        choices=[("", "No, another reason"), *((k, f"Yes: {w}") for k, w in SEEN.items())],
        required=False,
        help_text="If yes, information governance is sent the reference and this, and nothing else.",
    )


class PublicReasonForm(GovukForm, forms.Form):
    """Why a nomination is not eligible, in words that its nominator reads."""

    public_reason = WordsField(
        label="Why is it not eligible?", max_words=100, help_text="The nominator reads this as you write it."
    )
    look = {"public_reason": {"noun": "why it is not eligible", "rows": 4}}


class MergeForm(GovukForm, forms.Form):
    """Which nomination to join an accepted one to: a likely one, or another by its reference."""

    into = forms.ChoiceField(
        label="Which nomination is about the same nominee?", widget=forms.RadioSelect, required=False
    )
    reference = forms.CharField(label="Reference of the nomination to join it to", max_length=20, required=False)
    look = {
        "into": {"noun": "a nomination", "label_size": "m", "conditional": {OWN: "reference"}},
        "reference": {"width": 10, "spellcheck": False},
    }

    def __init__(self, *args, nomination, candidates, likely=(), **kwargs):
        self.nomination, self.candidates = nomination, candidates
        self.likely = {str(c.public_id): c for c in likely}
        super().__init__(*args, **kwargs)
        if not self.likely:
            del self.fields["into"]
            # Nothing to choose from: the reference stands alone, not under a choice.
            self.look = {"reference": self.look["reference"]}
            return
        self.fields["into"].choices = [
            *((key, f"{c.reference}: {c.nominee.name}") for key, c in self.likely.items()),
            (OWN, "Another nomination"),
        ]

    def clean(self):
        """Find the nomination that was chosen or typed."""
        cleaned = super().clean()
        chosen = cleaned.get("into", OWN)
        if not chosen and "into" not in self.errors:
            self.add_error("into", "Select a nomination")
        elif chosen == OWN:
            self.lead = self._by_reference(cleaned.get("reference", ""))
        else:
            self.lead = self.likely.get(chosen)
        return cleaned

    def _by_reference(self, reference):
        if not reference:
            self.add_error("reference", "Enter the reference of the nomination to join it to")
            return None
        found = self.candidates.filter(reference__iexact=reference.strip()).first()
        if found is None:
            self.add_error("reference", "There is no accepted nomination of this award with this reference")
        return found


class EndorserForm(GovukForm, forms.Form):
    """Somebody to ask for an endorsement."""

    name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(label="Email address", max_length=254)
    look = {
        "name": {"noun": "their full name", "width": "two-thirds", "spellcheck": False, "autocomplete": "off"},
        "email": {"width": "two-thirds", "spellcheck": False, "autocomplete": "off"},
    }


class RulingForm(GovukForm, forms.Form):
    """What a declared interest means."""

    ruling = forms.ChoiceField(
        label="Does this person take part in judging this entry?",
        widget=forms.RadioSelect,
        choices=[("recused", "No, they take no part"), ("noted", "Yes, the interest is noted and they take part")],
    )
    note = WordsField(
        label="Why", required=False, max_words=100, help_text="Needed if they take part. Kept in the history."
    )
    look = {"ruling": {"noun": "whether they take part", "label_size": "m"}, "note": {"rows": 3}}

    def clean(self):
        """Ask why where somebody with an interest is to take part."""
        cleaned = super().clean()
        if cleaned.get("ruling") == "noted" and not (cleaned.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Enter why they may take part")
        return cleaned
