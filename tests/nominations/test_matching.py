"""Names of nominees that are one however they are typed, and names that are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.matching import is_likely_same, match_key, team_key

ONE_PERSON = [
    ["SIOBHAN OROURKE-PATEL", "Siobhán O’Rourke-Patel", "Siobhan O'Rourke Patel", "Siobhan O’ Rourke–Patel"],
    ["Zoë Makepeace-Iyer", " Zoë Makepeace-Iyer\N{ZERO WIDTH SPACE}", "Zoe Makepeace Iyer", "Dr. Zoë  Makepeace‑Iyer"],
    ["Łukasz Wiśniewski-Thorne", "Łukasz Wisniewski-Thorne", "lukasz wisniewski thorne", "Wiśniewski-Thorne, Łukasz"],
    ["Nadia Fenwick Oyelaran", "Nadia Fenwick-Oyelaran", "Nadia Fenwick-Oyelaran OBE"],
    ['Sefton "Sef" Calloway-Brandt', "Sefton Calloway-Brandt", "Sefton 'Sef' Calloway-Brandt"],
    ["Sefton (Sef) Calloway-Brandt", "Sefton “Sef” Calloway Brandt", "Sefton ‘Sef’ Calloway-Brandt"],
    ["Farzana (فرزانه) Holloway-Mir", "Farzana Holloway-Mir", "\N{RIGHT-TO-LEFT MARK}Farzana Holloway-Mir"],
    ["Bryony Hesketh-Amadi 🌻", "Bryony Hesketh-Amadi", "👩🏽‍⚕️ Bryony Hesketh-Amadi ❤️"],
    ["Niamh  Ó Súilleabháin-Cole", "Niamh O'Suilleabhain Cole", "NIAMH Ó SÚILLEABHÁIN-COLE"],
    ["Nguyễn Thị Hạnh-Prentice", "Nguyen Thi Hanh Prentice"],
    ["Oluwaseun Adébáyò-Finch", "oluwaseun adebayo-finch", "Oluwaseun Adébáyò-Finch"],
    ["Agnes & Winston Pomfret-Daley", "Agnes and Winston Pomfret Daley"],
    ["Fiona McDonald", "Fiona Mc Donald"],
    ["Søren Æthelred-Weiß", "Soren AEthelred Weiss"],
    ["李明", " 李明 "],
]
ONE_TEAM = [
    ["Ellerdon Home First", "Ellerdon Home First Team", "The Ellerdon Home-First crew", "ELLERDON HOME FIRST TEAM"],
    ["The Bridge (Transitions Team)", "The Bridge", "Bridge", "Bridge Team"],
    ["Night Owls: Emergency Duty Team", "Night Owls", "The “Night Owls” team"],
    ["Pelford Hoarding & Self-neglect Partnership", "Pelford Hoarding and Self neglect Partnership"],
    ["Home First (Ellerdon)", "Home First - Ellerdon", "Home First"],
    ["The Team", "the team"],
    ["Team Ellerdon", "Ellerdon"],
]
TWO_PEOPLE = [
    ("Ann Emarsh", "Anne Marsh"),
    ("Anne Marsh", "Ann Marsh"),
    ("John Smith", "Joan Smith"),
    ("John Smith", "John Smythe"),
    ("Jon Smith", "John Smith"),
    ("Nadia Fenwick", "Nadia Fenwick-Oyelaran"),
    ("Nadia Oyelaran", "Nadia Fenwick-Oyelaran"),
    ("Mr Patel", "Mrs Patel"),
    ("Dr Falkirk", "Falkirk"),
    ("Sefton Calloway-Brandt", "Sef Brandt"),
    ("Sefton “Sef” Calloway", "Sefton “Sef” Brandt"),
    ("Mary Jane Watson", "Mary Watson"),
    ("Gareth Hathersage", "Mei-Ling Hathersage"),
    ("Siobhan O'Rourke Patel", "Siobhan Patel"),
    ("李明", "李朋"),
    ("がき", "かき"),
    ("🌻", "🌹"),
    ("", ""),
]
TWO_TEAMS = [
    ("Home First (Ellerdon)", "Home First (Wexley)"),
    ("Home First - Ellerdon", "Home First: Wexley team"),
    ("Team 7", "Team 17"),
    ("Ellerdon Home First", "Wexley Home First"),
    ("The Team", "The Crew"),
    ("The Bridge", "The Bridges"),
    ("Emergency Duty", "Emergency Duty Night"),
    ("Teamwork", "Work"),
    ("", ""),
]
full_names = st.lists(
    st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=2, max_size=9),
    min_size=2,
    max_size=4,
).map(" ".join)


@pytest.mark.parametrize("names", ONE_PERSON, ids=lambda names: names[0])
def test_one_person_has_one_key_however_they_are_typed(names):
    assert len({match_key(name) for name in names}) == 1
    assert all(is_likely_same(names[0], name) for name in names)


@pytest.mark.parametrize("names", ONE_TEAM, ids=lambda names: names[0])
def test_one_team_has_one_key_however_it_is_called(names):
    assert len({team_key(name) for name in names}) == 1
    assert all(is_likely_same(names[0], name, team=True) for name in names)


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people_are_not_one(one, other):
    assert not is_likely_same(one, other)


@pytest.mark.parametrize(("one", "other"), TWO_TEAMS)
def test_two_teams_are_not_one(one, other):
    assert not is_likely_same(one, other, team=True)


@given(st.text(max_size=60))
def test_a_key_holds_letters_and_figures_only_and_is_its_own_key(name):
    for key_of in (match_key, team_key):
        key = key_of(name)
        assert all(c == " " or unicodedata.category(c)[0] in "LNM" for c in key)
        assert key == " ".join(key.split())


@given(full_names, st.sampled_from("-‐‑–"), st.sampled_from(["Dr ", "Mrs ", "  ", "🌻 ", "\u200f"]))
def test_how_a_name_is_typed_changes_nothing(name, hyphen, before):
    typed = before + unicodedata.normalize("NFD", hyphen.join(name.rsplit(" ", 1)))

    assert match_key(typed) == match_key(name) == match_key(unicodedata.normalize("NFC", name))


@given(full_names, st.integers(min_value=0, max_value=30))
def test_another_letter_is_another_person(name, at):
    at %= len(name)
    if name[at] != " ":
        changed = name[:at] + ("x" if match_key(name[at]) != "x" else "y") + name[at + 1 :]
        assert not is_likely_same(name, changed)
