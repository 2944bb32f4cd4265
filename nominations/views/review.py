"""The reviewer's queue, and the one screen on which a nomination is checked."""

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from kit.crypto import CannotOpen
from kit.idempotency import OncePerKeyMixin, new_key
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import count_noun, short_day
from nominations.checklist import checklist
from nominations.exports import LINKS, full_export
from nominations.filters import TO_CHECK, QueueFilter
from nominations.forms.review import RedactionForm
from nominations.history import history
from nominations.models import AwardProposal, Flag, Nomination
from nominations.services.flagged import answer_of, words_for
from nominations.services.holding import CAN_BE_TAKEN, held_since
from nominations.services.merging import likely_duplicates
from nominations.services.redaction import (
    OPEN_STATES,
    add_redaction,
    pieces,
    redact_flag,
    redacted,
    remove_redaction,
    rule_on_flag,
)
from nominations.services.reviewing import (
    let_go_of_nomination,
    release_nomination,
    take_nomination,
    take_over_nomination,
)
from nominations.states import EntryState, NominationState, ProposalState
from nominations.tables import NOMINATION_COLOURS, SCREENING_COLOURS, QueueTable, notice_due_at
from nominations.views.review_base import DeedView, NominationPage, StaffPage
from nominations.views.review_proposal import proposals_of
from nominations.views.review_second import names_under, reading_of
from workflow import Refused


class Queue(StaffPage, FilteredTableMixin, TemplateView):
    """Every nomination that this reviewer may check, the most pressing first."""

    template_name = "nominations/review_queue.html"
    table_class = QueueTable
    export_name, export_scope = "review-queue", "season"
    further_exports = {"full": LINKS}
    filterset_class = QueueFilter

    def get_queryset(self):
        """Return what is to be checked, or what the filters ask for, by notice date and then by flags."""
        open_flags = Flag.objects.filter(nomination=OuterRef("pk"), ruling=Flag.Ruling.OPEN).order_by()
        counted = open_flags.values("nomination").annotate(n=Count("pk")).values("n")
        asked = AwardProposal.objects.filter(nomination=OuterRef("pk"), state=ProposalState.PROPOSED)
        rows = (
            Nomination.objects.reviewable_by(self.person)
            .select_related("nominee", "award", "season", "taken_by")
            .only(
                "public_id",
                "reference",
                "state",
                "screening",
                "second_review_for",
                "submitted_at",
                "first_submitted_at",
                "nominee__name",
                "award__name",
                "season__notice_days",
                "season__time_zone",
                "taken_by__full_name",
            )
            .annotate(open_flags=Coalesce(Subquery(counted), 0), is_read_by_one=Exists(names_under(OuterRef("pk"))))
            .annotate(is_asked=Exists(asked))
        )
        if not self.request.GET.get("status"):
            rows = rows.filter(state__in=TO_CHECK)
        # The day by which the nominee must be told is the day of sending and the season's days.
        return rows.order_by(TruncDate("first_submitted_at"), F("open_flags").desc(), "first_submitted_at", "pk")

    def get_further_export(self, which, rows, asked):
        """Return the nominations with all their answers and their judging copies, to be imported elsewhere."""
        return full_export(rows, asked, with_words=True) if which == "full" else None


class Screen(NominationPage, TemplateView):
    """One nomination: its facts, its checks, its text and what has happened to it."""

    template_name = "nominations/review_nomination.html"

    def get_context_data(self, **kwargs):
        """Gather everything that the screen shows."""
        nomination = self.nomination
        is_mine = nomination.taken_by_id == self.person.pk
        is_through = nomination.state in {NominationState.ACCEPTED, NominationState.MERGED}
        is_out_of_sight = is_through and nomination.entry.state in {EntryState.WAITING, EntryState.HIDDEN}
        can_change = is_mine and (nomination.state in OPEN_STATES or is_out_of_sight)
        duplicates = likely_duplicates(nomination).reviewable_by(self.person)
        proposals = proposals_of(nomination)
        context = {
            "nomination": nomination,
            "entry": nomination.entry,
            "facts": facts_of(nomination),
            "checks": checklist(nomination, duplicates),
            "tags": [
                (nomination.get_state_display(), NOMINATION_COLOURS.get(nomination.state, "")),
                (nomination.get_screening_display(), SCREENING_COLOURS[nomination.screening]),
            ],
            "notice_due": notice_due_at(nomination),
            "is_mine": is_mine,
            "held": held_since(nomination, self.person) if nomination.taken_by_id else "",
            "can_take": nomination.taken_by_id is None and (nomination.state in OPEN_STATES or is_out_of_sight),
            "can_take_over": nomination.taken_by_id is not None and not is_mine and nomination.state in CAN_BE_TAKEN,
            "can_change": can_change,
            "is_through": is_through,
            "is_open": nomination.state in OPEN_STATES,
            "concern": concern_of(nomination),
            **second_reading_of(nomination, self.person, can_change=can_change),
            "proposals": proposals,
            "is_asked": any(row["is_open"] for row in proposals),
            "history": history(nomination),
            "idempotency_key": new_key(),
            **text_of(nomination),
        }
        if can_change:
            context["form"] = RedactionForm()
        return super().get_context_data(**(context | kwargs))


