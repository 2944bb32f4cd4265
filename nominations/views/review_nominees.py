"""Nominees who must still be told: the list, and for each a mended address, another way, or no messages at all."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from awards.models import Season
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from nominations.forms.notice import AddressForm, AnotherWayForm
from nominations.forms.review import ReasonForm
from nominations.models import Entry
from nominations.services import notices
from nominations.states import Notice
from nominations.tables import NOTICE_COLOURS
from nominations.tables_notice import NomineeTable
from nominations.views.review_base import DeedPage
from nominations.views.review_entries import AdministratorPage, EntryPage
from people.roles import Role
from workflow import Refused, trail

TO_TELL = [Notice.DUE, Notice.FAILED]
WHY = {
    "entry.not_the_nominee": "Whoever we wrote to says that they are not the nominee. Find out who is meant.",
    "entry.notice_failed": "The message did not arrive. The list of messages says what the mail server answered.",
}
NO_ADDRESS = "There is no address that we may write to."


def run_entries(person):
    """Return the entries of the seasons that `person` administers, without those in which they have an interest."""
    seasons = Season.objects.run_by(person, Role.ADMINISTRATOR)
    return Entry.objects.visible_to(person).filter(season__in=seasons)


def nominees_to_tell(person):
    """Return the entries whose nominee no message has reached, for whoever must see to it."""
    entries = run_entries(person).live().filter(notice__in=TO_TELL)
    return entries.select_related("nominee", "award").order_by("reference", "pk")


class NomineesToTell(AdministratorPage, FilteredTableMixin, TemplateView):
    """Nominees whom no message has reached: no address, an address that fails, or not the right person."""

    template_name = "nominations/review_nominees.html"
    table_class = NomineeTable

    def get_queryset(self):
        """Return their entries."""
        return nominees_to_tell(self.person)


class NomineeOfEntry(AdministratorPage, EntryPage):
    """A page about the nominee of one entry, for its administrators."""

    @cached_property
    def entry(self) -> Entry:
        """The entry of the address."""
        entries = run_entries(self.person).select_related("season", "award", "nominee__person")
        return get_object_or_404(entries, public_id=self.kwargs["public_id"])


class TellNominee(NomineeOfEntry, OncePerKeyMixin, TemplateView):
    """Mend the nominee's address and tell them, or say that they have been told another way."""

    template_name = "nominations/review_nominee.html"

    def post(self, request, *args, **kwargs):
        """Do the one that was asked for."""
        by_hand = request.POST.get("deed") == "another_way"
        form = (AnotherWayForm if by_hand else AddressForm)(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.by_hand(form) if by_hand else self.by_email(form))
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("review:entry", self.entry.public_id)
        forms = {"way_form": form} if by_hand else {"address_form": form}
        return self.render_to_response(self.get_context_data(form=form, **forms))

    def by_email(self, form) -> str:
        """Write to the address."""
        notices.mend_nominee_address(self.entry, by=self.person, **form.cleaned_data)
        return f"We are writing to the nominee of {self.entry.reference}."

    def by_hand(self, form) -> str:
        """Note that it is done."""
        notices.tell_another_way(self.entry, by=self.person, **form.cleaned_data)
        return f"The nominee of {self.entry.reference} has been told another way."

    def get_context_data(self, **kwargs):
        """Give both forms, and what is known."""
        entry = self.entry
        person = entry.nominee.person
        kwargs.setdefault("address_form", AddressForm(initial={"email": entry.nominee.email}))
        kwargs.setdefault("way_form", AnotherWayForm())
        return super().get_context_data(
            entry=entry,
            facts=self.facts(),
            why=self.why(),
            notice=entry.get_notice_display(),
            notice_colour=NOTICE_COLOURS.get(entry.notice, "grey"),
            is_stopped=bool(person and person.no_email),
            knows_person=person is not None,
            can_tell=entry.state not in notices.OUT and entry.notice in [*TO_TELL, Notice.SENT],
            is_told=entry.notice == Notice.SENT,
            **kwargs,
        )

    def why(self) -> str:
        """Say why no message has reached them."""
        if self.entry.notice not in TO_TELL:
            return ""
        last = trail(self.entry).filter(verb__in=WHY).order_by("-pk").first()
        return WHY[last.verb] if last and self.entry.notice == Notice.FAILED else NO_ADDRESS

    def facts(self) -> list[dict]:
        """Return what is known of the nominee, as rows of a summary list."""
        nominee = self.entry.nominee
        members = [" – ".join(filter(None, [m.name, m.role, m.employer])) for m in nominee.members.all()]
        rows = [
            {"key": "Award", "value": self.entry.award.name},
            {"key": "Nominee", "value": nominee.name},
            {"key": "Members", "lines": members},
            {"key": "Organisation", "value": nominee.organisation_name},
            {"key": "Email address", "value": nominee.email or "Not known"},
        ]
        return [row for row in rows if row.get("value") or row.get("lines")]


class StopMessages(NomineeOfEntry, DeedPage):
    """Send the nominee nothing more, at once."""

    form_class = ReasonForm
    title = "Stop all messages to this nominee"
    lead = (
        "For example because they have died, or have asked for it. Nothing more is sent to their address about "
        "anything in these awards, and what waits to leave is cancelled now."
    )
    button = "Stop all messages"
    kind = "warning"

    @property
    def back_url(self) -> str:
        """The page about the nominee."""
        return reverse("review:nominee", args=[self.entry.public_id])

    def sentence_against(self) -> str:
        """Nobody is written to whom we have no address of."""
        if self.entry.nominee.person is None:
            return "We know no address of this nominee, so nothing is sent to them."
        return ""

    def do(self, form):
        """Stop them."""
        notices.stop_messages_to_nominee(self.entry, by=self.person, reason=form.cleaned_data["reason"])
        return "All messages to this nominee are stopped."


class AllowMessages(StopMessages):
    """Write to the nominee again."""

    title = "Allow messages to this nominee again"
    lead = "From now on they are written to like anybody else. What was cancelled meanwhile is not sent after all."
    button = "Allow messages"
    kind = ""

    def do(self, form):
        """Allow them."""
        notices.allow_messages_to_nominee(self.entry, by=self.person, reason=form.cleaned_data["reason"])
        return "This nominee can be written to again."
