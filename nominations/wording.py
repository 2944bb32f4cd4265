"""The words that people agree to. A change of words is a new version: answers keep the words they were given to."""

from nominations.states import ConsentPurpose

CONSENT_VERSION = "2027-1"
CONSENT_WORDING = {
    ConsentPurpose.NAME: "You may publish my name with the award, for example on the results page.",
    ConsentPurpose.ROLE: "You may publish my job and who I work for, beside my name.",
    ConsentPurpose.PHOTOGRAPH: "You may take photographs of me at the event and publish them.",
    ConsentPurpose.QUOTATION: "You may publish words that I give you, as a quotation from me.",
    ConsentPurpose.FILM: "I may be seen in the film and the livestream of the event.",
}
CONSENT_QUESTIONS = {
    ConsentPurpose.NAME: "May we publish your name?",
    ConsentPurpose.ROLE: "May we publish your job and who you work for?",
    ConsentPurpose.PHOTOGRAPH: "May we publish photographs of you?",
    ConsentPurpose.QUOTATION: "May we quote words that you give us?",
    ConsentPurpose.FILM: "May you be seen in the film and the livestream?",
}
ENDORSEMENT_CONFIRMATIONS = {
    "works_here": "They work, volunteer or provide care here",
    "facts_right": "The facts are right, as far as I know",
    "may_proceed": "I know of no reason why they should not go forward",
    "nobody_identifiable": "Nobody who is supported, and nobody in their family, can be identified from it",
}
