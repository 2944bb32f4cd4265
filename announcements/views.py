"""What administrators, chairs, communications and hosts see and do before the minute."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import TemplateView

from announcements import services
from announcements.forms import MinuteForm, PrepareForm, ReasonForm
from announcements.models import Release
from announcements.preview import award_choices, preview_of
from announcements.rules import is_on_stage
from announcements.states import Stage
from announcements.tables import ReleaseTable, state_words
from announcements.views_certificates import certificates_url
from awards.models import Season
from awards.roles import is_administrator, scope_of
from judging.models import PanelMember
from kit import clock
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import clock_time, moment
from people.models import Person
from people.roles import Role
from people.viewing import person_of
from workflow import NotAllowed, Refused, may
from workflow.audit import trail

FOLLOWERS = {Role.ADMINISTRATOR, Role.COMMUNICATIONS, Role.HOST}


def follows(person, season) -> bool:
    """Say whether `person` has anything to do with what the season makes public."""
    if person.roles_in(scope_of(season)) & FOLLOWERS:
        return True
    return PanelMember.objects.of(person).chairing().filter(panel__award__season=season).exists()


class OfSeason:
    """A staff page of one season; a missing page for everybody who does not follow its announcements."""

    def setup(self, request, *args, **kwargs):
        """Find the season and the person."""
        super().setup(request, *args, **kwargs)
        self.now = clock.now()

    def dispatch(self, request, *args, **kwargs):
        """Let in those who follow the season's announcements."""
        self.person = person_of(request)
        self.season = get_object_or_404(Season.objects.visible_to(request.user), slug=kwargs["season"])
        if not follows(self.person, self.season):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Releases(OfSeason, FilteredTableMixin, TemplateView):
    """Every release of the season that the person may follow."""

    template_name = "announcements/release_list.html"
    table_class = ReleaseTable
    export_name, export_scope = "releases", "season"

    def get_queryset(self):
        """Return the releases, with what the table shows of them."""
        mine = Release.objects.visible_to(self.request.user).filter(season=self.season)
        return mine.select_related("season", "prepared_by").prefetch_related("awards")

    def get_table_kwargs(self):
        """Let the table go by the clock."""
        return {"now": self.now}

    def get_context_data(self, **kwargs):
        """Say whether the person may prepare another."""
        is_run = is_administrator(self.season, self.person)
        args = [self.season.slug]
        kwargs.update(
            season=self.season,
            can_prepare=is_run,
            host_url=reverse("announcements:host", args=args) if is_on_stage(self.person, self.season) else "",
            event_url=reverse("announcements:event-list", args=args) if is_run else "",
        )
        return super().get_context_data(**kwargs)


class Prepare(OncePerKeyMixin, OfSeason, TemplateView):
    """Choose a stage, its decided awards and a minute."""

    template_name = "announcements/prepare.html"

    def dispatch(self, request, *args, **kwargs):
        """Let administrators in; nobody else needs to know that the page is there."""
        season = get_object_or_404(Season.objects.visible_to(request.user), slug=kwargs["season"])
        if not is_administrator(season, person_of(request)):
            raise Http404
        asked = request.GET.get("stage", "")
        self.stage = Stage(asked) if asked in Stage.values else Stage.RESULT
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, data=None):
        """Return the form with the awards that can be chosen now."""
        self.choices = award_choices(self.season, self.stage, self.person)
        free = [choice.award for choice in self.choices if not choice.why_not]
        return PrepareForm(data, season=self.season, choices=free, initial=self._usual_minute())

    def _usual_minute(self) -> dict:
        """Propose the minute that the season's calendar names, while it is still to come."""
        date = self.season.window("shortlist_public" if self.stage == Stage.SHORTLIST else "pages_published")
        return minute_parts(date.starts_at, self.season.time_zone) if date and date.starts_at > self.now else {}

    def get_context_data(self, **kwargs):
        """Add the form, and the awards that cannot be chosen with the reason."""
        form = kwargs.pop("form", None) or self.get_form()
        kwargs.update(
            season=self.season,
            form=form,
            stage=self.stage,
            stages=[(stage.label, f"?stage={stage.value}", stage == self.stage) for stage in Stage],
            can_choose=any(not choice.why_not for choice in self.choices),
            not_yet=[{"key": c.award.name, "value": c.why_not} for c in self.choices if c.why_not],
            back_url=reverse("announcements:releases", args=[self.season.slug]),
        )
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        """Prepare the release, or show what is wrong."""
        form = self.get_form(request.POST)
        if form.is_valid():
            try:
                release = services.prepare_release(
                    self.season,
                    awards=form.cleaned_data["awards"],
                    stage=self.stage,
                    goes_public_at=form.cleaned_data["goes_public_at"],
                    by=self.person,
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, "Release prepared. A second person must approve it.")
                return redirect(release.page_url)
        return self.render_to_response(self.get_context_data(form=form))


