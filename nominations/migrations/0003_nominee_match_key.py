"""Store each nominee's name as it is compared with others.

What the names mean is written out here as it was on this day; `nominations.matching` goes on from it.
"""

import re
import unicodedata

from django.db import migrations, models

_BATCH = 1000
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻʹ`´‛′"))
_DOTS = dict.fromkeys(map(ord, ".·․"))
# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ɓ": "b", "ɗ": "d",
        "ƙ": "k", "ə": "a", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "&": " and ", "+": " and ",
    }
)  # fmt: skip
# The classes of marks that make another letter of an alphabet; an accent only says how a letter sounds.
_MAKES_A_LETTER = frozenset({0, 7, 8, 9})
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_QUOTED = re.compile(r"[\"“”„«][^\"“”„«»]*[\"“”»]|(?<!\S)['‘’](?=\w)[^'‘’]*['’](?!\S)")
_DESCRIBED = re.compile(r"\s*:\s*|\s+[-‐‑‒–—]+\s+")
_TITLES = frozenset(
    [
        *("mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "rev", "revd", "reverend"),
        *("cllr", "councillor", "sir", "dame", "lord", "lady"),
    ]
)
_HONOURS = frozenset(["mbe", "obe", "cbe", "kbe", "dbe", "bem", "phd"])
_OF_A_SURNAME = frozenset({"o", "mc", "mac"})
_BEFORE_A_TEAM = frozenset({"the", "team"})
_AFTER_A_TEAM = frozenset({"team", "crew"})


def _match_key(name):
    for aside in (_QUOTED.sub(" ", _BRACKETED.sub(" ", name)), _BRACKETED.sub(" ", name), name):
        if key := " ".join(_without_titles(_words(_turned(aside)))):
            return key
    return ""


def _team_key(name):
    for part in (_described(name), _BRACKETED.sub(" ", name), name):
        if shorter := _without_team(_words(part)):
            return " ".join(shorter)
    return " ".join(_words(name))


def _words(text):
    bare = text.translate(_APOSTROPHES).translate(_DOTS)
    bare = unicodedata.normalize("NFKD", bare).casefold().translate(_PLAIN)
    kept = []
    for c in unicodedata.normalize("NFKD", bare):
        category = unicodedata.category(c)
        if category[0] in "LN" or (category in {"Mn", "Mc"} and _is_part_of_a_letter(c)):
            kept.append(c)
        elif category[0] != "M" and category != "Cf":
            kept.append(" ")
    return _joined_surnames(unicodedata.normalize("NFC", "".join(kept)).split())


def _is_part_of_a_letter(mark):
    return unicodedata.combining(mark) in _MAKES_A_LETTER and not unicodedata.name(mark, "").startswith("VARIATION")


def _joined_surnames(words):
    joined = []
    for word in words:
        if len(joined) > 1 and joined[-1] in _OF_A_SURNAME:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _turned(name):
    before, comma, after = name.partition(",")
    if not comma or "," in after or not before.strip() or not after.strip():
        return name
    return f"{before} {after}" if _HONOURS.issuperset(_words(after)) else f"{after} {before}"


def _without_titles(words):
    while len(words) > 2 and words[0] in _TITLES:
        words = words[1:]
    while len(words) > 2 and words[-1] in _HONOURS:
        words = words[:-1]
    return words


def _without_team(words):
    while words and words[0] in _BEFORE_A_TEAM:
        words = words[1:]
    while words and words[-1] in _AFTER_A_TEAM:
        words = words[:-1]
    return words


def _described(name):
    before = _DESCRIBED.split(_BRACKETED.sub(" ", name), maxsplit=1)[0]
    return before if _without_team(_words(before)) else _BRACKETED.sub(" ", name)


def _store_keys(apps, schema_editor):
    """Work out the key of every nominee, a thousand at a time."""
    nominees = apps.get_model("nominations", "Nominee").objects.using(schema_editor.connection.alias)
    batch = []
    for nominee in nominees.only("pk", "kind", "name").order_by("pk").iterator(chunk_size=_BATCH):
        key_of = _match_key if nominee.kind == "person" else _team_key
        nominee.match_key = key_of(nominee.name)[:200]
        batch.append(nominee)
        if len(batch) == _BATCH:
            nominees.bulk_update(batch, ["match_key"])
            batch = []
    nominees.bulk_update(batch, ["match_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("nominations", "0002_concerns_proposals_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="nominee",
            name="match_key",
            field=models.CharField(
                blank=True,
                db_default="",
                db_index=True,
                default="",
                editable=False,
                help_text="The name as it is compared with other nominees' (`nominations.matching`)",
                max_length=200,
            ),
        ),
        migrations.AddIndex(
            model_name="nominee",
            index=models.Index(models.functions.Upper("email"), name="nominee_email_any_case"),
        ),
        migrations.RunPython(_store_keys, migrations.RunPython.noop),
    ]
