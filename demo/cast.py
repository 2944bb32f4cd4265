"""Who plays in the demo, and as whom a visitor may sign in."""

from dataclasses import dataclass

from demo.source import read
from people.models import User
from people.roles import Role

GRANTS = {
    "admin": Role.ADMINISTRATOR,
    "reviewer": Role.REVIEWER,
    "comms": Role.COMMUNICATIONS,
    "host": Role.HOST,
}

# People for roles that the reference season lacks.
EXTRA = [
    {
        "key": "meredith",
        "name": "Meredith Ashgrove",
        "email": "meredith.ashgrove@fellshire.example",
        "job_title": "Information governance manager",
        "role": Role.INFORMATION_GOVERNANCE,
    },
    {
        "key": "philippa",
        "name": "Philippa Garstang-Iqbal",
        "email": "philippa.garstang-iqbal@fellshire.example",
        "job_title": "HR adviser",
        "role": Role.HR_ADVISER,
    },
    {
        "key": "tobias",
        "name": "Tobias Rainsford",
        "email": "safeguarding.lead@fellshire.example",
        "job_title": "Safeguarding lead",
        "role": Role.SAFEGUARDING_LEAD,
    },
]

SIGN_INS = {
    "Putting somebody forward": [
        ("priya", "Nominator: has sent two nominations"),
        ("nadia", "Nominee: chooses what may be said about her"),
        ("patience", "Endorser: a team manager who is asked to confirm facts"),
    ],
    "Checking": [
        ("harriet", "Reviewer: safeguarding quality lead"),
        ("owen", "Reviewer: information governance officer"),
        ("tobias", "Safeguarding lead: hears that a concern was raised, and nothing else"),
    ],
    "Judging": [
        ("rosalind", "Judge: expert by experience, on five panels"),
        ("ffion", "Judge: university lecturer with a declared interest in one entry"),
        ("beatrix", "Chair of the Randip Bhogal Safeguarding Award"),
        ("kwabena", "Chair and judge, recused from one entry he would otherwise score"),
        ("desmond", "Independent chair of four panels"),
        ("alasdair", "Reserve judge"),
    ],
    "Running the season": [
        ("jocelyn", "Administrator"),
        ("dev", "Administrator who manages a nominee, and so is shut out of one entry"),
        ("philippa", "HR adviser: answers clear or do not proceed"),
        ("imogen", "Communications officer"),
        ("gideon", "Event host"),
        ("meredith", "Information governance: reads the audit trail"),
    ],
}


@dataclass(frozen=True)
class Row:
    """One person a visitor can be."""

    user: int
    name: str
    what: str


@dataclass(frozen=True)
class Group:
    """People of one part of the journey."""

    title: str
    rows: list[Row]


def addresses() -> dict[str, str]:
    """Return the e-mail address of everybody of the demo who has one, by key."""
    people = [*read()["people"], *EXTRA]
    return {person["key"]: person["email"] for person in people if person["email"]}


def sign_ins(season) -> list[Group]:
    """Return the sign-ins to offer, by part of the journey; none when no season is loaded."""
    if season is None:
        return []
    found = {user.email: user for user in User.objects.select_related("person")}
    known = {key: found.get(address.lower()) for key, address in addresses().items()}
    return [
        Group(title, [Row(known[key].pk, known[key].person.full_name, what) for key, what in rows if known.get(key)])
        for title, rows in SIGN_INS.items()
    ]
