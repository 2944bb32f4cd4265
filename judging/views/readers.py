"""Who reads what in a round: for administrators without an interest in any of its entries."""

from django.core.paginator import Paginator
from django.db.models.fields.json import KT
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from judging.models import PanelMember, Round, ScoreSheet
from judging.querysets import administered
from judging.rules import has_interest_in_award
from judging.services.allocating import propose_allocation
from judging.services.dealing import entries_to_deal
from judging.services.sharing import applied_pairs
from judging.services.sharing_by_hand import BY_HAND, give_entry, limit_reading, set_readers, take_entry, why_not
from judging.sharing_forms import ALL, SOME, LimitForm, ReadersForm
from judging.states import AllocationState, SheetState
from judging.views.panel import AskingPage, DeedView, RoundPage
from judging.who_reads import count_short, quorum_warning, readers_by_entry, seat_rows, short_words
from judging.words import ALLOCATION_COLOURS, SHEET_COLOURS
from kit.idempotency import OncePerKeyMixin
from kit.tables import PER_PAGE
from kit.templatetags.commend import count_noun, moment

HISTORY = 20


class SharingPage(RoundPage):
    """A page about who reads what; an administrator with an interest in the award is refused in words."""

    @property
    def rounds(self):
        """The rounds that the reader administers: a chair has no part in this."""
        return Round.objects.filter(administered(self.person))

    def dispatch(self, request, *args, **kwargs):
        """Not found comes before refused."""
        round_ = self.round_
        if has_interest_in_award(self.person, round_.award):
            return self.refuse("You have an interest in an entry of this award, so you do not say who reads what.")
        return super().dispatch(request, *args, **kwargs)

    @property
    def caption(self) -> str:
        """The award."""
        return self.round_.award.name

    def address(self, name: str = "readers", *args) -> str:
        """Return the address of a page about this round."""
        return reverse(f"panel:{name}", args=[self.round_.public_id, *args])


class SharingDeed(SharingPage):
    """What is done from the page that says who reads what, and leads back to it."""

    @property
    def back_url(self) -> str:
        """Who reads what."""
        return self.address()


class Readers(OncePerKeyMixin, SharingPage, TemplateView):
    """Who reads each entry, what each judge has, and what was changed when."""

    template_name = "judging/panel_readers.html"

    def get_context_data(self, **kwargs):
        """Read one page of entries with their readers, the judges with their loads, and the last allocations."""
        round_ = self.round_
        is_shared, is_over = round_.readers is not None, round_.is_over(self.now)
        seats = seat_rows(round_)
        rows = entries_to_deal(round_).select_related("nominee").order_by("reference", "pk")
        rows = rows.only("public_id", "reference", "state", "nominee__name")
        entries = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        context = {
            **self.frame("readers"),
            "is_shared": is_shared,
            "how_many": count_noun(round_.readers, "judge") if is_shared else "",
            "seats": seats,
            "entries": entries,
            "rows": self._rows(list(entries.object_list), {s["pk"]: s["name"] for s in seats}),
            "short": short_words(round_, count_short(round_)),
            "quorum_warning": quorum_warning(round_),
            "history": self._history(),
            "can_set": not round_.has_opened and not is_over,
            "can_change": is_shared and not is_over,
            "is_over": is_over,
        }
        return super().get_context_data(**context, **kwargs)

    def _rows(self, entries, names) -> list[dict]:
        readers, wanted = readers_by_entry(self.round_, entries), self.round_.readers
        return [
            {
                "entry": entry,
                "readers": sorted(names.get(seat, "A judge who has left") for seat in readers[entry.pk]),
                "is_short": wanted is not None and self._is_dealt and len(readers[entry.pk]) < wanted,
                "url": self.address("entry-readers", entry.public_id),
            }
            for entry in entries
        ]

    @cached_property
    def _is_dealt(self) -> bool:
        """Say whether anything is dealt yet: before that nothing is short."""
        return self.round_.has_opened or bool(applied_pairs(self.round_))

    def _history(self) -> list[dict]:
        """Return the last allocations without their pairs, which may be many."""
        zone = self.round_.season.time_zone
        rows = self.round_.allocations.select_related("made_by").exclude(state=AllocationState.DISCARDED)
        rows = rows.annotate(
            added=KT("answer__counts__added"), removed=KT("answer__counts__removed"), hand=KT(f"problem__{BY_HAND}")
        ).defer("answer", "problem")
        return [
            {
                "at": moment(a.applied_at or a.made_at, zone),
                "by": a.made_by.full_name,
                "is_by_hand": a.hand is not None,
                "added": a.added or 0,
                "removed": a.removed or 0,
                "state": (a.get_state_display(), ALLOCATION_COLOURS[a.state]),
                "url": reverse("panel:allocation", args=[a.public_id]),
            }
            for a in rows.order_by("-pk")[:HISTORY]
        ]


