"""The pages on which administrators follow what is said."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView

from awards.models import Season
from kit.forms import GovukForm
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import moment
from notifications import services
from notifications.contexts import NotYet, Overtaken
from notifications.document import reminder_rows, rows
from notifications.filters import MessageFilter
from notifications.kinds import Kind
from notifications.models import Message
from notifications.planning import DIGESTS
from notifications.references import References
from notifications.rendering import preview
from notifications.states import COLOURS, MessageState
from notifications.tables import MessageTable
from people.roles import Role
from people.viewing import person_of
from workflow import Refused, may
from workflow.audit import trail
from workflow.naming import name_of

ROLES = (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)
NOT_YOURS = "It counts what its own recipient may see, so only they read its words."
SHOWN = {
    "Waiting": (MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED_FOR_NOW),
    "Sent": (MessageState.SENT, MessageState.DELIVERED),
    "Failed": (MessageState.FAILED_FOR_GOOD,),
    "Delivery unknown": (MessageState.UNKNOWN,),
}


class StaffOnly:
    """A page that is missing for everybody who follows no messages."""

    def dispatch(self, request, *args, **kwargs):
        """Answer as for a missing page."""
        if not Season.objects.run_by(person_of(request), *ROLES).exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class MessageList(StaffOnly, FilteredTableMixin, TemplateView):
    """Every message that the reader may follow, with how many wait, left, failed or are unknown."""

    template_name = "notifications/message_list.html"
    table_class = MessageTable
    export_name, export_scope = "messages", "season"
    filterset_class = MessageFilter

    def get_queryset(self):
        return Message.objects.visible_to(self.request.user).select_related("person")

    def get_context_data(self, **kwargs):
        counts = Message.objects.visible_to(self.request.user).figures()
        figures = [{"label": label, "value": sum(counts[s] for s in states)} for label, states in SHOWN.items()]
        kwargs["seasons"] = Season.objects.run_by(self.request.user, Role.ADMINISTRATOR)
        return super().get_context_data(figures=figures, **kwargs)


class Catalogue(StaffOnly, TemplateView):
    """What is said to whom, when: the catalogue as it is in the code."""

    template_name = "notifications/catalogue.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=rows(), reminders=reminder_rows(), **kwargs)


@dataclass(frozen=True)
class Deed:
    """Something that a person may do about a message."""

    move: str
    title: str
    button: str
    warning: str
    done: str
    service: object
    is_grave: bool = False


DEEDS = {
    "again": Deed(
        "send_again",
        "Send this message again",
        "Send again",
        "If it did arrive, the recipient gets it twice.",
        "The message is queued again.",
        services.send_again,
    ),
    "arrived": Deed(
        "confirm",
        "Record that this message arrived",
        "Record as sent",
        "Ask the recipient, or look for its message number at the mail server, first.",
        "The message is recorded as sent.",
        services.settle_as_arrived,
    ),
    "cancel": Deed(
        "cancel",
        "Cancel this message",
        "Cancel message",
        "It will not be sent. The recipient may need to be told another way.",
        "The message is cancelled.",
        services.cancel_message,
        is_grave=True,
    ),
}


class ReasonForm(GovukForm, forms.Form):
    """Why."""

    reason = forms.CharField(
        label="Why?",
        help_text="Kept with the message. Do not enter anything about the people in a nomination.",
        widget=forms.Textarea,
        max_length=500,
    )
    look = {"reason": {"noun": "a reason", "rows": 3}}


class MessagePage(StaffOnly, View):
    """One message: to whom, where it stands, how it reads, and what can be done about it."""

    http_method_names = ["get", "head"]

    def get(self, request, public_id):
        message = find(request, public_id)
        actor = person_of(request)
        deeds = [
            {"text": deed.button, "url": reverse("notifications:deed", args=[message.public_id, name])}
            for name, deed in DEEDS.items()
            if may(message, deed.move, actor)
        ]
        context = {
            "message": message,
            "colour": COLOURS[message.state],
            "facts": facts_of(message),
            "deeds": deeds,
            "history": [
                {
                    "text": f"{event.verb.partition('.')[2].replace('_', ' ').capitalize()}: {name_of(event)}",
                    "at": event,
                }
                for event in trail(message)
            ],
            "person_url": person_url(request, message),
            **words_of(message, actor),
        }
        return render(request, "notifications/message_detail.html", context)


class MessageDeed(OncePerKeyMixin, StaffOnly, View):
    """Ask for a reason, then do it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request, public_id, deed):
        message = find(request, public_id)
        refusal = may(message, chosen(deed).move, person_of(request))
        if not refusal:
            messages.error(request, refusal.sentence)
            return redirect("notifications:message", message.public_id)
        return self.page(message, deed, ReasonForm())

    def post(self, request, public_id, deed):
        message, form = find(request, public_id), ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(message, deed, form)
        try:
            chosen(deed).service(message, by=person_of(request), reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, chosen(deed).done)
        return redirect("notifications:message", message.public_id)

    def page(self, message, deed, form):
        """Show the question."""
        context = {
            "message": message,
            "deed": chosen(deed),
            "form": form,
            "back_url": reverse("notifications:message", args=[message.public_id]),
            "idempotency_key": self.idempotency_key,
        }
        return render(self.request, "notifications/message_deed.html", context)


def find(request, public_id) -> Message:
    """Return the message, if the reader may follow it; else a missing page."""
    found = Message.objects.visible_to(request.user).select_related("person", "season")
    return get_object_or_404(found, public_id=public_id)


def chosen(deed: str) -> Deed:
    """Return the deed of this name; else a missing page."""
    if deed not in DEEDS:
        raise Http404
    return DEEDS[deed]


def facts_of(message) -> list[dict]:
    """Return the rows of the summary."""
    to = message.person.full_name if message.person else message.to_address
    facts = {
        "To": to,
        "About": References([message]).of(message),
        "Due": moment(message.due_at),
        "Sent": moment(message.sent_at) if message.sent_at else "",
        "Tries": str(message.attempts) if message.attempts else "",
        "What happened": message.problem,
        "Message number": str(message.public_id),
    }
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def person_url(request, message) -> str:
    """Return the page of all that was said to the recipient, for an administrator; empty for anybody else."""
    run = Season.objects.run_by(request.user, Role.ADMINISTRATOR).filter(pk=message.season_id)
    if message.person is None or not run.exists():
        return ""
    return reverse("notifications:person", args=[message.person.public_id])


def words_of(message, viewer) -> dict:
    """Return how the message reads now, or why it would not be sent now."""
    if message.kind == Kind.SIGN_IN:
        return {"why_no_words": "The text of a sign-in code is not shown."}
    if message.kind in DIGESTS and message.person != viewer:
        return {"why_no_words": NOT_YOURS}
    return wording(lambda: preview(message))


def wording(words) -> dict:
    """Return what `words` gives, or why nothing would be sent now."""
    try:
        return {"words": words()}
    except Overtaken as why:
        return {"why_no_words": f"{why}. It would not be sent now."}
    except NotYet as wait:
        return {"why_no_words": f"It is held back until {moment(wait.until)}."}