def minute_parts(minute, zone: str) -> dict:
    """Return a moment as the form's day and time."""
    if minute is None:
        return {}
    return {"on": minute.astimezone(ZoneInfo(zone)).date(), "at": clock_time(minute, zone)}


class OfRelease:
    """A page of one release that the person may see; any other address is a missing page."""

    def dispatch(self, request, *args, **kwargs):
        """Find the release."""
        self.now, self.person = clock.now(), person_of(request)
        visible = Release.objects.visible_to(request.user).select_related("season", "prepared_by", "approved_by")
        self.release = get_object_or_404(visible.prefetch_related("awards"), public_id=kwargs["release"])
        return super().dispatch(request, *args, **kwargs)


DEEDS = (
    ("approve", "approve", "Approve", ""),
    ("announce_now", "announce", "Announce now", ""),
    ("resume", "resume", "Resume", ""),
    ("revise", "revise", "Change the minute", "secondary"),
    ("pause", "pause", "Pause", "secondary"),
    ("cancel", "cancel", "Cancel this release", "secondary"),
)


class ReleasePage(OfRelease, TemplateView):
    """One release: the public page as it would be, what is missing, who did what, and what can be done now."""

    template_name = "announcements/release_detail.html"

    def get_context_data(self, **kwargs):
        """Add the preview, the history and the deeds that this person can do now."""
        release, zone = self.release, self.release.season.time_zone
        state, colour = state_words(release, self.now)
        kwargs.update(
            release=release,
            season=release.season,
            preview=preview_of(release),
            state=state,
            colour=colour,
            is_public=release.is_public(self.now),
            facts=self._facts(release, zone),
            deeds=[
                {"url": reverse(f"announcements:{page}", args=[release.public_id]), "text": text, "kind": kind}
                for name, page, text, kind in DEEDS
                if may(release, name, self.person, self.now)
            ],
            waits_for_another=release.state == "draft" and release.prepared_by_id == self.person.pk,
            history=history_of(release),
            back_url=reverse("announcements:releases", args=[release.season.slug]),
            results_url=reverse("announcements:results", args=[release.season.slug]),
            certificates_url=certificates_url(release, self.person, self.now),
            host_url=self._host_url(),
        )
        return super().get_context_data(**kwargs)

    def _host_url(self) -> str:
        """Return the host's view of a release of results, for those who have it."""
        season = self.release.season
        has_it = self.release.stage == Stage.RESULT and is_on_stage(self.person, season)
        return reverse("announcements:host", args=[season.slug]) if has_it else ""

    def _facts(self, release, zone):
        minute = release.goes_public_at
        rows = [
            {"key": "Awards", "value": "\n".join(award.name for award in release.awards.all())},
            {"key": "Public from", "value": moment(minute, zone) if minute else "When somebody announces it by hand"},
            {"key": "Prepared by", "value": f"{release.prepared_by}, {moment(release.prepared_at, zone)}"},
        ]
        if release.approved_by:
            rows.append({"key": "Approved by", "value": f"{release.approved_by}, {moment(release.approved_at, zone)}"})
        return rows


_WORDS = {
    "prepare": "Prepared it",
    "revise": "Changed the minute",
    "approve": "Approved it",
    "schedule": "Scheduled it",
    "announce_now": "Announced it",
    "catch_up": "Its minute came",
    "pause": "Paused it",
    "resume": "Resumed it",
    "cancel": "Cancelled it",
    "make_certificates": "Had its certificates made",
    "take_certificates": "Downloaded its certificates",
}


def words_for(verb: str) -> str:
    """Return a deed of the trail in words."""
    return _WORDS.get(verb.partition(".")[2], verb)


