"""Recompute a locked result from its frozen record."""

import json

from django.core.management.base import BaseCommand, CommandError

from judging.deciding import hash_of
from judging.models import Decision
from judging.states import DecisionState
from judging.verifying import differences
from workflow.signoffs import is_signed

SIGNERS = ("chair", "administrator")


class Command(BaseCommand):
    """Work a locked result out again from its frozen record, and compare."""

    help = (
        "Recompute the locked results of an award from their frozen records and compare; exits 1 when one differs. "
        "Example: manage.py verify_result rb-safeguarding --season fellshire-social-care-awards-2027"
    )

    def add_arguments(self, parser):
        """Take the award, and the season where two have an award of that name."""
        parser.add_argument("award", help="the short name (slug) of the award, or its number")
        parser.add_argument("--season", help="the short name of the season, where several have this award")
        parser.add_argument("--json", action="store_true", help="print what was found as JSON")

    def handle(self, *args, award, season=None, **options):
        """Check every locked decision of the award."""
        found = [self._check(decision) for decision in self._decisions(award, season)]
        is_good = all(not row["differences"] for row in found)
        if options["json"]:
            self.stdout.write(json.dumps({"award": award, "ok": is_good, "results": found}))
        else:
            for row in found:
                self.stdout.write(f"{row['season']}, {row['award']}, {row['round']}: {row['hash']}")
                for sentence in row["differences"] or ["Recomputed from the record: no difference."]:
                    self.stdout.write(f"  {sentence}")
        if not is_good:
            raise SystemExit(1)

    def _decisions(self, award: str, season: str | None):
        rows = Decision.objects.filter(state=DecisionState.LOCKED).select_related("round__award", "round__season")
        rows = rows.filter(round__award__pk=award) if award.isdigit() else rows.filter(round__award__slug=award)
        if season:
            rows = rows.filter(round__season__slug=season)
        decisions = list(rows.order_by("round__season", "round__opens_at", "pk"))
        if not decisions:
            raise CommandError(f"No locked decision of {award} was found.")
        if len({d.round.award_id for d in decisions}) > 1:
            raise CommandError("Several seasons have this award. Name one with --season.")
        return decisions

    def _check(self, decision: Decision) -> dict:
        wrong = differences(decision.record)
        if not is_signed(decision, "lock", SIGNERS, decision.record_hash):
            wrong = ["A chair and an administrator did not sign a record with this hash.", *wrong]
        if hash_of(decision.record) != decision.record_hash:
            wrong = ["The record does not match its hash.", *wrong]
        return {
            "season": decision.round.season.slug,
            "award": decision.round.award.slug,
            "round": decision.round.kind,
            "hash": decision.record_hash,
            "differences": wrong,
        }
