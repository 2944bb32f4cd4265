"""What each code of an import means, in plain English, and what to do about it."""

ISSUE_WORDS: dict[str, str] = {
    "access_request": (
        "The nominator asks for something they need, such as large print. Pass it on to the people who arrange this."
    ),
    "already_nominated_by_same_person": (
        "The same person has already nominated this nominee for this award: {detail}. Keep one of the two."
    ),
    "award_alias": (
        "The award is written another way than the season writes it. Check that it is matched to the right award."
    ),
    "award_blank": "No award was chosen. Ask the nominator, then choose one.",
    "award_multiple": "More than one award is named. Choose one, or import the row twice.",
    "award_name_normalised": "The award’s name differs only in capitals, spaces or marks, and was matched.",
    "award_unknown": "No award of this season has this name. Choose the award that is meant, or leave the row out.",
    "check_nominee_pool": (
        "It is not clear that the nominee is somebody this award is for ({detail}). Check with their manager."
    ),
    "close_to_deadline_accept": "It was sent in the last minute before the deadline, so it is in time.",
    "control_characters_removed": "Characters that no reader can see and no program needs were taken out.",
    "date_academic_year": "The date is a school or financial year. It is kept as it was written.",
    "date_ambiguous": "The date can be read in two ways, day first or month first. It is kept as it was written.",
    "date_approximate": "The date is not a certain day. It is kept as it was written.",
    "date_blank": "There is no date. Ask the nominator if the award needs one.",
    "date_excel_serial": (
        "The date is a number that a spreadsheet uses for a day. It is kept as it was written; correct it if you can."
    ),
    "date_range": "The date is a period with a beginning and an end. It is kept as it was written.",
    "date_spreadsheet_mangled": (
        "A spreadsheet seems to have changed this date. It is kept as it is; ask the nominator what they wrote."
    ),
    "date_two_digit_year": "The year has two figures. It is kept as it was written.",
    "date_unparsed": "Nothing in this answer is a date. It is kept as it was written.",
    "double_space_collapsed": "Several spaces in a row were made one.",
    "duplicate_nominee": (
        "Somebody else has nominated the same nominee for this award ({detail}). "
        "Both are imported; a reviewer can merge them."
    ),
    "duplicate_submission": "This is the same form as row {detail}, sent again. It is not imported.",
    "email_case_normalised": "Capital letters in an email address were made small.",
    "emoji_in_name": "The name holds a picture. It is kept; check how the name should be printed.",
    "employer_blank": "It does not say who the nominee works for. Ask the nominator.",
    "formula_prefix_neutralised": (
        "A text begins with a sign that a spreadsheet takes for a formula. It is stored as text."
    ),
    "html_ampersand_ok": "The name has “&” where the season has “and”. It was taken for the same nominee.",
    "html_entities_decoded": (
        "Codes of a web page, such as “&amp;”, were replaced by the characters that they stand for."
    ),
    "html_stripped": "The formatting of a web page was taken out of the text.",
    "keep_nominator_private": (
        "The nominator does not want the nominee to know who they are. Their name is kept private."
    ),
    "late_submission": "It was started and sent after the deadline. It is not imported.",
    "late_submission_started_before_deadline": (
        "It was started before the deadline and sent after it. Decide whether to admit it."
    ),
    "leading_hyphen_kept_as_text": "A text begins with a hyphen. It is stored as text.",
    "line_break_replaced": "A line break within a short answer was replaced by a space.",
    "line_manager_is_nominator": (
        "The nominator says that they are the line manager. Their nomination counts as the endorsement."
    ),
    "line_manager_not_a_name": "The line manager is a job title, not a name. Ask who can endorse the nomination.",
    "mojibake_repaired": (
        "Letters that were spoiled when the file was saved have been put right. Check the text against the original."
    ),
    "multiple_nominees_in_one_row": "More than one nominee is named. Make one row for each, or choose one.",
    "name_mixed_direction_text": (
        "The name is written from left to right and from right to left. Check how it should be printed."
    ),
    "name_unicode_nfd": (
        "The accents of the name are stored apart from its letters. The name is shown as it was written."
    ),
    "newlines_kept": "The line breaks of the text are kept.",
    "newlines_normalised": "Line breaks of different kinds were made alike.",
    "nominator_email_invalid": (
        "The nominator’s email address is not complete. Correct it, or nobody can write to them."
    ),
    "nominator_is_judge_in_category": (
        "The nominator is a judge of this award. Add it to the conflict register before you import it."
    ),
    "nominator_is_reviewer": "The nominator is a reviewer of this season, and may not check this nomination.",
    "nominator_kind_not_allowed": (
        "The award takes no nominations from people of this kind. Check who the nominator is."
    ),
    "nominator_lived_experience": (
        "The nominator is somebody whom the nominee supports. Ask how they would like to be written to."
    ),
    "nominator_unknown": (
        "It does not say who the nominator is, so there is nobody to write to. Find out, or decide to go on without."
    ),
    "nominee_blank": "Nobody is named as the nominee. It cannot be imported until somebody is.",
    "nominee_email_invalid": "The nominee’s email address is not complete. It is left out unless you correct it.",
    "nominee_is_household": "The nominee is a household. It counts as one nominee with several names.",
    "nominee_is_judge_in_category": (
        "The nominee is a judge of this award. They must leave that panel before the nomination can go on."
    ),
    "nominee_is_reviewer": "The nominee is a reviewer of this season, and must not see this nomination.",
    "nominee_kind_not_for_award": (
        "The award is not for nominees of this kind (a person, a team or a household). Check the award."
    ),
    "nominee_name_all_caps": "The name is in capitals. It is kept; correct it if you know how it is written.",
    "odd_space_replaced": "Unusual spaces within an answer were replaced by plain ones.",
    "over_word_limit": "The reason is over the word limit. Ask the nominator to shorten it, or allow it.",
    "possible_identifier": (
        "The reason may identify somebody: {detail}. A reviewer must take it out before judges read it."
    ),
    "possible_safeguarding_concern": "Somebody may be at risk of harm. Tell the safeguarding contact today.",
    "possible_same_person": (
        "The nominee may be the same person as in row {detail}, spelled another way. A reviewer can merge them."
    ),
    "possible_same_team": "The team may be the same as in {detail}, named another way. A reviewer can merge them.",
    "quotes_kept": "Quotation marks in the answers are kept.",
    "reason_blank": "There is no reason. Ask the nominator for one, or leave the row out.",
    "reason_short": "The reason is short. It can be imported; the nominator may want to add to it.",
    "reason_too_short": "The reason is too short to judge. Ask the nominator to add to it, or leave the row out.",
    "reviewer": "A reviewer should look at this first: {detail}.",
    "role_blank_for_team": "There is no job title, as there need not be for a team.",
    "self_nomination_not_allowed_in_category": "People cannot nominate themselves for this award. It is not imported.",
    "smart_quotes_kept": "Curly quotation marks or apostrophes are kept.",
    "special_category": "It tells something private: {detail}. A reviewer decides what may stay.",
    "submitted_before_opening": "It was sent before nominations opened. Check the date, or decide whether to take it.",
    "tab_replaced": "A tab within an answer was replaced by a space.",
    "team_members_incomplete": "Not all members of the team are named. Ask the team’s lead for the others.",
    "team_members_missing": "No members of the team are named. Ask the team’s lead.",
    "team_members_parsed_with_brackets": (
        "Words in brackets after a member’s name were taken for their role or employer."
    ),
    "team_members_unusable": "The answer names no members of the team. Ask the team’s lead.",
    "team_members_withheld": "The members of the team are not to be named here. Ask the team’s lead what may be said.",
    "test_row": "Somebody was trying the form. It is not imported.",
    "themes_blank": "No themes were chosen here, and perhaps in other rows. Themes are optional.",
    "timestamp_ambiguous": (
        "The time it was sent can be read in two ways, and one of them is outside the dates for nominations. Check it."
    ),
    "timestamp_iso": "The time it was sent is written another way than in other rows (year first). It was understood.",
    "timestamp_uk_format": (
        "The time it was sent is written another way than in other rows (day first). It was understood."
    ),
    "timestamp_unreadable": (
        "The time it was sent cannot be read, so nobody can say whether it was in time. Correct it."
    ),
    "timestamp_us_format": (
        "The time it was sent is written another way than in other rows (month first). It was understood."
    ),
    "value_too_long": "An answer is too long to be kept ({detail}). Shorten it.",
    "whitespace_trimmed": "Spaces before or after an answer were taken out.",
    "zero_width_removed": "Invisible characters were taken out.",
}

