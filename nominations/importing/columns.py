"""Which column of a spreadsheet answers which question."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One answer that a nomination may bring: what to call it on a page, and whether an import can do without."""

    label: str
    required: bool = False


FIELDS: dict[str, Field] = {
    "id": Field("Response number"),
    "started": Field("Started at"),
    "completed": Field("Sent at"),
    "award": Field("Award", required=True),
    "nominee": Field("Who is nominated", required=True),
    "nominee_kind": Field("Person, team or household"),
    "role": Field("Their job title or role"),
    "employer": Field("Who they work for"),
    "nominee_email": Field("Their email address"),
    "manager": Field("Their line manager or endorser"),
    "manager_email": Field("Email address of their line manager or endorser"),
    "members": Field("Members of the team"),
    "reason": Field("Why they should win", required=True),
    "citation": Field("Short text for publication"),
    "period": Field("When it happened"),
    "themes": Field("Themes"),
    "nominator": Field("Name of the nominator"),
    "nominator_email": Field("Email address of the nominator"),
    "nominator_phone": Field("Telephone number of the nominator"),
    "nominator_kind": Field("Who the nominator is"),
    "nominator_organisation": Field("Organisation of the nominator"),
    "relationship": Field("How they know each other"),
    "nominee_knows": Field("Whether the nominee knows"),
    "share_name": Field("Whether the nominee may be told who nominated them"),
    "anything_else": Field("Anything else"),
}

# Headings that mean one answer and no other, as `plain` writes them.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "response id", "response number", "row", "reference", "ref", "no", "number"),
    "started": ("start time", "started", "started at", "date started", "start date"),
    "completed": (
        "completion time", "completed", "completed at", "submitted", "submitted at", "sent", "sent at", "sent on",
        "timestamp", "date submitted", "submission date", "submission time", "end time", "date sent", "date received",
    ),
    "award": ("award", "award name", "category", "award category", "award title", "nomination category"),
    "nominee": (
        "nominee", "nominee name", "name of nominee", "nominees name", "nominated", "nominated person",
        "nominated person or team", "name of person or team", "person or team", "who is nominated",
    ),
    "nominee_kind": ("nominee kind", "kind", "kind of nominee", "person team or household", "person or a team"),
    "role": ("role", "job title", "job", "job role", "nominee role", "nominee job title", "position"),
    "employer": (
        "employer", "organisation", "service", "department", "directorate", "nominee employer", "team or service",
        "nominee organisation", "who they work for",
    ),
    "nominee_email": ("nominee email", "nominee email address", "nominees email", "email of nominee", "their email"),
    "manager": ("line manager", "manager", "endorser", "endorser name", "managers name", "line managers name"),
    "manager_email": ("endorser email", "manager email", "line manager email", "endorser email address"),
    "members": ("team members", "members", "names of team members", "members of the team", "team list"),
    "reason": (
        "reason", "reasons", "statement", "why", "nomination", "nomination text", "supporting statement",
        "judging copy", "nomination statement", "citation text",
    ),
    "citation": ("citation", "short text for publication", "short citation"),
    "period": ("period", "when", "dates", "date of work", "when it happened", "work period"),
    "themes": ("themes", "theme", "values", "our values"),
    "nominator": (
        "name", "your name", "nominator", "nominator name", "name of nominator", "nominated by", "submitted by",
    ),
    "nominator_email": (
        "email", "email address", "your email", "your email address", "nominator email", "nominator email address",
        "nominators email", "username",
    ),
    "nominator_phone": ("phone", "telephone", "your phone number", "nominator phone", "contact number"),
    "nominator_kind": ("nominator kind", "kind of nominator", "who the nominator is", "i am", "you are"),
    "nominator_organisation": ("your organisation", "nominator organisation", "nominators organisation", "your team"),
    "relationship": ("relationship", "relationship to nominee", "how they know each other", "connection"),
    "nominee_knows": ("nominee knows", "nominee aware", "are they aware", "whether the nominee knows"),
    "share_name": ("share name", "share my name", "may be named", "share nominator name", "nominator may be named"),
    "anything_else": ("anything else", "comments", "other comments", "notes", "further comments", "other information"),
}  # fmt: skip

