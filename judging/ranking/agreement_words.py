"""What figures of agreement mean for a panel of this size, cautiously: prompts to talk, never verdicts."""

from collections.abc import Mapping

from judging.ranking.variances import Reads

STRONG, FAIR = 0.8, 0.667  # Krippendorff, Content Analysis (2004), section 11.4: customary, not laws of nature
_FEW_ENTRIES, _FEW_JUDGES, _FEW_SHEETS = 10, 4, 20
_MANY_READERS = 5
_CHI_SQUARED_FROM = 8  # entries from which chi-squared serves for W (Siegel and Castellan 1988)


def words_of(
    alpha: float | None,
    interval: tuple[float, float] | None,
    icc: Mapping[str, float | None],
    whole: Mapping[str, float | None],
    reads: Reads,
) -> tuple[str, ...]:
    """Return plain sentences: how far single sheets agree, how steady the mean is, and how much to make of it."""
    entries, judges = int((reads.n > 0).sum()), int((reads.m > 0).sum())
    words = [_of_alpha(alpha, entries, judges), _of_interval(interval), _of_mean(alpha, icc, reads)]
    words += [_of_order(whole, entries, judges), _of_size(alpha, entries, judges)]
    return tuple(sentence for sentence in words if sentence)


def strength_of(figure: float) -> str:
    """Return Krippendorff's customary word for an alpha or an intraclass correlation."""
    if figure >= STRONG:
        return "strong"
    return "fair" if figure >= FAIR else "weak"


def _of_alpha(alpha: float | None, entries: int, judges: int) -> str:
    if alpha is None:
        return "Agreement cannot be measured: too few entries have two sheets or more, or every score is the same."
    return (
        f"Agreement between single sheets is {strength_of(alpha)} by the customary cut-offs of 0.80 and 0.67 "
        f"(Krippendorff’s alpha {_two(alpha)}; 1 is perfect, 0 is chance)."
    )


def _of_interval(interval: tuple[float, float] | None) -> str:
    if interval is None:
        return ""
    low, high = interval
    return f"With other entries of the same kind, alpha could well lie between {_two(low)} and {_two(high)}."


def _of_mean(alpha: float | None, icc: Mapping[str, float | None], reads: Reads) -> str:
    """Say how far the mean of the readers would repeat: rho, which can be high where single sheets agree weakly."""
    rho, k = icc.get("Ck"), reads.sheets_each
    if rho is None or k is None or k < 1.5:
        return ""
    readers = f"{k:.0f}" if abs(k - round(k)) < 0.05 else f"about {k:.1f}"
    if rho <= 0:
        return f"The means of {readers} readers do not tell these entries apart beyond chance."
    sentence = f"The mean of {readers} readers would be expected to correlate {_two(rho)} with another such panel’s."
    if alpha is not None and alpha < FAIR and k >= _MANY_READERS and rho >= FAIR:
        return sentence + " Single sheets differ, yet their mean is steadier than any one of them."
    return sentence


def _of_order(whole: Mapping[str, float | None], entries: int, judges: int) -> str:
    w, p = whole.get("w"), whole.get("p")
    if w is None or p is None:
        return ""
    sentence = f"Kendall’s W of the judges’ orders is {_two(w)}, from 0 (no common order) to 1 (the same order)."
    if entries < _CHI_SQUARED_FROM:
        return sentence
    by_chance = "less than once in a thousand" if p < 0.001 else f"about {_times(p)}"
    return sentence + f" Judges who order at random would agree as much {by_chance}."


def _of_size(alpha: float | None, entries: int, judges: int) -> str:
    if alpha is None or (entries >= _FEW_ENTRIES and judges >= _FEW_JUDGES):
        return ""
    people = "1 judge" if judges == 1 else f"{judges} judges"
    works = "1 entry" if entries == 1 else f"{entries} entries"
    if entries < _FEW_ENTRIES // 2 or judges <= 2 or entries * judges < _FEW_SHEETS:
        return f"With {people} and {works} these figures say little."
    return f"With {people} and {works} these figures are a rough guide."


def _times(p: float) -> str:
    return f"{p * 100:.0f} times in a hundred" if p >= 0.015 else f"{max(1, round(p * 1000))} times in a thousand"


def _two(figure: float) -> str:
    """Return two decimals with a true minus sign; nothing is shown as minus nought."""
    shown = f"{figure + 0.0:.2f}"
    return "0.00" if shown == "-0.00" else shown.replace("-", "−")
