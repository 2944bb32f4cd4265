"""Which codes stop a row, and in which order they are told."""

REJECT = frozenset(
    {
        "test_row",
        "duplicate_submission",
        "nominee_blank",
        "self_nomination_not_allowed_in_category",
        "late_submission",
    }
)
NEEDS_DECISION = frozenset(
    {
        "timestamp_unreadable",
        "timestamp_ambiguous",
        "submitted_before_opening",
        "multiple_nominees_in_one_row",
        "award_blank",
        "award_unknown",
        "award_multiple",
        "late_submission_started_before_deadline",
        "nominee_is_judge_in_category",
        "nominator_is_judge_in_category",
        "nominee_is_reviewer",
        "nominator_is_reviewer",
        "nominator_unknown",
        "nominator_kind_not_allowed",
        "nominee_kind_not_for_award",
        "team_members_missing",
        "team_members_unusable",
        "already_nominated_by_same_person",
        "possible_identifier",
        "special_category",
        "possible_safeguarding_concern",
        "over_word_limit",
        "reason_blank",
        "reason_too_short",
        "value_too_long",
    }
)

# From what decides about the row as a whole, over who is meant, to notes about single answers.
ORDER = (
    "timestamp_uk_format", "timestamp_us_format", "timestamp_iso", "timestamp_unreadable", "timestamp_ambiguous",
    "test_row", "duplicate_submission", "nominee_blank", "multiple_nominees_in_one_row",
    "award_blank", "award_unknown", "award_multiple",
    "late_submission_started_before_deadline", "late_submission", "submitted_before_opening",
    "self_nomination_not_allowed_in_category", "nominee_is_judge_in_category", "nominator_is_judge_in_category",
    "nominee_is_reviewer", "nominator_is_reviewer", "nominator_unknown", "nominator_kind_not_allowed",
    "nominee_kind_not_for_award",
    "nominee_name_all_caps", "name_unicode_nfd", "name_mixed_direction_text", "emoji_in_name",
    "mojibake_repaired", "html_stripped", "html_entities_decoded", "control_characters_removed", "newlines_normalised",
    "line_break_replaced", "tab_replaced", "zero_width_removed", "odd_space_replaced", "whitespace_trimmed",
    "double_space_collapsed", "formula_prefix_neutralised", "quotes_kept", "value_too_long",
    "team_members_missing", "team_members_unusable", "team_members_withheld", "team_members_incomplete",
    "leading_hyphen_kept_as_text", "possible_same_person", "possible_same_team",
    "award_name_normalised", "award_alias", "smart_quotes_kept", "nominee_email_invalid", "nominator_email_invalid",
    "EARLY_DATE", "duplicate_nominee", "already_nominated_by_same_person",
    "possible_identifier", "special_category", "possible_safeguarding_concern", "access_request",
    "line_manager_is_nominator", "WITH_ITS_MATCH", "email_case_normalised", "over_word_limit",
    "date_two_digit_year", "date_spreadsheet_mangled", "date_range", "date_academic_year", "date_excel_serial",
    "date_ambiguous", "check_nominee_pool", "role_blank_for_team", "line_manager_not_a_name",
    "nominee_is_household", "nominator_lived_experience", "date_approximate", "date_unparsed",
    "keep_nominator_private", "employer_blank", "themes_blank", "newlines_kept", "team_members_parsed_with_brackets",
    "html_ampersand_ok", "reviewer", "close_to_deadline_accept", "reason_blank", "reason_too_short", "reason_short",
    "date_blank",
)  # fmt: skip
_RANK = {code: place for place, code in enumerate(ORDER)}


def prefix(code: str) -> str:
    """Return a code without what follows its colon."""
    return code.partition(":")[0]


def status_of(codes: list[str]) -> str:
    """Return what becomes of a row with these codes: the gravest of them decides."""
    found = {prefix(code) for code in codes}
    if found & REJECT:
        return "reject"
    return "needs_decision" if found & NEEDS_DECISION else "ok"


def in_order(codes: list[str], *, nominee_knows: bool) -> list[str]:
    """Return codes in the order in which they are read; each once.

    Two notes move. Who may be told and where somebody works help to judge whether a row is a nomination over again,
    and are then read beside that. A vague date is read before a match when the nominee knows of the nomination, as
    both can then be asked of them at once.
    """
    found = {prefix(code) for code in codes}
    repeats = found & {"already_nominated_by_same_person", "possible_same_team"}

    def rank(code: str) -> int:
        name = prefix(code)
        if name in {"keep_nominator_private", "employer_blank"} and repeats:
            name = "WITH_ITS_MATCH"
        if name == "date_approximate" and nominee_knows and "duplicate_nominee" in found:
            name = "EARLY_DATE"
        return _RANK[name]

    return sorted(dict.fromkeys(codes), key=rank)
