"""The record of a locked decision is enough to work the result out again, and one changed digit in it is found."""

import copy
import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from judging.attendance import everyone_present
from judging.deciding import fingerprint, hash_of
from judging.invariants import INVARIANTS
from judging.models import Decision, Round
from judging.services.deciding import record_decision, sign_decision, start_deliberating, unlock_decision
from judging.services.places import settle_round
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DecisionState, Outcome
from judging.verifying import differences
from tests.judging.ruled import APART, BY_HAND, SHARED_OUT, ruled_round

SHORT, NOT = Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED


def locked(award, people, marks, *, method) -> Decision:
    """Return the locked decision that shortlists the first two."""
    round_ = ruled_round(award, people, marks, method=method)
    settle_round(round_)
    round_ = start_deliberating(Round.objects.get(pk=round_.pk), by=people["chair"])
    best = [standing.entry for standing in round_.standings.ranked().select_related("entry")]
    for check in ask_suitability(best[:2], by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])
    decision = record_decision(
        round_,
        outcomes={entry: SHORT if place < 2 else NOT for place, entry in enumerate(best)},
        minutes="Met on Monday 2 March.",
        attendance=everyone_present(round_),
        others_present="Clerk, room 4",
        by=people["administrator"],
    )
    sign_decision(decision, by=people["chair"])
    return sign_decision(decision, by=people["administrator"])


