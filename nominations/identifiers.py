"""What may identify somebody, in words for the awards team."""

KIND_WORDS = {
    "nhs_number": "NHS number",
    "ni_number": "National Insurance number",
    "uk_postcode": "Postcode",
    "date_of_birth": "Date of birth",
    "email": "Email address",
    "phone": "Phone number",
    "case_reference": "Case record number",
    "court_case_number": "Court case number",
    "street_address": "Street address",
    "person_name": "Name of a person",
    "child_name": "Name of a child",
    "school": "School",
    "health_information": "Health detail",
    "family_proceedings": "Family court proceedings",
    "possible_safeguarding_concern": "Possible safeguarding concern",
}

# What judges may have seen of somebody; "other" where it is none of these.
OTHER = "other"
SEEN = {kind: words for kind, words in KIND_WORDS.items() if kind != "possible_safeguarding_concern"} | {
    OTHER: "Something else"
}
