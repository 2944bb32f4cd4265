"""Whether a nominee seems to belong to those an award is for, as far as job and employer tell.

An award says whom it is for in words ("Care workers and personal assistants working in Fellshire"). Only words that
name a kind of work are held against a row, and only to ask somebody to check: nothing is refused here.
"""

import re

from nominations.importing.context import AwardFacts, Context
from nominations.importing.people import is_email
from nominations.matching import team_key

# What a pool says; the code when a row shows nothing of it; what shows it; and whether the employer may show it too.
_WORK = (
    (
        r"\badult social care\b", "not_adult_social_care",
        r"\badults?\b|\bsocial (?:work|care)|\bcare\b|\bcarers?\b|\breablement\b|\bliberty\b|\boccupational therap|"
        r"\bapproved mental health\b|\bamhp\b|\bdischarge\b|\bdirect payments?\b|"
        r"\bsafeguarding enquir|\bsensory\b|\bcouncil\b",
        True,
    ),
    (
        r"\bcare workers?\b", "not_a_care_worker",
        r"\bcare(?:r|rs| worker| workers| assistant| assistants| support)?\b|\bsupport workers?\b|"
        r"\bpersonal assistants?\b|\bpa\b|\breablement\b|\benablement\b|\bkey ?workers?\b|\bhca\b",
        False,
    ),
    (r"^(?:newly qualified )?social workers\b", "not_a_social_worker", r"\bsocial work|\bsw\b|\basye\b", False),
    (r"^apprentices\b", "not_an_apprentice", r"\bapprentice|\btrainee\b|\bstudent\b", False),
    (
        r"\bfoster carers?\b|\bshared lives\b", "not_a_carer_at_home",
        r"\bcarers?\b|\bfoster|\bshared lives\b|\blodgings?\b|\bhosts?\b|\bkinship\b", True,
    ),
    (r"^nurses\b", "not_a_nurse", r"\bnurs|\bmatron\b|\bhealth visitor", False),
    (r"^(?:unpaid carers|volunteers)\b", "not_a_volunteer", r"\bvolunt|\bunpaid\b|\bcarer", True),
)  # fmt: skip
_OPEN_TO_ANYONE = re.compile(r"^anyone\s*(?:,|$|including\b|who\b)|\bpeople with lived experience\b", re.IGNORECASE)
_COUNCIL_ONLY = re.compile(r"\b(?:for|by|of|in) (?:the|our) council\b|\bcouncil (?:staff|employees)\b", re.IGNORECASE)
# Where anybody has a mailbox, an address tells nothing of an employer.
_PUBLIC_MAIL = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|btinternet|sky|talktalk|virginmedia|"
    r"ntlworld|proton(?:mail)?|gmx|mail|mailbox)\.[\w.]+"
)


def pool_code(values: dict[str, str], award: AwardFacts, context: Context) -> str:
    """Return a code when job and employer show nothing of those an award is for, else nothing."""
    role, employer = values.get("role", "").casefold(), values.get("employer", "").casefold()
    if not award.pool or _OPEN_TO_ANYONE.search(award.pool):
        return ""
    if _COUNCIL_ONLY.search(award.pool) and _works_elsewhere(values, context):
        return "check_nominee_pool:other_employer"
    if not role:
        return ""
    for asked, code, shown, by_employer in _WORK:
        if re.search(asked, award.pool, re.IGNORECASE):
            seen = re.search(shown, role) or (by_employer and re.search(shown, employer))
            return "" if seen else f"check_nominee_pool:{code}"
    return ""


def _works_elsewhere(values: dict[str, str], context: Context) -> bool:
    employer, email = values.get("employer", ""), values.get("nominee_email", "")
    if team_key(employer) in context.other_employers:
        return True
    domain = email.rpartition("@")[2]
    if not employer or not context.own_domains or not is_email(email) or _PUBLIC_MAIL.fullmatch(domain):
        return False
    return domain not in context.own_domains
