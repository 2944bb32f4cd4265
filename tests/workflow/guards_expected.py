"""The guards of every move, pinned: a guard that goes missing, or a new one, is a decision to be seen."""

GUARDS = {
    "decision.unlock": ["result_is_not_released"],
    "nomination.merge": ["scoring_has_not_opened"],
    "nomination.split": ["scoring_has_not_opened"],
    "season.announce": ["every_result_is_public"],
    "season.lock": [
        "every_award_is_decided",
        "every_entry_has_quorum",
        "every_tie_is_settled",
        "every_check_is_clear",
    ],
}
