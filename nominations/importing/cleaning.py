"""Mending a cell: what a spreadsheet or a form put in that its writer did not mean. Every mend has a code.

What has no code is never changed: without one, a value is what the cell held, to the character.
"""

import html
import re
import unicodedata

import ftfy
import ftfy.badness

# Answers of several lines; in all others a line break is an accident.
LONG = frozenset({"reason", "citation", "anything_else", "members"})
EMAILS = frozenset({"nominee_email", "nominator_email", "manager_email"})
NAMES = frozenset({"nominee", "nominator"})
FIGURES = EMAILS | {"nominator_phone", "id", "started", "completed", "period"}

MENDS = (
    "mojibake_repaired",
    "html_stripped",
    "html_entities_decoded",
    "control_characters_removed",
    "newlines_normalised",
    "line_break_replaced",
    "tab_replaced",
    "zero_width_removed",
    "odd_space_replaced",
    "whitespace_trimmed",
    "double_space_collapsed",
    "email_case_normalised",
)
KEPT = (
    "name_unicode_nfd",
    "quotes_kept",
    "smart_quotes_kept",
    "newlines_kept",
    "formula_prefix_neutralised",
    "leading_hyphen_kept_as_text",
)

# Most cells: plain letters with single spaces, no sign that means something to a web page or a spreadsheet.
_PLAIN = re.compile(r"(?:(?![=+@-])[!#-%'-;=->?-~](?: ?[!#-%'-;=->?-~])*)?")
_NOTHING = re.compile("[\u200b\u2060\ufeff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BLOCK = re.compile(r"\s*</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|tbody|blockquote)(?:\s[^<>]*)?/?>\s*", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|a|small|sup|sub|td|th|o:p|style)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What repairing may do besides reading bytes in another alphabet; all else would guess at letters that are lost.
_CERTAIN_STEPS = frozenset({"decode_inconsistent_utf8", "restore_byte_a0"})
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def mend(field: str, raw: str) -> tuple[str, list[str]]:
    """Return a cell as its writer meant it, and a code for each thing that was mended or deliberately kept."""
    if field not in EMAILS and _PLAIN.fullmatch(raw):
        return raw, []
    codes: list[str] = []

    def step(code: str, text: str, changed: str) -> str:
        if changed != text:
            codes.append(code)
        return changed

    text = step("mojibake_repaired", raw, _with_letters_restored(raw))
    text = _without_markup(text, field, step)
    text = step("control_characters_removed", text, _CONTROL.sub("", text))
    breaks = _BREAK.sub("\n", text)
    if field in LONG:
        if breaks == text and "\n" in raw.strip():
            codes.append("newlines_kept")
        text = step("newlines_normalised", text, breaks)
        text = step("zero_width_removed", text, _NOTHING.sub("", text))
        text = step("whitespace_trimmed", text, text.strip())
    else:
        text = step("zero_width_removed", text, _DIRECTION.sub("", _NOTHING.sub("", text)))
        text = step("whitespace_trimmed", text, text.strip())
        text = step("line_break_replaced", text, re.sub(r"\s*\n\s*", " ", _BREAK.sub("\n", text)))
        text = step("tab_replaced", text, text.replace("\t", " "))
        text = step("odd_space_replaced", text, _ODD_SPACE.sub(" ", text))
        text = step("double_space_collapsed", text, re.sub(" {2,}", " ", text))
    if field in EMAILS:
        text = step("email_case_normalised", text, text.lower())
    return text, codes + _kept(field, raw, text)


def _without_markup(text: str, field: str, step) -> str:
    between = "\n" if field in LONG else " "
    bare = _INLINE.sub("", _BLOCK.sub(between, text))
    if bare != text:
        return step("html_stripped", text, html.unescape(bare).strip())
    return step("html_entities_decoded", text, _ENTITY.sub(lambda found: html.unescape(found[0]), text))


def _kept(field: str, raw: str, text: str) -> list[str]:
    codes = []
    if field in NAMES and unicodedata.normalize("NFC", text) != text:
        codes.append("name_unicode_nfd")
    if '"' in raw:
        codes.append("quotes_kept")
    if re.search("[“”‘’]", raw) and _with_letters_restored(raw) == raw:
        codes.append("smart_quotes_kept")
    if field not in FIGURES and text[:1] in {"=", "+", "@"}:
        codes.append("formula_prefix_neutralised")
    if field not in FIGURES and text[:1] == "-":
        codes.append("leading_hyphen_kept_as_text")
    return codes


def _with_letters_restored(text: str) -> str:
    """Return text that was read in the wrong alphabet as it was written, only where that can be undone exactly."""
    if text.isascii() or not ftfy.badness.is_bad(text):
        return text
    repaired, steps = ftfy.fix_encoding_and_explain(text)
    asked = {step.parameter for step in steps or () if step.action not in {"encode", "decode"}}
    if not asked <= _CERTAIN_STEPS or "\ufffd" in repaired or ftfy.badness.is_bad(repaired):
        return text
    return repaired
