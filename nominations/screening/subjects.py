"""What a text may be about, as a hint for a person who decides."""

import re

_YOUNG = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"1[0-7]|[1-9])"
)
_ILLNESS = (
    r"(?:disease|disorder|cancer|dementia|sclerosis|syndrome|epilepsy|diabetes|parkinson's|alzheimer's|depression|"
    r"stroke|schizophrenia|psychosis|bipolar|arthritis|HIV|leukaemia|heart failure|kidney failure)"
)
_AID = (
    r"(?:large[ -]print|easy[ -]read|braille|an? (?:\w+ )?interpreter|hearing loop|sign language|BSL|wheelchair|"
    r"step[ -]free)"
)

SUBJECTS = {
    "child": (
        rf"(?:aged|age) (?:just |only |about )?{_YOUNG}\b(?! (?:to|and over|or over)|-| ?\+)",
        rf"{_YOUNG}[ -]years?[ -]old\b",
        r"(?:fostered|adopted) (?:a |the |his |her |two |three )?(?:child|boy|girl|baby|sibling|brother|sister)",
        r"(?:a|the|one|this|that|little|young|her|his|their) (?:\w+ )?(?:child|boy|girl|baby|toddler|infant|teenager)\b"
        r"(?!'s (?:services|social|assessment|team|home)| (?:protection|safeguarding) (?:lead|team|service))",
        r"(?:looked[ -]after child|child in care|newborn|toddler)\b",
    ),
    "court": (
        r"in court\b",
        r"court (?:case|order|hearing|proceedings|statement)\b",
        r"(?:family|crown|county|high|magistrates'?|youth) court\b",
        r"judge (?:said|thanked|ordered|ruled|praised|agreed)\b",
        r"(?:injunction|care order|care proceedings|non-molestation order|tribunal hearing|inquest)\b",
    ),
    "sexual_harm": (
        r"sexual(?:ly)? (?:abus(?:e|ed|ing)|assault(?:s|ed)?|exploit(?:ed|ation)|harm(?:ed)?|violence|offen[cs]es?)\b",
        r"(?:rap(?:ed|ist)|a rape|incest|groomed|grooming|FGM|genital mutilation|indecent)\b",
        r"(?:forced marriage|trafficked for sex|modern slavery|honour[ -]based)\b",
    ),
    "family_proceedings": (
        r"(?:care|placement|supervision|adoption|special guardianship|child arrangements) order\b",
        r"(?:care|family|adoption) proceedings\b",
        r"family court\b",
        r"in a court statement\b",
        r"the day (?:they|he|she|(?:the|his|her) children) (?:was|were) taken\b",
        r"(?:children|son|daughter|baby) (?:were |was |had been )?(?:taken into care|removed from)\b",
    ),
    "safeguarding_concern": (
        r"(?:keep|keeps|kept|has|had|takes?|took|holds?|held) (?:my|her|his|their) (?:bank )?card\b(?! back)",
        r"is being (?:shouted at|hit|hurt|neglected|abused|starved|locked in)\b",
        r"(?:still|he|she|they) (?:hits?|hurts?|locks?|threatens?) (?:me|her|him)\b",
    ),
    "health_own_words": (
        rf"I (?:have|had|live with|was diagnosed with|am living with|suffer from)\b[^.\n]{{0,40}}?\b{_ILLNESS}\b",
    ),
    "access_request": (
        rf"(?:please|could you|can you|would you|I|we|I'd|we'd) (?:\w+ ){{0,8}}?{_AID}\b(?=[^.]{{0,20}}(?:[.!?]|$))",
    ),
}

_PATTERNS = {
    name: re.compile("|".join(rf"\b{pattern}" for pattern in patterns), re.IGNORECASE)
    for name, patterns in SUBJECTS.items()
}


def subjects(text: str) -> frozenset[str]:
    """Return what `text` may be about: hints for a person, from none of which anything follows by itself."""
    plain = re.sub(r"[‘’]", "'", re.sub(r"\s+", " ", text))
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(plain))
