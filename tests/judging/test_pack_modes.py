"""Packs of the modes without points: what they ask is an answer or a place, and nothing speaks of scores to tick."""

import re

import pytest

from judging.models import Pack
from judging.services.packs import ask_for_pack, open_pack
from judging.services.reading import sheets_in_order
from judging.states import PackKind
from kit import jobs
from tests.judging.judged import NAMES, member_of
from tests.judging.moded import pass_round, rank_round
from tests.judging.test_packs import text_of

pytestmark = pytest.mark.django_db
ASKS = {
    "pass": {
        "make": pass_round,
        "once": "For each entry, give one answer and say why in the boxes below.",
        "each": ("Your answer", "Tick one answer.", "Note to the panel", "Feedback that may be shared"),
        "words": ("Pass", "Unsure", "Fail"),
        "never": ("Your order", "Tick one point", "What of impact?", "Counts for 40%", "Outstanding"),
    },
    "rank": {
        "make": rank_round,
        "once": "You put all entries in order on a page of their own.",
        "each": (
            "Your order",
            "Write its place in your order, 1 for the best. Leave it empty for those that you do not put in order.",
            "Note to the panel",
            "Feedback that may be shared",
        ),
        "words": (),
        "never": ("Your answer", "Unsure", "Tick one", "What of impact?", "Counts for 40%", "Outstanding"),
    },
}


def words_of(round_, judge, kind) -> str:
    """Ask for a pack, let the worker make it, and read it."""
    pack = ask_for_pack(member_of(round_, judge), round_, kind, by=judge)
    while jobs.work_on(pack.job_id):
        pass
    made = Pack.objects.select_related("job", "round__award", "member__person").get(pk=pack.pk)
    assert made.kind == kind
    return text_of(open_pack(made, by=judge), kind)


@pytest.mark.parametrize("kind", [PackKind.PDF, PackKind.HTML])
@pytest.mark.parametrize("mode", ASKS)
def test_a_pack_asks_what_the_round_asks(award, people, mode, kind):
    asks = ASKS[mode]
    round_ = asks["make"](award, people)
    words = words_of(round_, people["judge"], kind)

    assert words.count(asks["once"]) == 1
    assert {text: words.count(text) for text in asks["each"]} == dict.fromkeys(asks["each"], len(NAMES))
    for word in asks["words"]:
        assert len(re.findall(rf"\b{word}\b", words)) == len(NAMES), word
    assert [text for text in asks["never"] if text in words] == []
    shown = sorted(NAMES, key=lambda name: words.index(f"{name} "))
    sheets = sheets_in_order(round_, member_of(round_, people["judge"]))
    assert shown == [str(sheet.entry.nominee) for sheet in sheets]
