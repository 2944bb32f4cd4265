"""Another council's file: semicolons, the Windows alphabet, a title above the headings, day before month."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from nominations.importing import AwardFacts, Context, Limits, NominationFacts

ZONE = ZoneInfo("Europe/London")
WHY = (
    "Whenever the bell rings at night it is answered within a minute, and nobody is ever told to wait. Last winter the "
    "heating broke and everybody was moved to the chapel with blankets, soup and a piano before the first of them was "
    "cold. Relatives still talk about it."
)
CONTEXT = Context(
    awards=(
        AwardFacts("kindness", "Kindness in Care Award", "individual", "Care workers and nurses in Marrowdale"),
        AwardFacts("hero", "Unsung Hero", "individual", "Anyone, including volunteers", self_nomination=True),
        AwardFacts("together", "Better Together: Team Award", "team", "Teams of any size"),
        AwardFacts("families", "Families Award", "either", "Foster carers; households count as one nominee"),
        AwardFacts("social-work", "Social Worker of the Year", "individual", "Social workers employed by the council"),
    ),
    opens=datetime(2027, 2, 1, 9, tzinfo=ZONE),
    closes=datetime(2027, 2, 28, 23, 59, tzinfo=ZONE),
    zone=ZONE,
    limits=Limits(most=200, short_below=20, too_short_below=5),
    nominations=(
        NominationFacts("MD-0007", "kindness", "Bronwen Vale-Osei", "", "Idris Pell", "idris.pell@marrowdale.example"),
        NominationFacts(
            "MD-0009", "together", "The Night Shift", "", "Cerys Hollin", "cerys@home.example", is_team=True
        ),
    ),
    judges={"hero": frozenset({"judge.jones@marrowdale.example", "ifan pugh"})},
    reviewers=frozenset({"reader@marrowdale.example"}),
    own_names=("Marrowdale Borough Council",),
    own_domains=frozenset({"marrowdale.example"}),
)
HEADINGS = {
    "when": "Date submitted",
    "by": "Your name",
    "from": "Your e-mail",
    "award": "Category",
    "who": "Name of nominee",
    "job": "Nominee job title",
    "works": "Nominee organisation",
    "mail": "Nominee email",
    "team": "Team members",
    "why": "Tell us what they have done",
    "date": "When was this?",
}
USUAL = {
    "when": "13/02/2027 09:15",
    "by": "Olwen Prydderch",
    "from": "olwen.prydderch@marrowdale.example",
    "award": "Kindness in Care Award",
    "who": "Tegwen Ashdown",
    "job": "Care assistant",
    "works": "Brambles",
    "why": WHY,
    "date": "14/11/2026",
}

# (what differs from the usual row, status, award, codes)
ROWS = [
    ({}, "ok", "kindness", []),
    ({"by": "Hari Quill", "from": "hari@home.example"}, "ok", "kindness", ["duplicate_nominee:tegwen"]),
    ({"why": WHY.upper()}, "reject", "kindness", ["duplicate_submission:1"]),
    ({"why": WHY + " And more."}, "needs_decision", "kindness",
     ["duplicate_nominee:tegwen", "already_nominated_by_same_person:1"]),
    ({"who": "Bronwén Vale Osei", "from": "mair@home.example"}, "ok", "kindness", ["duplicate_nominee:bronwen"]),
    ({"who": "Bronwen Vale-Osei", "from": "Idris.Pell@Marrowdale.example"}, "needs_decision", "kindness",
     ["duplicate_nominee:bronwen", "already_nominated_by_same_person:MD-0007", "email_case_normalised"]),
    ({"award": "Kindness", "who": "Arthen Rook"}, "ok", "kindness", ["award_alias"]),
    ({"award": "UNSUNG  HERO", "who": "Bethan Sloe", "job": "Gardener"}, "ok", "hero", ["award_name_normalised"]),
    ({"award": "Best Cake", "who": "Carys Damson"}, "needs_decision", None, ["award_unknown"]),
    ({"award": "Unsung Hero or Kindness in Care Award", "who": "Delyth Fern"}, "needs_decision", None,
     ["award_multiple"]),
    ({"award": "", "who": "Emrys Gorse"}, "needs_decision", None, ["award_blank"]),
    ({"who": "Ffion Hazel", "job": "Plumber"}, "ok", "kindness", ["check_nominee_pool:not_a_care_worker"]),
    ({"award": "Social Worker of the Year", "who": "Gwilym Ivy", "job": "Social worker", "works": "Moor Trust",
      "mail": "gwilym@moortrust.example"}, "ok", "social-work", ["check_nominee_pool:other_employer"]),
    ({"award": "Social Worker of the Year", "who": "Olwen Prydderch", "job": "Social worker"}, "reject", "social-work",
     ["self_nomination_not_allowed_in_category"]),
    ({"award": "Unsung Hero", "who": "Olwen Prydderch", "job": "Clerk"}, "ok", "hero", []),
    ({"award": "Unsung Hero", "who": "Judge Jones", "mail": "judge.jones@marrowdale.example"}, "needs_decision", "hero",
     ["nominee_is_judge_in_category"]),
    ({"award": "Unsung Hero", "who": "Mabon Fir", "by": "Ifan Pugh", "from": ""}, "needs_decision", "hero",
     ["nominator_is_judge_in_category"]),
    ({"who": "Mabli Oak", "from": "reader@marrowdale.example"}, "needs_decision", "kindness",
     ["nominator_is_reviewer"]),
    ({"award": "Better Together: Team Award", "who": "Night Shift Team", "job": "", "team": "Ann Elm (cook)\nRoy Ash"},
     "ok", "together",
     ["possible_same_team:MD-0009", "role_blank_for_team", "newlines_kept", "team_members_parsed_with_brackets"]),
    ({"award": "Better Together: Team Award", "who": "Kitchen crew", "team": "all of them"}, "needs_decision",
     "together", ["team_members_unusable"]),
    ({"award": "Families Award", "who": "Nia and Pedr Rowan", "job": "Foster carers"}, "ok", "families",
     ["nominee_is_household"]),
    ({"who": "Sioned Larch / Tudur Pine"}, "needs_decision", "kindness", ["multiple_nominees_in_one_row"]),
    ({"when": "01/03/2027 00:10", "who": "Una Beech"}, "reject", "kindness", ["late_submission"]),
    ({"when": "28/02/2027 23:58:30", "who": "Wyn Aspen"}, "ok", "kindness", ["close_to_deadline_accept"]),
    ({"when": "12/01/2027 10:00", "who": "Ynyr Birch"}, "needs_decision", "kindness", ["submitted_before_opening"]),
    ({"when": "last Tuesday", "who": "Zelah Cedar"}, "needs_decision", "kindness", ["timestamp_unreadable"]),
    ({"who": "Aled Dogwood", "by": "Anon", "from": ""}, "needs_decision", "kindness", ["nominator_unknown"]),
    ({"who": "Test", "why": "Testing the form"}, "reject", "kindness", ["test_row", "reason_too_short"]),
    ({"who": ""}, "reject", "kindness", ["nominee_blank"]),
    ({"who": "Bryn Elder", "why": ""}, "needs_decision", "kindness", ["reason_blank"]),
    ({"who": "Cadi Furze", "why": "<p>Always kind,<br>always on time, and the first to laugh.</p>", "date": "Oct-26"},
     "ok", "kindness", ["html_stripped", "date_spreadsheet_mangled", "reason_short"]),
    ({"who": "ELIN GUELDER-ROSE", "why": WHY + " She’s our star.", "date": "03/04/2026"}, "ok", "kindness",
     ["nominee_name_all_caps", "smart_quotes_kept", "date_ambiguous"]),
    ({"who": "Gethin Holly", "why": WHY.replace("soup", "soup â€“ and bread")}, "ok", "kindness",
     ["mojibake_repaired"]),
    ({"who": "Heledd Juniper", "why": f"{WHY} Ring me on 07700 900123."}, "needs_decision", "kindness",
     ["possible_identifier:phone"]),
]  # fmt: skip


def content() -> bytes:
    """Return the file as the council sends it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Nominations 2027"] + [""] * (len(HEADINGS) - 1))
    writer.writerow([])
    writer.writerow(HEADINGS.values())
    for differs, *_ in ROWS:
        row = USUAL | differs
        writer.writerow([row.get(name, "") for name in HEADINGS])
    writer.writerows([[]] * 3)
    return text.getvalue().encode("cp1252")
