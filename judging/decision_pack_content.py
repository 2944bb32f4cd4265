"""A decision pack as data, and its files: the same words go into the PDF and the web page."""

from datetime import datetime

from django.template.loader import render_to_string

from awards.words import zone_name
from judging.decision_pack_blocks import names_of
from judging.decision_pack_full import full_sections
from judging.decision_pack_redacted import redacted_sections
from judging.models import Decision
from judging.states import DecisionPackKind
from kit.pdf import compile_pdf, printable_in
from kit.templatetags.commend import moment

_LEADS = {
    DecisionPackKind.FULL: (
        "This version names judges, nominees and every mark. It is for the chair and the awards team: keep it where "
        "nobody else can read it."
    ),
    DecisionPackKind.REDACTED: (
        "This version names neither judges nor nominees, and holds nothing that anybody wrote for the panel alone. "
        "Figures that would tell what one judge gave are left out."
    ),
}
_VERSIONS = {DecisionPackKind.FULL: "Full version", DecisionPackKind.REDACTED: "Redacted version"}
_SECTIONS = {DecisionPackKind.FULL: full_sections, DecisionPackKind.REDACTED: redacted_sections}


def as_data(decision: Decision, kind: str, made_at: datetime) -> dict:
    """Return all that a pack of a locked decision says, with names as they are now."""
    round_, kind = decision.round, DecisionPackKind(kind)
    version = _VERSIONS[kind]
    return {
        "title": f"Record of a decision: {round_.award.name}",
        "round": round_.get_kind_display(),
        "lead": _LEADS[kind],
        "facts": _cover(decision, version, made_at),
        "sections": _SECTIONS[kind](decision, names_of(decision, of_people=kind == DecisionPackKind.FULL)),
        "foot": f"{round_.award.name}. {version}. Record {decision.record_hash[:12]}",
    }


def _cover(decision: Decision, version: str, made_at: datetime) -> list[dict]:
    round_ = decision.round
    figures, zone = round_.figures, round_.season.time_zone
    scoring = f"{moment(figures.opens_at, zone)} to {moment(figures.closes_at, zone)}"
    rows = [
        ("Season", round_.season.name),
        ("Award", round_.award.name),
        ("Round", round_.get_kind_display()),
        ("Marks given", scoring),
        ("Decision locked", moment(decision.locked_at, zone)),
        ("Version", version),
        ("Made", moment(made_at, zone)),
        ("Times", f"All times are {zone_name(zone)}"),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def as_pdf(data: dict, made_at: datetime) -> bytes:
    """Set the pack as tagged PDF; raises `kit.pdf.MissingGlyphs` where the fonts cannot show all of it."""
    return compile_pdf("decision.typ", printable_in(data), at=made_at.replace(microsecond=0))


def as_html(data: dict) -> bytes:
    """Write the pack as one web page that needs nothing else."""
    return render_to_string("judging/decision_pack.html", {"pack": data}).encode()
