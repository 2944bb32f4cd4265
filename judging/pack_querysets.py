"""How packs of judges, and of decisions, are found, and by whom."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from awards.states import SeasonState
from judging.querysets import DECLARED, administered
from nominations.models import Interest
from people.viewing import person_behind


class PackQuerySet(models.QuerySet):
    """Packs."""

    def mine(self, viewer):
        """Return the packs of `viewer` as a judge who has declared their interests."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        own = self.filter(member__person=person, member__state__in=DECLARED, member__is_reserve=False)
        return own.exclude(round__season__state=SeasonState.ARCHIVED)

    def run_by(self, viewer):
        """Return the packs that `viewer` may make for judges: as administrator with no interest in the award."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        interested = Interest.objects.shutting_out(person).filter(entry__award=OuterRef("round__award"))
        run = self.filter(administered(person, "round__season")).filter(~Exists(interested))
        return run.exclude(round__season__state=SeasonState.ARCHIVED)

    def visible_to(self, viewer):
        """Return the packs that `viewer` may open: their own, and those of judges whose season they run."""
        mine, run = self.model.objects.mine(viewer), self.model.objects.run_by(viewer)
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=run.values("pk")))

    def with_entry_of(self, entries):
        """Return the packs of judges who have a sheet for one of these entries in the pack's round."""
        from judging.models import ScoreSheet

        sheets = ScoreSheet.objects.filter(member=OuterRef("member"), round=OuterRef("round"), entry__in=entries)
        return self.filter(Exists(sheets))


class DecisionPackQuerySet(models.QuerySet):
    """Packs of decisions."""

    def visible_to(self, viewer):
        """Return the packs that `viewer` may read: of rounds they chair or run, without an interest in the award."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import Round

        interested = Interest.objects.shutting_out(person).filter(entry__award=OuterRef("decision__round__award"))
        steered = Round.objects.steered_by(person).values("pk")
        return self.filter(~Exists(interested), decision__round__in=steered)
