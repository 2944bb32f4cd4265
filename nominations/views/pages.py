"""What the nominator's pages have in common: whose draft it is, and how its answers are shown."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.views import View

from kit import clock
from nominations import questions
from nominations.holders import holder_of
from nominations.models import Nomination, NomineeKind, Statement
from nominations.services import drafts
from nominations.services.endorsing import counts_as_endorsement, needs_endorsement
from nominations.states import NominationState
from people.viewing import person_of, sign_in_if_missing

SENT = {NominationState.SUBMITTED, NominationState.ON_HOLD, NominationState.ACCEPTED, NominationState.MERGED}


def draft_of(request, public_id) -> Nomination:
    """Return the nomination that this reader wrote, else raise 404.

    A signed-in person finds what carries their name, and what they began in this browser before they signed in.
    Without signing in, only drafts that were begun in this browser are found.
    """
    rows = Nomination.objects.select_related("season__programme", "award__season", "nominee__person", "nominator")
    person, holder = person_of(request), holder_of(request)
    if person is None:
        return get_object_or_404(rows.written_by(holder), public_id=public_id)
    mine = rows.written_by(person).filter(public_id=public_id).first()
    return mine or get_object_or_404(rows.written_by(holder).begun_by_nobody_yet(), public_id=public_id)


@method_decorator([login_not_required, sign_in_if_missing], name="dispatch")
class DraftPage(View):
    """A page about one nomination, for whoever writes it. `self.writer` is the actor of what is done here."""

    def dispatch(self, request, public_id, **kwargs):
        """Find the nomination and its writer."""
        self.nomination = draft_of(request, public_id)
        person = person_of(request)
        if person is not None and self.nomination.nominator_id is None and request.method == "POST":
            drafts.claim_draft(self.nomination, holder=holder_of(request), by=person)
            self.nomination = draft_of(request, public_id)
        is_mine = person is not None and self.nomination.nominator_id == person.pk
        self.writer = person if is_mine else holder_of(request)
        return super().dispatch(request)

    @property
    def is_signed_in(self) -> bool:
        """Whether the nominator has shown that the address is theirs."""
        return self.writer is not None and self.writer.pk is not None

    def address(self, name: str, *args) -> str:
        """Return the address of another page about this nomination."""
        return reverse(f"nominations:{name}", args=[self.nomination.public_id, *args])

    def context(self, **more) -> dict:
        """Return what every template about a nomination reads."""
        nomination = self.nomination
        return {
            "nomination": nomination,
            "award": nomination.award,
            "season": nomination.season,
            "window": nomination.season.window("nominations"),
            "is_signed_in": self.is_signed_in,
            "label": label_of(nomination),
        } | more


class SignedInDraftPage(DraftPage):
    """A page about a nomination that only its confirmed nominator reads."""

    def dispatch(self, request, public_id, **kwargs):
        """Unlike its parent's this is not marked as open to all, so that people are asked to sign in first."""
        return super().dispatch(request, public_id, **kwargs)


def page_address(name: str, season) -> str:
    """Return the address of one of the season's own pages, "" where the site has none."""
    for args in ([season.slug], []):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def question_or_404(slug: str) -> questions.Question:
    """Return the question of this name."""
    question = questions.BY_SLUG.get(slug)
    if question is None:
        raise Http404
    return question


GROUPS = {
    NomineeKind.PERSON: "Their details",
    NomineeKind.TEAM: "About the team",
    NomineeKind.HOUSEHOLD: "About the household",
}


def title_of(question: questions.Question, nomination) -> str:
    """Return the question's title for this nomination."""
    if question.slug == "nominee":
        return GROUPS[NomineeKind(nomination.nominee.kind)]
    return question.title


def label_of(nomination) -> str:
    """Return the word for where it stands that its nominator reads."""
    if nomination.state == NominationState.DRAFT and nomination.late_at:
        return "Sent too late"
    return nomination.public_label


def is_over(nomination) -> bool:
    """Say whether nominations have closed by now."""
    window = nomination.season.window("nominations")
    return window is not None and window.ends_at <= clock.now()


def answer_cards(nomination, *, change=None) -> list[dict]:
    """Return every answer in cards of rows for the summary list; `change(slug)` gives the address to change one."""

    def row(key, value, slug):
        shown = {"key": key, "value": value or "Not answered"}
        return shown | ({"change_url": change(slug)} if change else {})

    return [
        {"title": "Who you are nominating", "rows": _nominee_rows(nomination, row)},
        {"title": "About you", "rows": _writer_rows(nomination, row)},
        {"title": "Your nomination", "rows": _story_rows(nomination, row)},
    ]


def _nominee_rows(nomination, row) -> list[dict]:
    nominee = nomination.nominee
    rows = [{"key": "Award", "value": nomination.award.name}]
    if questions.answers.leaves_choice_of_kind(nomination):
        rows.append(row("Person, team or household", nominee.get_kind_display(), "kind"))
    rows.append(row("Name", nominee.name, "nominee"))
    if nominee.kind == NomineeKind.PERSON:
        rows.append(row("Job or role", nominee.job_title or "Not given", "nominee"))
    rows.append(row("Organisation", nominee.organisation_name, "nominee"))
    if nominee.kind != NomineeKind.PERSON:
        names = [", ".join(filter(None, (m.name, m.role, m.employer))) for m in nominee.members.all()]
        rows.append(row("Members", "\n".join(names), "nominee"))
    rows.append(row("Email address", nominee.email or "Not given", "nominee"))
    return rows


def _writer_rows(nomination, row) -> list[dict]:
    rows = [
        row("Your role", nomination.get_nominator_kind_display(), "who-you-are"),
        row("Your name", nomination.nominator_name, "your-details"),
        row("Your email address", nomination.nominator_email, "your-details"),
        row("Your phone number", nomination.nominator_phone or "Not given", "your-details"),
        row("Your organisation", nomination.nominator_organisation or "Not given", "your-details"),
        row("How you know them", nomination.get_relationship_display(), "your-details"),
    ]
    if needs_endorsement(nomination):
        rows.append(row("Who can endorse", _endorser_line(nomination), "endorser"))
    return rows


def _endorser_line(nomination) -> str:
    if counts_as_endorsement(nomination):
        return "You, as their line manager"
    if not nomination.endorser_email:
        return "Not known: the awards team will find somebody"
    return f"{nomination.endorser_name}\n{nomination.endorser_email}"


def _story_rows(nomination, row) -> list[dict]:
    statement = Statement.objects.filter(nomination=nomination).first()
    return [
        row("Statement", statement.read() if statement else "", "statement") | {"long": True},
        row("Sentence we could publish", nomination.citation or "Not given", "citation"),
        row("Do they know?", nomination.get_nominee_knows_display(), "what-they-know"),
        row("May we say who nominated them?", nomination.get_share_nominator_name_display(), "what-they-know"),
    ]