def verify(*args):
    """Return how the command ends and what it prints."""
    out = StringIO()
    try:
        call_command("verify_result", "safeguarding", *args, stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def broken() -> list[str]:
    return [sentence for check in INVARIANTS for sentence in check()]


def changes(value, path=()):
    """Yield the path to each leaf of a record, and the leaf with one digit of it changed."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from changes(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from changes(inner, (*path, at))
    elif isinstance(value, bool):
        yield path, not value
    elif isinstance(value, int):
        yield path, value + 1
    elif value is None:
        yield path, "1.0000"
    elif isinstance(value, str) and re.search(r"\d", value):
        yield path, re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), value)
    else:
        yield path, f"{value}1"


def changed(record, path, leaf):
    """Return the record with one leaf changed."""
    again = copy.deepcopy(record)
    at = again
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = leaf
    return again


def where(path) -> str:
    """Return a path without the numbers in lists, to be read."""
    return ".".join(str(part) for part in path if not isinstance(part, int))


# What people said and what stands beside the figures: nothing follows from it, so the hash and the names vouch for it.
VOUCHED_FOR = {
    "attendance.judge",
    "attendance.presence",
    "award",
    "decision.minutes",
    "decision.no_award",
    "decision.outcomes.NO27-0001",
    "decision.outcomes.NO27-0002",
    "decision.outcomes.NO27-0003",
    "decision.outcomes.NO27-0004",
    "decision.reason",
    "figures_from",
    "format",
    "mode",
    "others_present",
    "ranking.fallback",
    "recipe.close_below",
    "recipe.description",
    "recipe.draws",
    "recipe.name",
    "recipe.places",
    "recipe.rounding",
    "recipe.text",
    "recipe.top",
    "recipe.trim_from",
    "recipe.version",
    "recipe.weight_shift",
    "round",
    "rule.pass_answers",
    "rule.pass_percent",
    "rule.rank_top",
    "sheets.revision",
    "shortlist_size",
    "standings.expected",
    "tie_rules",
}


@pytest.mark.parametrize("method", ["adjusted", "median", "mean"])
def test_each_digit_of_the_record_is_vouched_for(award, people, method):
    record = locked(award, people, SHARED_OUT, method=method).record
    variants = [(where(path), changed(record, path, leaf)) for path, leaf in changes(record)]

    assert [name for name, variant in variants if hash_of(variant) == hash_of(record)] == []
    # Figures, points, weights, places, ties and the recipe are not only hashed: they are worked out again.
    assert {name for name, variant in variants if not differences(variant)} <= VOUCHED_FOR


def test_the_command_finds_one_changed_digit_in_each_part(award, people):
    decision = locked(award, people, SHARED_OUT, method="adjusted")
    said = "Recomputed from the record: no difference."
    assert fingerprint(decision) == decision.record_hash
    assert verify() == (0, f"north-2027, safeguarding, shortlisting: {decision.record_hash}\n  {said}\n")
    for part in decision.record:
        path, leaf = next(changes(decision.record[part], (part,)), (None, None))
        if path is None:
            continue
        Decision.objects.filter(pk=decision.pk).update(record=changed(decision.record, path, leaf))
        code, words = verify()
        assert (code, "The record does not match its hash." in words) == (1, True), part


def test_whoever_writes_the_hash_anew_lacks_the_names(award, people):
    decision = locked(award, people, SHARED_OUT, method="adjusted")
    record = changed(decision.record, ("attendance", 0, "presence"), "absent")

    Decision.objects.filter(pk=decision.pk).update(record=record, record_hash=hash_of(record))

    code, words = verify("--json")
    assert (code, json.loads(words)["results"][0]["differences"]) == (
        1,
        ["A chair and an administrator did not sign a record with this hash."],
    )


def test_the_record_says_by_what_the_places_come_about(award, people):
    decision = locked(award, people, BY_HAND, method="adjusted-fixed")
    record = decision.record

    assert (record["format"], record["recipe"]["method"], record["recipe"]["version"]) == (2, "adjusted-fixed", 2)
    assert record["recipe"]["name"] == "mean corrected for each judge’s severity, without shrinkage"
    assert any("compared only on entries that they share" in words for words in record["recipe"]["description"])
    seats = dict(decision.round.panel.members.values_list("person__full_name", "pk"))
    assert record["ranking"] == {
        "method": "adjusted-fixed",
        "placed_by": "adjusted-fixed",
        "fallback": "",
        "severity": {
            "delta": "",
            "judges": [
                {"judge": seats["Judge"], "severity": "-1.0000"},
                {"judge": seats["Second Judge"], "severity": "1.0000"},
            ],
        },
    }
    assert [(s["entry"], s["total"], s["ranked_on"], s["position"]) for s in record["standings"]] == [
        ("NO27-0001", "2.0000", "3.0000", 2),
        ("NO27-0002", "3.0000", "2.0000", 3),
        ("NO27-0003", "3.0000", "3.0000", 1),
    ]
    assert [tie["total"] for tie in record["ties"]] == ["3.0000"]
    assert {sheet["revision"] for sheet in record["sheets"]} == {0}
    assert [(row["judge"], row["presence"]) for row in record["attendance"]] == [
        (pk, "present") for pk in sorted(seats.values())
    ]
    assert record["others_present"] == "Clerk, room 4"


def test_figures_stay_while_a_decision_is_locked_and_follow_once_it_is_open(award, people):
    decision = locked(award, people, BY_HAND, method="adjusted-fixed")
    # The only entry that both judges read.
    award.entries.filter(nominee__name="Keziah Brightwater").update(state="withdrawn")
    assert broken() == []
    assert decision.round.standings.get(entry__nominee__name="Marek Zielinski").position == 3

    for role in ("chair", "administrator"):
        decision = unlock_decision(decision, reason="She withdrew.", by=people[role])

    assert decision.state == DecisionState.PROVISIONAL
    rows = decision.round.standings.ranked().values_list("entry__nominee__name", "ranked_on", "position")
    assert list(rows) == [
        ("Marek Zielinski", None, 1),
        ("Joanna Ashcroft", None, 2),
        ("Keziah Brightwater", None, None),
    ]
    assert broken() == []


def test_a_method_that_gave_way_stands_in_the_record_with_the_reason(award, people):
    record = locked(award, people, APART, method="adjusted").record

    assert record["ranking"] == {
        "method": "adjusted",
        "placed_by": "mean",
        "fallback": (
            "The panel falls into parts that share no entry, so whether one part is stricter cannot be known. "
            "Entries are placed by the weighted mean."
        ),
        "severity": None,
    }
    assert {s["ranked_on"] for s in record["standings"]} == {None}
    assert differences(record) == []
    # Once all have read one entry in common, the method could have been used.
    record["sheets"].append(record["sheets"][0] | {"judge": record["sheets"][-1]["judge"]})
    assert "The record: the method that places entries is mean, recomputed adjusted" in differences(record)


def test_a_record_of_the_first_format_is_worked_out_as_it_was(award, people):
    record = locked(award, people, SHARED_OUT, method="mean").record
    for later in ("format", "ranking", "attendance", "others_present"):
        del record[later]
    record["recipe"] = {
        "name": "weighted mean of counted judges",
        "version": 1,
        "places": 4,
        "rounding": "half up",
        "text": record["recipe"]["text"],
    }
    for sheet in record["sheets"]:
        del sheet["revision"]
    for standing in record["standings"]:
        del standing["ranked_on"]
    assert differences(record) == []

    record["sheets"][0]["points"]["impact"] = 1
    assert differences(record)[0] == "NO27-0001: total is 3.0000, recomputed 2.4000"


def test_a_record_that_does_not_hold_together_is_a_difference_and_no_crash(award, people):
    record = locked(award, people, SHARED_OUT, method="adjusted").record

    del record["sheets"][0]["judge"]

    assert differences(record) == [
        "The record cannot be worked out again, because it does not hold together: KeyError('judge')"
    ]
