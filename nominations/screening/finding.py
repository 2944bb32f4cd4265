"""What a detector answers with."""

from dataclasses import dataclass

CERTAIN = "certain"
LIKELY = "likely"


@dataclass(frozen=True, order=True)
class Finding:
    """A phrase that may identify somebody: where it is and what it may be, never the words themselves.

    `start` and `end` are offsets in characters of the text, end exclusive. `why` is a sentence for a person that does
    not repeat the phrase. `detail` is a code for programs: "checksum_fails" or "wrong_length" of a number beside the
    letters NHS, "wrong_form" of one beside the letters NI, else empty.
    """

    kind: str
    start: int
    end: int
    certainty: str
    why: str
    detail: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether the form alone tells, so that it must not pass unseen."""
        return self.certainty == CERTAIN