def second_reading_of(nomination: Nomination, person, *, can_change: bool) -> dict:
    """Return what the screen says of a second reviewer, and what this reviewer can do about it."""
    reading = reading_of(nomination, person)
    can_sign = reading is not None and can_change and nomination.state != NominationState.ON_HOLD
    is_through = nomination.state in {NominationState.ACCEPTED, NominationState.MERGED}
    return {
        "reading": reading,
        # The second name under what is still to be accepted is the acceptance itself.
        "may_ask": can_sign and not reading["is_mine"] and (reading["is_first"] or is_through),
        "may_change_why": can_change and nomination.state in OPEN_STATES,
        "may_accept": reading is None or reading["may_accept"],
    }


def concern_of(nomination: Nomination) -> dict | None:
    """Return what the screen says of the newest safeguarding concern about it."""
    concern = nomination.concerns.select_related("settled_by").last()
    if concern is None:
        return None
    settled = ""
    if concern.settled_at:
        on = short_day(concern.settled_at, nomination.season.time_zone)
        settled = f"{concern.settled_by.full_name} said on {on} that the safeguarding concern is dealt with."
    return {"is_open": not settled, "is_passed_on": concern.passed_on_at is not None, "settled": settled}


def text_of(nomination: Nomination) -> dict:
    """Return the statement with its marks while it is being checked, and afterwards the judging copy alone."""
    redactions = list(nomination.redactions.all())
    if nomination.state not in OPEN_STATES:
        copy = getattr(nomination, "judging_copy", None)
        listed = [_redaction_row(r, "") for r in redactions]
        return {"judging_text": copy.text if copy else "", "redactions": listed, "statement_pieces": None}
    try:
        text = nomination.statement.read()
    except CannotOpen:
        return {"is_erased": True, "redactions": [], "statement_pieces": None}
    flags = list(nomination.flags.select_related("ruled_by"))
    standing = [f for f in flags if f.ruling != Flag.Ruling.REDACTED]
    numbers = {flag.pk: number for number, flag in enumerate(standing, start=1)}
    return {
        "statement_pieces": mark(pieces(text, redactions, [(numbers[f.pk], f.start, f.end) for f in standing])),
        "judging_text": redacted(text, redactions),
        "redactions": [_redaction_row(r, text) for r in redactions],
        "flags": [_flag_row(flag, numbers[flag.pk], text) for flag in standing],
        "undecided": sum(flag.ruling == Flag.Ruling.OPEN for flag in standing),
    }


def mark(parts) -> list[dict]:
    """Say for each run of the statement how it is marked, and which words stand after the last run of a mark."""
    rows = []
    for index, part in enumerate(parts):
        after = parts[index + 1] if index + 1 < len(parts) else None
        ends = part.label and (after is None or after.label != part.label)
        closing = [n for n in part.flags if after is None or n not in after.flags]
        rows.append(
            {
                "text": part.text,
                "kind": "redacted" if part.label else "flagged" if part.flags else "",
                "label": part.label if ends else "",
                "numbers": ", ".join(str(n) for n in closing) if not part.label else "",
            }
        )
    return rows


def _redaction_row(redaction, text: str) -> dict:
    first = redaction.spans[0] if redaction.spans else (0, 0)
    return {
        "pk": redaction.pk,
        "label": redaction.label,
        "phrase": text[first[0] : first[1]],
        "places": count_noun(len(redaction.spans), "place"),
    }


def _flag_row(flag: Flag, number: int, text: str) -> dict:
    return {
        "pk": flag.pk,
        "number": number,
        "phrase": text[flag.start : flag.end],
        "kind": words_for(flag.kind),
        "certainty": flag.get_certainty_display(),
        "why": flag.why,
        "writer": answer_of(flag),
        "ruling": flag.get_ruling_display(),
        "is_open": flag.ruling == Flag.Ruling.OPEN,
        "ruled_by": flag.ruled_by.full_name if flag.ruled_by else "",
    }


