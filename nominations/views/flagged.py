"""The page between the statement and the next question, where the words may identify somebody."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render

from nominations import questions
from nominations.forms.flagged import CHANGE, FlaggedForm
from nominations.services import drafts
from nominations.services.flagged import answer_flags, citation_passages, flagged_phrases
from nominations.views.pages import DraftPage
from workflow import Refused

A_PAGE = 8
CITATION = "citation"


class Flagged(DraftPage):
    """Each flagged phrase in its sentence, with three choices; whoever makes none goes on all the same."""

    @property
    def is_citation(self) -> bool:
        """Whether it is the sentence to publish that is looked at."""
        return self.request.GET.get("of") == CITATION

    @property
    def first(self) -> int:
        """How many phrases come before those of this page."""
        number = self.request.GET.get("from", "")
        return int(number) if re.fullmatch("[0-9]{1,4}", number) else 0

    def get(self, request):
        return self._elsewhere() or (self._ask_of_citation() if self.is_citation else self._ask())

    def post(self, request):
        if elsewhere := self._elsewhere():
            return elsewhere
        if self.is_citation:
            return redirect(self._after(CITATION))
        shown, more = self._shown()
        form = FlaggedForm(request.POST, phrases=shown)
        if not form.is_valid():
            return self._ask(form)
        try:
            answered = answer_flags(self.nomination, remove=form.remove, keep=form.keep, by=self.writer)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.address("check"))
        self._say(answered)
        if form.chosen(CHANGE):
            return redirect(self._question("statement"))
        if more:
            return redirect(self._here(self.first + len(shown) - answered.removed))
        return redirect(self._after("statement"))

    def _say(self, answered) -> None:
        if not answered.removed:
            return
        messages.success(self.request, answered.sentence)
        most = self.nomination.season.statement_max_words
        if answered.words > most:
            over = f"Your statement is now {answered.words} words. It must be {most} words or less before you send it."
            messages.warning(self.request, over)

    def _elsewhere(self):
        if self.nomination.state not in drafts.OPEN:
            return redirect(self.address("nomination"))
        if self.nomination.late_at:
            return redirect(self.address("late"))
        return None

    def _shown(self):
        phrases = flagged_phrases(self.nomination)
        return phrases[self.first : self.first + A_PAGE], len(phrases) > self.first + A_PAGE

    def _ask(self, form=None):
        shown, more = self._shown()
        if not shown:
            return redirect(self._after("statement"))
        form = form or FlaggedForm(phrases=shown)
        back = self._here(max(0, self.first - A_PAGE)) if self.first else self._question("statement")
        context = self.context(form=form, back_url=back, first=self.first, more=more)
        return render(self.request, "nominations/flagged.html", context)

    def _ask_of_citation(self):
        passages = citation_passages(self.nomination)
        if not passages:
            return redirect(self._after(CITATION))
        context = self.context(passages=passages, back_url=self._question(CITATION))
        return render(self.request, "nominations/flagged_citation.html", context)

    @property
    def _is_change(self) -> bool:
        return "change" in self.request.GET

    def _question(self, slug: str) -> str:
        return self.address("question", slug) + ("?change" if self._is_change else "")

    def _here(self, first: int) -> str:
        asked = {"from": first} | ({"change": ""} if self._is_change else {})
        return f"{self.address('flagged')}?{urlencode(asked)}"

    def _after(self, slug: str) -> str:
        if self._is_change:
            return self.address("check")
        _, after = questions.neighbours(self.nomination, slug)
        return self.address("question", after.slug) if after else self.address("check")
