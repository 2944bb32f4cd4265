"""How a nominator knows the nominee, and what that makes them to the programme."""

import re

_CARED_FOR = (
    r"(?:social worker|support worker|care worker|carer|care assistant|personal assistant|pa|key ?worker|foster carer|"
    r"shared lives carer|home carer|occupational therapist|nurse|befriender|advocate|personal adviser)"
)
_SUPPORTED = re.compile(
    rf"\b(?:s?he|they)(?: is|'s| was|'re| are| were) my (?:own |old |first |lovely )?{_CARED_FOR}\b|"
    r"\b(?:i|we) (?:live|lived|stay|stayed) with (?:her|him|them)\b|"
    r"\b(?:supports?|supported|helps|helped|cares for|cared for|looks after|looked after) me\b|"
    rf"\bmy {_CARED_FOR}$|\b(?:s?he|they) works? for me\b|\bi (?:employ|draw on)\b",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b(?:my|our) (?:late )?(?:mum|mother|mam|dad|father|son|daughter|brother|sister|husband|wife|partner|nan|"
    r"gran|grandmother|grandfather|grandad|uncle|aunt|child|children|parents?|family|friend|neighbour|nephew|niece)\b|"
    r"\b(?:mum|dad|mother|father|nan|gran)\b(?: \w+)? (?:lives?|lived|stays?|stayed|is|was)\b|"
    r"\b(?:family|unpaid) (?:member|carer)\b",
    re.IGNORECASE,
)
_KNOWN = (
    ("self", r"\b(?:it'?s|this is|i am|i'm) (?:me|myself)\b|\bmyself\b|^(?:me|self)$"),
    ("supervising_social_worker", r"\b(?:supervising|fostering|shared lives) (?:social )?worker\b"),
    ("practice_assessor", r"\b(?:assess(?:or)?|mentor|practice (?:educator|supervisor)|tutor|teach|taught|student)\b"),
    ("service_manager", r"\bservice manager\b|\bhead of\b|\bmanage (?:the|their|her|his) service\b"),
    ("line_manager", r"^manager$|\b(?:line|team) (?:manager|leader)\b|\bi (?:am \w+ manager|manage|supervise)\b"),
    ("partner", r"\banother organisation\b|\b(?:partner|police|nurse|gp|housing|provider|charity|hospital)\b"),
    ("colleague", r"\bcolleagues?\b|\bwork (?:with|alongside|together)\b|\bsame team\b|\bshare a desk\b|\bbuddy\b"),
)  # fmt: skip
_KINDS = (
    ("person_with_lived_experience", r"\b(?:draw on|lived experience|use (?:the )?services?|receive care)\b"),
    ("family_or_carer", r"\bfamily\b|\bunpaid carer\b"),
    ("provider", r"\bprovider\b"),
    ("partner", r"\bpartner\b|\banother organisation\b"),
    ("public", r"\bpublic\b|\bresident\b"),
    ("staff", r"\bstaff\b|\bcouncil\b|\bemployee\b|\bi work for the council\b"),
)


def is_supported(relation: str) -> bool:
    """Say whether a nominator draws on the nominee's support."""
    return bool(_SUPPORTED.search(relation.strip().replace("’", "'"))) and not _FAMILY.search(relation)


def relationship_of(relation: str, *, is_self: bool = False) -> str:
    """Return how a nominator knows the nominee, in the words that a nomination stores."""
    said = relation.strip().casefold().replace("’", "'")
    if is_self:
        return "self"
    if not said:
        return ""
    if is_supported(said):
        return "person_with_lived_experience"
    if _FAMILY.search(said):
        return "family_or_carer"
    return next((code for code, pattern in _KNOWN if re.search(pattern, said)), "other")


def nominator_kind_of(said: str, relationship: str, email: str, own_domains: frozenset[str]) -> str:
    """Return who a nominator is to the programme: as they say, else as the relation and the address tell."""
    said = said.casefold()
    if said:
        return next((code for code, pattern in _KINDS if code == said or re.search(pattern, said)), "")
    if relationship in {"person_with_lived_experience", "family_or_carer"}:
        return relationship
    if email.rpartition("@")[2] in own_domains:
        return "staff"
    if relationship in {"partner", "line_manager", "service_manager", "colleague", "practice_assessor"} and email:
        return "partner"
    return ""


def yes_or_no(said: str) -> str:
    """Return an answer as "yes" or "no", empty when it is neither."""
    word = (re.findall(r"[a-z]+", said.casefold()) or [""])[0]
    return {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}.get(word, "")
