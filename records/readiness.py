"""What stands between a season and the public."""

from dataclasses import dataclass

from django.db.models import F

from awards import rules


@dataclass(frozen=True)
class Check:
    """One thing that should be in place; a blocking one stops the season from being published."""

    title: str
    is_ready: bool
    blocks: bool = False

    @property
    def status(self) -> str:
        """The word for how it stands."""
        if self.is_ready:
            return "Ready"
        return "Missing" if self.blocks else "Still to do"

    @property
    def colour(self) -> str:
        """The colour of the word."""
        if self.is_ready:
            return "green"
        return "red" if self.blocks else "yellow"


def checks_of(season) -> list[Check]:
    """Return what should be in place before the season is published, blocking things first."""
    awards = list(season.awards.prefetch_related("criteria", "panels__members"))
    chaired = all(any(m.is_chair for p in a.panels.all() for m in p.members.all()) for a in awards)
    return [
        Check("At least one award", rules.has_awards(season), blocks=True),
        Check("Weights of each award add up to 100", bool(awards) and rules.weights_add_up(season), blocks=True),
        Check("Nominations have an opening and a closing time", rules.has_nomination_window(season), blocks=True),
        Check("Privacy notice", bool(season.privacy_text.strip())),
        Check("How long things are kept", bool(season.retention)),
        Check("Data protection contact", bool(season.data_protection_contact)),
        Check("Safeguarding contact", bool(season.safeguarding_email and season.safeguarding_text.strip())),
        Check("A phone number for people who need another way", bool(season.phone)),
        Check("Rules that the public reads", bool(season.public_rules)),
        Check("A chair for each award", bool(awards) and chaired),
        Check("As many readers of each entry as its quorum asks for", has_readers_for_quorum(season)),
    ]


def has_readers_for_quorum(season) -> bool:
    """Say whether no round shares its entries out among fewer judges than must count."""
    return not season.rounds.filter(readers__lt=F("quorum")).exists()
