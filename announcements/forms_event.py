"""What a finalist is asked about the event."""

from django import forms

from announcements.models import EventDetails
from announcements.states import Attendance
from kit.forms import GovukForm

WHY_NEEDS = "Only the administrators of these awards read this. It is not shown on stage."


class EventForm(GovukForm, forms.ModelForm):
    """How somebody is called to the stage, whether they come, and what they need."""

    attendance = forms.ChoiceField(
        label="Will you be at the event?",
        widget=forms.RadioSelect,
        choices=[
            (Attendance.IN_PERSON, "Yes, in person"),
            (Attendance.ONLINE, "Yes, online"),
            (Attendance.NOT_ATTENDING, "No"),
        ],
        error_messages={"required": "Select whether you will be at the event"},
    )
    look = {
        "written_name": {"noun": "the name", "spellcheck": False, "autocomplete": "off"},
        "spoken_name": {"spellcheck": False, "autocomplete": "off"},
        "attendance": {"conditional": {Attendance.NOT_ATTENDING: "collected_by"}},
        "collected_by": {"spellcheck": False, "autocomplete": "off"},
        "guest_name": {"spellcheck": False, "autocomplete": "off"},
        "access_needs": {"rows": 3},
        "dietary_needs": {"rows": 3},
    }

    class Meta:
        model = EventDetails
        fields = (
            "written_name",
            "spoken_name",
            "attendance",
            "collected_by",
            "guest_name",
            "access_needs",
            "dietary_needs",
        )
        labels = {
            "written_name": "How should the name be written?",
            "spoken_name": "How is the name said? (optional)",
            "collected_by": "Who collects the award if you win? (optional)",
            "guest_name": "Who comes with you? (optional)",
            "access_needs": "What do you need to take part? (optional)",
            "dietary_needs": "What do you eat, or not eat? (optional)",
        }
        help_texts = {
            "written_name": "It is used where you let us name you.",
            "spoken_name": "Write it as it sounds, for example “shi-VAWN” for Siobhán. The host reads this.",
            "collected_by": "Their name, as the host should say it.",
            "guest_name": "Their full name.",
            "access_needs": f"For example a ramp, an interpreter or a seat near the door. {WHY_NEEDS}",
            "dietary_needs": f"For example vegan, halal or an allergy. {WHY_NEEDS}",
        }
        error_messages = {"written_name": {"required": "Enter the name"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["written_name"].required = True
        for name in ("access_needs", "dietary_needs"):
            self.fields[name].max_length = 1000
            self.fields[name].validators.append(forms.fields.validators.MaxLengthValidator(1000))

    def clean(self):
        """Forget who collects where the finalist comes themselves."""
        cleaned = super().clean()
        if cleaned.get("attendance") != Attendance.NOT_ATTENDING:
            cleaned["collected_by"] = ""
        return cleaned
