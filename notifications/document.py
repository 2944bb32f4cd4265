"""The catalogue as a table: for the administrators' page and for `docs/messages.md`."""

import inspect

from notifications.catalogue import CATALOGUE, SIGNALS
from notifications.kinds import Kind
from notifications.reminders import REMINDERS
from workflow.machines import all_machines

ASIDE = {
    "draft_saved": ("Nomination", "A draft is saved with an address for the first time"),
    "endorsement_requested": ("Endorsement", "Somebody is asked to endorse"),
    "nominee_to_be_told": ("Entry", "The nominee is to be told that they are nominated"),
    "not_the_nominee": ("Entry", "Whoever was told says that they are not the nominee"),
    "award_proposed": ("Nomination", "Another award is proposed to its nominator"),
    "concern_raised": ("Concern", "Somebody is worried about somebody's safety"),
    "lists_changed": ("Round", "Judges have other entries to read than before, after scoring opened"),
    "judge_invited": ("Panel member", "Somebody is invited to judge"),
}
COLUMNS = ("Thing", "When this happens", "Message", "To", "When it leaves")


def rows() -> list[dict]:
    """Return one row for each thing that is said, in the order of the rooms."""
    found = []
    for model in all_machines():
        name = str(model._meta.verbose_name).capitalize()
        found += [
            _row(*ASIDE[signal], say) for signal, says in SIGNALS.items() if ASIDE[signal][0] == name for say in says
        ]
        for deed, says in CATALOGUE.items():
            machine, _, move = deed.partition(".")
            if machine == model.machine:
                what = (inspect.getdoc(getattr(model, move)) or move).splitlines()[0].rstrip(".")
                found += [_row(name, what, say) for say in says]
    return found


def _row(thing: str, what: str, say) -> dict:
    kind = Kind(say.kind)
    return {
        "thing": thing,
        "what": what,
        "message": f"{kind.value} {kind.label}",
        "to": say.to_whom,
        "when": say.when.words,
    }


def reminder_rows() -> list[dict]:
    """Return one row for each thing that the calendar or a person's own request causes."""
    asked = {
        "message": f"{Kind.SIGN_IN.value} {Kind.SIGN_IN.label}",
        "to": "Whoever asks to sign in, if their address is known",
        "when": "At once, at any hour",
    }
    caused = [{"message": f"{r.kind.value} {r.kind.label}", "to": r.to_whom, "when": r.when} for r in REMINDERS]
    return [asked, *caused]


def silent_moves() -> list[str]:
    """Return the moves that say nothing."""
    return [deed for deed, says in CATALOGUE.items() if not says]


def document() -> str:
    """Return the whole catalogue as the Markdown page that `docs/messages.md` holds."""
    parts = [
        "# Messages",
        "",
        "What is said to whom, when. Written by `manage.py messages`; a test compares this page with the code.",
        "",
        "## When something happens",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + " --- |" * len(COLUMNS),
    ]
    parts += ["| " + " | ".join(row.values()) + " |" for row in rows()]
    parts += [
        "",
        "## By the calendar, or when somebody asks",
        "",
        "| Message | To | When it leaves |",
        "|" + " --- |" * 3,
    ]
    parts += ["| " + " | ".join(row.values()) + " |" for row in reminder_rows()]
    parts += ["", "## Said to nobody", "", ", ".join(f"`{deed}`" for deed in silent_moves()) + "."]
    return "\n".join(parts) + "\n"
