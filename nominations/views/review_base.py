"""What the reviewer's pages have in common: whose they are, and how a deed is done and told."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView

from awards.roles import season_ids
from kit.crypto import CannotOpen
from kit.idempotency import OncePerKeyMixin
from nominations.models import Nomination
from people.roles import Role
from people.viewing import person_of
from workflow import Refused

ERASED = "The original text of this nomination has been erased."


def holds_anywhere(person, *roles: Role) -> bool:
    """Say whether `person` holds one of `roles` in any season now."""
    seasons, everywhere = season_ids(person, *roles)
    return everywhere or bool(seasons)


def team_links(person, path: str) -> list[dict]:
    """Return the lists of the awards team that `person` may open, with the one at `path` marked."""
    names = []
    if holds_anywhere(person, Role.REVIEWER):
        names.append(("Nominations to review", "review:queue"))
    if holds_anywhere(person, Role.REVIEWER, Role.ADMINISTRATOR):
        names += [("Entries", "review:entries"), ("Type in a nomination", "review:transcribe")]
    if holds_anywhere(person, Role.ADMINISTRATOR):
        names += [("Endorsements", "review:endorsements"), ("Late drafts", "review:late")]
        names += [("Nominees to tell", "review:nominees"), ("Interests", "review:interests")]
        names.append(("Imports", "imports:list"))
    if holds_anywhere(person, Role.SAFEGUARDING_LEAD):
        names.append(("Safeguarding concerns", "review:concerns"))
    links = [{"text": text, "url": reverse(name)} for text, name in names]
    return [link | {"is_here": link["url"] == path} for link in links]


class StaffPage(View):
    """A page for those who hold one of `roles` in some season; to everybody else it does not exist."""

    roles: tuple[Role, ...] = (Role.REVIEWER,)

    @cached_property
    def person(self):
        """Whoever looks."""
        return person_of(self.request)

    def dispatch(self, request, *args, **kwargs):
        """Answer only those whom the page is for."""
        if not self.is_for(self.person):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def is_for(self, person) -> bool:
        """Say whether the page exists for `person`."""
        return holds_anywhere(person, *self.roles)

    def get_context_data(self, **kwargs):
        """Add the ways to the other lists that the reader has."""
        return super().get_context_data(team_links=team_links(self.person, self.request.path), **kwargs)


class NominationPage(StaffPage):
    """A page about one nomination that its reader may review."""

    @cached_property
    def nomination(self) -> Nomination:
        """The nomination of the address; 404 for what the reader has a part in or may not know of."""
        mine = Nomination.objects.reviewable_by(self.person).select_related(
            *("season", "award", "nominee", "entry", "taken_by", "statement", "judging_copy"),
            *("nominator", "merged_into", "transcribed_by"),
        )
        return get_object_or_404(mine, public_id=self.kwargs["public_id"])

    @property
    def back_url(self) -> str:
        """The address of the nomination's screen."""
        return reverse("review:nomination", args=[self.nomination.public_id])


class DeedView(OncePerKeyMixin, View):
    """A button: does one deed and goes back to `back_url`, saying what happened or why not."""

    http_method_names = ["post"]
    anchor = ""

    def do(self) -> str:
        """Do the deed and return the sentence that says so."""
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        """Do it once."""
        try:
            messages.success(request, self.do())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        except CannotOpen:
            messages.error(request, ERASED)
        return redirect(self.back_url + self.anchor)


class DeedPage(OncePerKeyMixin, FormView):
    """A page that asks something, does one deed with the answer, and goes back to `back_url`.

    title, lead: what stands above the form. button, kind: its button. warning: what cannot be undone.
    """

    template_name = "nominations/review_deed.html"
    title = lead = button = warning = ""
    kind = ""

    def do(self, form) -> str:
        """Do the deed and return the sentence that says so."""
        raise NotImplementedError

    def sentence_against(self) -> str:
        """Return why the deed cannot be done at all now, or nothing."""
        return ""

    def get(self, request, *args, **kwargs):
        """Show the page, unless there is nothing to ask any more."""
        if sentence := self.sentence_against():
            messages.error(request, sentence)
            return redirect(self.back_url)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        """Do it, or keep what was typed and say why not."""
        try:
            messages.success(self.request, self.do(form))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        except CannotOpen:
            form.add_error(None, ERASED)
            return self.form_invalid(form)
        return redirect(self.success_url or self.back_url)

    def get_context_data(self, **kwargs):
        """Add the words of the page."""
        words = {name: getattr(self, name) for name in ("title", "lead", "button", "warning", "kind", "back_url")}
        return super().get_context_data(**words, **kwargs)