def history_of(release) -> list[dict]:
    """Return who did what with the release, newest first."""
    events = list(trail(release))
    names = dict(Person.objects.filter(pk__in={e.person_id for e in events}).values_list("pk", "full_name"))
    return [
        {
            "what": words_for(event.verb),
            "who": names.get(event.person_id, "Commend"),
            "when": moment(event.at, release.season.time_zone),
            "why": event.reason.text if hasattr(event, "reason") else "",
        }
        for event in events
    ]


class Deed(OncePerKeyMixin, OfRelease, TemplateView):
    """A page that asks once more before something is done, and then does it once."""

    template_name = "announcements/release_confirm.html"
    deed = title = button = done = warning = ""
    kind = ""
    form_class = None

    @property
    def back_url(self) -> str:
        """Where the person came from, and goes when it is done."""
        return self.release.page_url

    def do(self, form):
        """Do the deed with what was typed."""
        raise NotImplementedError

    def get_form(self, data=None):
        """Return the form of the page, if it has one."""
        return self.form_class(data) if self.form_class else None

    def get(self, request, *args, **kwargs):
        """Ask; or say why it cannot be done."""
        answer = may(self.release, self.deed, self.person, self.now)
        if not answer:
            return self.refuse(answer.sentence)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Do it, or say why not."""
        form = self.get_form(request.POST)
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.do(form)
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, self.done)
        return redirect(self.back_url)

    def refuse(self, sentence: str):
        """Show why this person cannot do this now."""
        context = {"sentence": sentence, "back_url": self.back_url, "title": self.title}
        return render(self.request, "announcements/release_refused.html", context, status=403)

    def get_context_data(self, **kwargs):
        """Add what is about to happen."""
        kwargs.setdefault("form", self.get_form())
        kwargs.update(
            release=self.release,
            season=self.release.season,
            preview=preview_of(self.release),
            title=self.title,
            button=self.button,
            kind=self.kind,
            warning=self.warning,
            back_url=self.back_url,
        )
        return super().get_context_data(**kwargs)


class Approve(Deed):
    """A second person approves."""

    deed, title, button = "approve", "Approve this release", "Approve"
    done = "Release approved."
    warning = "You approve exactly what this preview shows. Read it to the end first."

    def do(self, form):
        """Approve it."""
        services.approve_release(self.release, by=self.person)


class Announce(Deed):
    """Make it public now."""

    deed, title, button, kind = "announce_now", "Announce now", "Announce now", "warning"
    done = "Announced. Everybody can read it now."
    warning = "This makes the results public at once, and messages start to go out."

    def do(self, form):
        """Announce it."""
        services.announce_now(self.release, by=self.person)


class Pause(Deed):
    """Hold it back, with a reason."""

    deed, title, button, kind = "pause", "Pause this release", "Pause", "warning"
    done = "Paused. Nobody can read it until somebody resumes it."
    form_class = ReasonForm

    def do(self, form):
        """Pause it."""
        services.pause_release(self.release, by=self.person, reason=form.cleaned_data["reason"])


class Resume(Deed):
    """Go on after a pause."""

    deed, title, button = "resume", "Resume this release", "Resume"
    done = "Resumed."
    warning = "If its minute has passed meanwhile, it is public at once."

    def do(self, form):
        """Resume it."""
        services.resume_release(self.release, by=self.person)


class Cancel(Deed):
    """Give it up, with a reason."""

    deed, title, button, kind = "cancel", "Cancel this release", "Cancel this release", "warning"
    done = "Cancelled. Its awards can go into another release."
    form_class = ReasonForm

    def do(self, form):
        """Cancel it."""
        services.cancel_release(self.release, by=self.person, reason=form.cleaned_data["reason"])


class Revise(Deed):
    """Change the minute before anybody has approved it."""

    deed, title, button = "revise", "Change the minute", "Save"
    done = "Minute changed."

    def get_form(self, data=None):
        """Return the form with the minute as it is."""
        season = self.release.season
        return MinuteForm(data, season=season, initial=minute_parts(self.release.goes_public_at, season.time_zone))

    def do(self, form):
        """Change it."""
        services.revise_release(self.release, goes_public_at=form.cleaned_data["goes_public_at"], by=self.person)
