"""A programme's own colour, where it can be read on white."""

import re

USUAL = "#00594f"
LEAST_CONTRAST = 4.5  # to one, WCAG 2.2 AA for text
_COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def contrast_with_white(colour: str) -> float:
    """Return the contrast of `colour` ("#rrggbb") with white, by WCAG 2.2's relative luminance."""
    linear = [
        (c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))
    ]
    luminance = sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
    return 1.05 / (luminance + 0.05)


def is_usable(colour: str) -> bool:
    """Say whether `colour` is one, and dark enough to carry white text."""
    return bool(_COLOUR.match(colour or "")) and contrast_with_white(colour) >= LEAST_CONTRAST


def stylesheet(colour: str) -> str:
    """Return the stylesheet that puts `colour` in the place of the usual one."""
    hover, shadow = (_darker(colour, share) for share in (0.75, 0.5))
    return (
        f":root{{--govuk-brand-colour:{colour};--commend-brand:{colour};--commend-button:{colour};"
        f"--commend-button-hover:{hover};--commend-button-shadow:{shadow}}}"
    )


def _darker(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(channel * share):02x}" for channel in _channels(colour))