# What may follow the colon of a code, where the code itself would not be understood.
DETAIL_WORDS: dict[str, str] = {
    "case_reference": "a case record number",
    "child_name": "the name of a child",
    "court_case_number": "a court case number",
    "date_of_birth": "a date of birth",
    "email": "an email address",
    "family_proceedings": "it may be about family court proceedings",
    "health_own_words": "somebody’s own health, in their own words",
    "nhs_number": "an NHS number",
    "nhs_number_checksum_fails": "an NHS number with a slip in it",
    "nhs_number_wrong_length": "an NHS number with a figure too few or too many",
    "ni_number": "a National Insurance number",
    "ni_number_wrong_form": "a National Insurance number with a slip in it",
    "not_a_care_worker": "the job does not look like care work",
    "not_a_carer_at_home": "they do not look like Shared Lives or foster carers",
    "not_a_nurse": "the job does not look like nursing",
    "not_a_social_worker": "the job does not look like social work",
    "not_a_volunteer": "they do not look like a volunteer or an unpaid carer",
    "not_adult_social_care": "the job does not look like adult social care",
    "not_an_apprentice": "the job does not look like an apprenticeship",
    "other_employer": "they seem to work for somebody else",
    "person_name": "the name of a person",
    "phone": "a telephone number",
    "street_address": "an address",
    "uk_postcode": "a postcode",
}


def words_for(code: str) -> str:
    """Return the sentence for a code, with what follows its colon in words where the sentence has a place for it."""
    prefix, _, detail = code.partition(":")
    sentence = ISSUE_WORDS.get(prefix, prefix.replace("_", " ").capitalize() + ".")
    if "{detail}" not in sentence:
        return sentence
    if not detail:
        for place, general in ((": {detail}", ""), (" ({detail})", ""), ("{detail}", "another row")):
            sentence = sentence.replace("row " + place, "another row").replace(place, general)
        return sentence
    said = DETAIL_WORDS.get(detail) or detail.replace(",", ", ").replace("_", " ")
    return sentence.replace("{detail}", said)
