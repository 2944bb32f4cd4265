"""What a form may say about the look of one of its fields."""

from dataclasses import dataclass, field
from typing import Any

LABEL_SIZES = ("", "s", "m", "l", "xl")
INPUT_WIDTHS = (2, 3, 4, 5, 10, 20, 30)
BLOCK_WIDTHS = ("full", "three-quarters", "two-thirds", "one-half", "one-third", "one-quarter")


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one field is shown; every part may be left out.

    label_size: "s", "m", "l", "xl", or "" for a label that is not bold. Left out: "l" for a heading, else "s".
    heading: the label (or legend) is the page's h1: for pages that ask one question.
    hidden_label: only screen readers hear the label.
    hint: replaces the field's help text.
    hints: a hint under single choices of radios or checkboxes, by value.
    conditional: by value of a radio or checkbox, the name of the field shown under it once it is chosen.
    inline, small: radios side by side; small radios or checkboxes.
    divider_before: the value of the choice that has an "or" above it.
    exclusive: the value of the checkbox that unticks all others ("None of these").
    width: characters (2, 3, 4, 5, 10, 20, 30) for a text input, or a part of the column ("one-half").
    prefix, suffix: what stands before or after a text input, such as "£".
    rows: height of a text area in lines.
    max_words: counts words under a text area. `WordsField` sets it, and refuses more.
    autocomplete, inputmode, spellcheck: as in HTML.
    noun: the words for the answer in error messages: "their full name" gives "Enter their full name".
    group_class, input_class: further CSS classes.
    """

    label_size: str | None = None
    heading: bool = False
    hidden_label: bool = False
    hint: str | None = None
    hints: dict[Any, str] = field(default_factory=dict)
    conditional: dict[Any, str] = field(default_factory=dict)
    inline: bool = False
    small: bool = False
    divider_before: Any = None
    exclusive: Any = None
    width: int | str | None = None
    prefix: str = ""
    suffix: str = ""
    rows: int | None = None
    max_words: int | None = None
    autocomplete: str | None = None
    inputmode: str | None = None
    spellcheck: bool | None = None
    noun: str | None = None
    group_class: str = ""
    input_class: str = ""

    def __post_init__(self):
        """Refuse a size or width that has no style: it would be ignored in silence."""
        if self.label_size is not None and self.label_size not in LABEL_SIZES:
            raise ValueError(f"label_size must be one of {LABEL_SIZES}, not {self.label_size!r}")
        if self.width is not None and self.width not in (*INPUT_WIDTHS, *BLOCK_WIDTHS):
            raise ValueError(f"width must be one of {(*INPUT_WIDTHS, *BLOCK_WIDTHS)}, not {self.width!r}")

    @property
    def size(self) -> str:
        """The size of the label or legend, as the end of a class name."""
        if self.label_size is None:
            return "l" if self.heading else "s"
        return self.label_size

    @property
    def width_class(self) -> str:
        """The class that gives a text input or select its width, or nothing."""
        if self.width is None:
            return ""
        return f"govuk-input--width-{self.width}" if isinstance(self.width, int) else f"govuk-!-width-{self.width}"


PLAIN = Look()


def looks_of(form) -> dict[str, Look]:
    """Return the looks that a form asks for, by field name; a plain Django form asks for none."""
    wanted = getattr(form, "look", None) or {}
    return {name: look if isinstance(look, Look) else Look(**look) for name, look in wanted.items()}