class ReaderCount(SharingDeed, AskingPage):
    """How many read each entry."""

    form_class = ReadersForm
    title, button = "Who reads each entry", "Save"
    lead = "This can be changed until scoring opens. Judges never get an entry of their own interest."

    def get_initial(self):
        """Show what holds now."""
        readers = self.round_.readers
        return {"who": ALL if readers is None else SOME, "readers": readers}

    def do(self, form) -> str:
        """Keep it."""
        readers = form.chosen()
        set_readers(self.round_, readers=readers, by=self.person)
        if readers is None:
            return "Every judge reads every entry."
        return f"Each entry is read by {count_noun(readers, 'judge')}."


class ReadsAtMost(SharingDeed, AskingPage):
    """How much one judge reads."""

    form_class = LimitForm
    button = "Save"
    lead = "What the judge has already stays theirs until you work out again who reads what."

    @cached_property
    def member(self) -> PanelMember:
        """The seat of the address, on this round's panel."""
        return get_object_or_404(self.round_.panel.members.select_related("person"), pk=self.kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        """Not found comes before refused."""
        self.member  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        """Whose limit."""
        return f"Limit for {self.member.person.full_name}"

    def get_initial(self):
        """Show what holds now."""
        return {"reads_at_most": self.member.reads_at_most}

    def do(self, form) -> str:
        """Keep it."""
        limit, name = form.cleaned_data["reads_at_most"], self.member.person.full_name
        limit_reading(self.round_, member=self.member, reads_at_most=limit, by=self.person)
        return (
            f"{name} has no limit." if limit is None else f"{name} reads at most {count_noun(limit, 'entry,entries')}."
        )


class WorkOut(SharingDeed, DeedView):
    """Work out who should read what, and go to look at it."""

    def do(self) -> str:
        """Work it out, or leave it to a worker."""
        is_afresh = self.request.POST.get("afresh") == "on"
        self.allocation = propose_allocation(self.round_, by=self.person, is_afresh=is_afresh)
        if self.allocation.state == AllocationState.WORKING:
            return "A worker has begun. Nothing has changed for any judge yet."
        return "Worked out. Nothing has changed for any judge yet."

    @property
    def back_url(self) -> str:
        """What was worked out, or else who reads what."""
        made = self.__dict__.get("allocation")
        return reverse("panel:allocation", args=[made.public_id]) if made else self.address()


class EntryReaders(OncePerKeyMixin, SharingPage, TemplateView):
    """The readers of one entry: give it to a judge or take it from one, by hand."""

    template_name = "judging/panel_entry_readers.html"

    @cached_property
    def entry(self):
        """The entry of the address, if the round's panel reads it."""
        rows = entries_to_deal(self.round_).select_related("nominee")
        return get_object_or_404(rows, public_id=self.kwargs["entry_id"])

    def dispatch(self, request, *args, **kwargs):
        """Not found comes before refused."""
        self.entry  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    @property
    def back_url(self) -> str:
        """Who reads what."""
        return self.address()

    def get_context_data(self, **kwargs):
        """Say of each judge whether they read it, could be given it, or why not."""
        round_, entry = self.round_, self.entry
        can_change = round_.readers is not None and not round_.is_over(self.now)
        sheets = ScoreSheet.objects.filter(round=round_, entry=entry)
        states = dict(sheets.values_list("member", "state"))
        untouched = set(sheets.untouched().values_list("member", flat=True))
        applied = set() if round_.has_opened else {m for e, m in applied_pairs(round_) if e == entry.pk}
        seats = list(round_.panel.members.sitting().select_related("person"))
        reasons = why_not(round_, entry=entry, seats=seats)
        judges = []
        for seat in seats:
            state = states.get(seat.pk)
            has = state is not None or seat.pk in applied
            judges.append(
                {
                    "pk": seat.pk,
                    "name": seat.person.full_name,
                    "has": has,
                    "tag": (SheetState(state).label, SHEET_COLOURS[state]) if state else ("Reads it", "blue"),
                    "can_take": can_change and (seat.pk in untouched or seat.pk in applied),
                    "why_not": "" if has else reasons.get(seat.pk, ""),
                }
            )
        context = {**self.frame("readers"), "entry": entry, "judges": judges, "can_change": can_change}
        return super().get_context_data(back_url=self.back_url, **context, **kwargs)

    def post(self, request, *args, **kwargs):
        """Give or take, then show the entry again."""
        return _Hand.of(self).post(request)


class _Hand(SharingDeed, DeedView):
    """One pair, given or taken."""

    @classmethod
    def of(cls, page: EntryReaders) -> "_Hand":
        """Return the deed of a page."""
        deed = cls()
        deed.setup(page.request, *page.args, **page.kwargs)
        deed.page = page
        return deed

    @property
    def back_url(self) -> str:
        """The entry."""
        return self.address("entry-readers", self.page.entry.public_id)

    def do(self) -> str:
        """Give or take, as the button says."""
        name = "give" if "give" in self.request.POST else "take"
        number = self.request.POST.get(name, "")
        members = self.round_.panel.members.select_related("person")
        member = (
            members.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 19 else None
        )
        if member is None:
            raise Http404
        deed, said = (give_entry, "now reads") if name == "give" else (take_entry, "no longer reads")
        deed(self.round_, entry=self.page.entry, member=member, by=self.person)
        return f"{member.person.full_name} {said} {self.page.entry.reference}."