# What a question that nobody foresaw says of its answer; the first that fits takes the column, top to bottom.
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("nominee_knows", r"\b(told|aware|do they know|does the nominee know|know (that )?you)\b.*\bnominat"),
    ("nominee_knows", r"\b(they|nominee)\b.*\b(aware|know)\b.*\bnominat"),
    ("share_name", r"\b(tell|share|pass|reveal|say)\b.*\b(who nominated|your name|my name|who you are|name)\b"),
    ("share_name", r"\bstay anonymous\b|\bremain anonymous\b"),
    ("manager_email", r"\b(manager|endorser|supervisor)\b.*\be?mail\b(?!.*\bname\b)(?!.*\bif you know\b)"),
    ("manager", r"\b(line manager|manager|supervisor|endorse[rd]?|endorse)\b"),
    ("members", r"\b(members|who is in the team|list the team|names of (the|everyone in the) team)\b"),
    ("award", r"\b(which|what|choose|select|pick)\b.*\b(award|category)\b|\baward\b.*\b(nominating|nominate)\b"),
    ("themes", r"\b(themes?|values|behaviours|pledges)\b"),
    ("nominee_email", r"\b(their|nominee|nominees|persons)\b.*\be ?mail\b|\be ?mail\b.*\b(nominee|nominating)\b"),
    ("nominator_email", r"\b(your|nominator|nominators)\b.*\be ?mail\b"),
    ("relationship", r"\bhow\b.*\bknow\b|\brelationship\b|\bhow are you connected\b"),
    ("nominator_phone", r"\b(your|nominator|contact)\b.*\b(phone|telephone|mobile|number)\b"),
    ("nominator_organisation", r"\b(your|nominator|nominators)\b.*\b(organisation|employer|department|team|service)\b"),
    ("employer", r"\b(who|where)\b.*\bwork\b"),
    ("employer", r"\b(their|nominee|nominees)\b.*\b(organisation|employer|department|service|team)\b"),
    ("nominee_kind", r"\b(person|individual)\b.*\bor (a )?(team|group)\b.*\?*$(?<!name)"),
    ("role", r"\bjob title\b|\b(their|nominee|nominees)\b.*\b(role|job|position)\b|\bwhat do they do\b"),
    ("period", r"\bwhen (did|was|were|has)\b|\bover what (time|period)\b|\bdates?\b.*\b(work|happen)"),
    ("reason", r"\bwhy\b|\breasons?\b|\bstatement\b"),
    ("reason", r"\btell us\b.*\b(about|what)\b|\bwhat (have|has|did) (they|the nominee)\b"),
    ("citation", r"\bcitation\b|\bone sentence\b|\bsummary\b"),
    ("nominee", r"\b(who|whom)\b.*\bnominat|\bname\b.*\b(nominee|nominating|nominated)\b|\bnominee\b.*\bname\b"),
    ("nominator", r"\b(your|nominator|nominators)\b.*\bname\b"),
    ("nominator_kind", r"\bwhich (of these )?(best )?describes you\b|\bare you (a|an)\b"),
    ("anything_else", r"\banything (else|more)\b|\b(other|further|additional) (comments?|information)\b"),
    ("completed", r"\b(date|time)\b.*\b(submitted|sent|completed|received)\b"),
)  # fmt: skip
_QUESTIONS = tuple((name, re.compile(pattern)) for name, pattern in QUESTIONS)


def plain(heading: str) -> str:
    """Return a heading as it is compared: small letters and single spaces, without marks and what is in brackets."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"e-mail", "email", re.sub(r"\([^)]*\)", " ", text))
    return " ".join(re.findall(r"\w+", text.replace("'", "").replace("’", "")))


def guess_columns(headers: list[str]) -> dict[str, int]:
    """Return which column holds which answer, as far as its heading tells: the field's name to the column's number."""
    exact = {heading: name for name, known in HEADINGS.items() for heading in known}
    exact |= {plain(field.label): name for name, field in FIELDS.items()}
    found: dict[str, int] = {}
    for place, heading in enumerate(headers):
        name = exact.get(plain(heading))
        if name and name not in found:
            found[name] = place
    for place, heading in enumerate(headers):
        if place not in found.values() and (name := _asked_for(plain(heading), found)):
            found[name] = place
    return {name: found[name] for name in FIELDS if name in found}


def _asked_for(question: str, found: dict[str, int]) -> str | None:
    return next((name for name, pattern in _QUESTIONS if name not in found and pattern.search(question)), None)