def facts_of(nomination: Nomination) -> list[dict]:
    """Return what was answered, as rows of a summary list."""
    nominee = nomination.nominee
    members = [" – ".join(filter(None, [m.name, m.role, m.employer])) for m in nominee.members.all()]
    rows = [
        ("Award", nomination.award.name),
        (nominee.get_kind_display().partition(",")[0].removeprefix("A ").capitalize(), nominee.name),
        ("Job", nominee.job_title),
        ("Organisation", nominee.organisation_name),
        ("Members", members),
        ("Nominee’s email", nominee.email or "Not known"),
        ("Nominator", nomination.nominator_name),
        ("Who they are", nomination.get_nominator_kind_display()),
        ("How they know them", nomination.get_relationship_display()),
        ("Nominator’s email", nomination.nominator_email),
        ("Endorser", [line for line in (nomination.endorser_name, nomination.endorser_email) if line]),
        ("Nominee knows", nomination.get_nominee_knows_display()),
        ("May be told who nominated", nomination.get_share_nominator_name_display()),
        ("Received", received_how(nomination)),
        ("Citation", nomination.citation),
    ]
    return [{"key": key, "lines" if isinstance(value, list) else "value": value} for key, value in rows if value]


def received_how(nomination: Nomination) -> str:
    """Say how it reached the awards team, and who typed it in where somebody did."""
    channel = nomination.get_channel_display()
    return f"{channel}, typed in by {nomination.transcribed_by}" if nomination.transcribed_by else channel


class Take(NominationPage, DeedView):
    """Take the nomination, so that nobody else decides on it meanwhile."""

    def do(self):
        """Take it."""
        take_nomination(self.nomination, by=self.person)
        return "You are checking this nomination. Others can read it, but not change it."


class TakeOver(NominationPage, DeedView):
    """Take the nomination from whoever holds it."""

    def do(self):
        """Take it over."""
        take_over_nomination(self.nomination, by=self.person)
        return "You have taken over this nomination."


class LetGo(NominationPage, DeedView):
    """Leave the nomination to others."""

    def do(self):
        """Let it go."""
        let_go_of_nomination(self.nomination, by=self.person)
        return "You have let go of this nomination. Another reviewer can take it."


class Release(NominationPage, DeedView):
    """Take the nomination off hold."""

    def do(self):
        """Go on with it."""
        release_nomination(self.nomination, by=self.person)
        return "This nomination is no longer on hold."


class Redact(OncePerKeyMixin, Screen):
    """Take out the phrase that was typed; the screen again, with what was typed, where that cannot be done."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Take it out everywhere."""
        form = RedactionForm(request.POST)
        if form.is_valid():
            try:
                made = add_redaction(
                    self.nomination, phrase=form.cleaned_data["phrase"], label=form.chosen_label, by=self.person
                )
            except Refused as refusal:
                form.add_error("phrase", refusal.sentence)
            else:
                messages.success(request, f"Taken out in {count_noun(len(made.spans), 'place')}.")
                return redirect(self.back_url)
        self.__dict__.pop("nomination", None)
        context = self.get_context_data(form=form)
        if not context["can_change"]:
            messages.error(request, "Take this nomination before you change it.")
            return redirect(self.back_url)
        return self.render_to_response(context)


class RemoveRedaction(NominationPage, DeedView):
    """Put back what one redaction took out."""

    anchor = "#redactions"

    def do(self):
        """Remove it."""
        remove_redaction(get_object_or_404(self.nomination.redactions, pk=self.kwargs["pk"]), by=self.person)
        return "The redaction has been removed."


class RuleOnFlag(NominationPage, DeedView):
    """Decide on one flagged phrase with one button."""

    anchor = "#flags"

    def do(self):
        """Redact it, or say what else it is."""
        flag = get_object_or_404(self.nomination.flags, pk=self.kwargs["pk"])
        ruling = self.request.POST.get("ruling")
        if ruling == Flag.Ruling.REDACTED:
            made = redact_flag(flag, by=self.person)
            return f"Taken out in {count_noun(len(made.spans), 'place')}."
        allowed = {Flag.Ruling.NOT_IDENTIFYING, Flag.Ruling.ASKED, Flag.Ruling.OPEN}
        rule_on_flag(flag, ruling=Flag.Ruling(ruling if ruling in allowed else Flag.Ruling.OPEN), by=self.person)
        return "Your decision has been saved."
