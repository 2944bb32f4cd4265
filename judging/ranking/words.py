"""The recipe and its warnings in plain English, for the method page, the decision pack, the room and the command."""

from collections.abc import Sequence

from judging.ranking.recipe import Method, Recipe

WARNINGS = {
    "no_sheets": "There are no marks yet, so there is nothing to put in order.",
    "one_entry": "There is only one entry, so there is nobody to compare it with.",
    "one_judge": "There is only one judge, so strictness cannot be told apart from the quality of the entries.",
    "read_once": (
        "No entry was read by two judges, so nothing is known of how far judges differ: the marks stand as given, "
        "and no chances or margins of error can be worked out."
    ),
    "no_severity_found": (
        "The marks show no difference in strictness between judges beyond chance, so correcting for it changes nothing."
    ),
    "perfect_agreement": (
        "Judges agree exactly on what they read together, strictness allowed for, so no chance is left to measure."
    ),
    "disconnected": (
        "Some judges and entries share nothing with the others, directly or through colleagues. Whether one part of "
        "the panel is stricter cannot be known from these marks, so figures corrected for strictness are not compared "
        "between the parts and do not decide the order."
    ),
    "thin_link": (
        "Judges share few entries with one another, so how strict they are beside each other is known only roughly."
    ),
    "unlinked_judge": (
        "At least one judge shares no entry with a colleague; nothing can be said of that judge’s strictness."
    ),
    "below_quorum": "At least one entry has too few counted sheets to have a rank.",
    "nobody_ranked": "No entry has enough counted sheets to have a rank.",
    "one_reader": "At least one ranked entry was read by one judge alone.",
    "unmarked_criteria": (
        "At least one sheet leaves a criterion unmarked; it is judged by how its other marks compare with the average."
    ),
    "trimmed_not_usable": (
        "The highest and lowest sheet cannot be dropped, because a ranked entry has too few sheets: "
        "the order goes by the mean."
    ),
    "few_judges": (
        "There are fewer than four judges, so figures about how far judges differ are rough: look at them, but do not "
        "lean on them."
    ),
    "shared_first": "Two or more entries share the first place.",
    "too_close": "The first two are too close to call on these marks alone.",
    "leader_differs_by_chance": (
        "The entry most likely to be first is not the one placed first: it was read by more judges, or by stricter "
        "ones. One more read of each would help before anything is decided."
    ),
}

_EQUALLY_GOOD = "This assumes that every judge read entries that are equally good on the whole"
_COMPARED = "Judges differ in how strict they are. They are compared only on entries that they share."
_COMPLETE = (
    "If every judge had read every entry, this step would change nothing in the order. Where judges and entries fall "
    "into parts that share nothing, strictness cannot be compared between the parts, and the order goes by the mean of "
    "the sheets as given."
)
_RULES = {
    Method.MEAN: ["An entry’s figure is the mean of its sheets: every judge counts alike."],
    Method.MEDIAN: [
        "An entry’s figure is the median of its sheets: the middle one, or the mean of the middle two. One very high "
        "or very low sheet does not move it, and it uses less of what the judges said than the mean does."
    ],
    Method.TRIMMED: [
        "One highest and one lowest sheet of each entry are dropped, and its figure is the mean of the rest. "
        "This is used only where every ranked entry has at least {trim_from} sheets."
    ],
    Method.BORDA: [
        "Each judge’s sheets are put in order, and each place becomes the share of that judge’s entries that stand "
        "below it, counting half for the entry itself and for equals. An entry’s figure is the mean of its shares, "
        "from 0 to 1.",
        f"{_EQUALLY_GOOD}.",
    ],
    Method.Z: [
        "Each judge’s sheets are compared with that judge’s own average and spread: a sheet counts as so many standard "
        "deviations above or below it. An entry’s figure is the mean of these.",
        f"{_EQUALLY_GOOD}, and it is unsteady for judges with fewer than ten sheets.",
    ],
    Method.ADJUSTED: [
        f"{_COMPARED} From that, each judge’s habit is estimated cautiously: the fewer shared reads there are, the "
        "smaller the correction. It is taken off each of the judge’s sheets, and an entry’s figure is the mean of its "
        "corrected sheets.",
        _COMPLETE,
    ],
    Method.ADJUSTED_FIXED: [
        f"{_COMPARED} From that, each judge’s habit is estimated by least squares and taken off each of the judge’s "
        "sheets in full, however few reads it rests on. An entry’s figure is the mean of its corrected sheets.",
        _COMPLETE,
    ],
}


def describe(
    recipe: Recipe,
    *,
    criteria: Sequence[tuple[str, float]] = (),
    quorum: int | None = None,
    scale: tuple[float, float] | None = None,
    readers: int | None = None,
) -> list[str]:
    """Return the recipe as paragraphs of plain English, made from its own fields.

    `criteria` are names with their weights, in any unit; `quorum` overrides the recipe’s; `scale` are the ends of the
    award’s scale; `readers` is how many judges read each entry, None where every judge reads all that they may.
    """
    return [
        _sheet_words(criteria, scale, readers),
        *rule_words(recipe),
        _count_words(recipe.quorum if quorum is None else quorum),
        _tie_words(recipe),
        _chance_words(recipe),
    ]


def rule_words(recipe: Recipe) -> list[str]:
    """Return how an entry’s sheets become its figure, as paragraphs."""
    return [paragraph.format(trim_from=recipe.trim_from) for paragraph in _RULES[recipe.method]]


def _sheet_words(criteria, scale, readers) -> str:
    who = "Each judge who may read an entry" if readers is None else f"Each entry is read by {_judges(readers)}, who"
    verb = "gives it points" if readers is None else "give it points"
    if readers == 1:
        verb = "gives it points"
    ends = f" from {scale[0]:g} to {scale[1]:g}" if scale else ""
    if len(criteria) < 2:
        return f"{who} {verb}{ends}. That is the judge’s sheet for the entry."
    total = sum(weight for _, weight in criteria)
    shares = [f"{name} ({100 * weight / total:.4g}%)" for name, weight in criteria]
    return (
        f"{who} {verb}{ends} for each criterion: {', '.join(shares[:-1])} and {shares[-1]}. The figure of a sheet is "
        "their mean, weighted by these shares. A sheet that was not handed in, or whose judge has an interest in the "
        "entry, does not count at all: it is never taken as nought."
    )


def _judges(count: int) -> str:
    return "one judge" if count == 1 else f"{count} judges"


def _count_words(quorum: int) -> str:
    if quorum <= 1:
        return "Every entry with at least one counted sheet has a rank."
    return (
        f"An entry needs at least {quorum} counted sheets: with fewer, its figure is shown, but its place does not "
        "count."
    )


def _tie_words(recipe: Recipe) -> str:
    return (
        f"Figures are worked out in full and rounded once, at the end, to {recipe.places} decimal places, half up. "
        "Entries with equal figures share a rank, and the next is skipped; an award’s own rules for ties may then part "
        "them."
    )


def _chance_words(recipe: Recipe) -> str:
    return (
        "Beside the order stands how sure it is: how likely an entry is to be first, or among the first "
        f"{recipe.top}, if chance in the marks is allowed for. This is worked out by {recipe.draws:,} repetitions from "
        f"a fixed starting number ({recipe.seed}), so that anybody who repeats it finds the same. Where the better of "
        f"two is less than {100 * recipe.close_below:.3g}% likely to be ahead, the two are called too close to call. "
        "These figures change no rank: they describe the panel’s marks, not what an entry deserves."
    )
