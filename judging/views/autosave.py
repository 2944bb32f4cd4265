"""Keeping what a judge types while they type it: a piece of the entry's page, for htmx."""

from django.shortcuts import render

from judging.services.sheets import Overtaken
from judging.states import SheetState
from judging.views.judge import CHECKED
from judging.views.score import SheetPage
from judging.views.words import SHEET_TAGS
from kit import clock
from kit.templatetags.commend import clock_time
from workflow import Refused

# Tells the script on the page that an answer is ours, and not a sign-in page or a proxy's, and what became of it.
HEADER = "Commend-Autosave"


class Autosave(SheetPage):
    """Save what is valid, and answer with one line that says so and with the version that the page now holds."""

    def get(self, request, public_id):
        """Give the page of somebody who has signed in again the token that goes with it, if the sheet is theirs."""
        return render(request, "judging/_autosave_token.html", {"sheet": self.sheet})

    def post(self, request, public_id):
        """Save, or say in a line why not; what was typed stays on the page in either case."""
        form = self.mode.form(request.POST, sheet=self.sheet)
        form.is_valid()
        was_submitted = self.sheet.state == SheetState.SUBMITTED
        try:
            saved = self.save(form)
        except Overtaken as overtaken:
            stored = self.in_words(overtaken.stored)
            return self.answer("overtaken", overtaken.sentence, status=409, stored=stored)
        except Refused as refusal:
            late = self.keep_late(form)
            if late:
                return self.answer("late", late)
            return self.answer("no", self.sentence_of(refusal), status=403)
        text, colour = SHEET_TAGS[SheetState(saved.state)]
        return self.answer(
            "partly" if form.errors else "yes",
            f"Saved at {clock_time(clock.now(), self.sheet.round.season.time_zone)}.",
            version=saved.version,
            state={"text": text, "colour": colour},
            submit_again=was_submitted and saved.state != SheetState.SUBMITTED,
            faults=[fault for faults in form.errors.values() for fault in faults],
        )

    def tell(self, seat):
        """Say on the page that stays open that its judge has left the panel."""
        return self.answer("no", f"You are no longer on this panel. Contact {seat.season.awards_mailbox}.", status=403)

    def sentence_of(self, refusal: Refused) -> str:
        """Return why nothing was saved, in words that fit a page that stays open."""
        return "This entry is being checked." if self.sheet.entry.state in CHECKED else refusal.sentence

    def answer(self, became: str, sentence: str, *, status: int = 200, **context):
        """Answer with the line; `became` is yes, partly, late, overtaken or no."""
        context |= {"sentence": sentence, "became": became}
        response = render(self.request, "judging/_autosave.html", context, status=status)
        response[HEADER] = became
        return response
