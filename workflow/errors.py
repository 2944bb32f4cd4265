"""The two ways in which a deed is refused."""


class Refused(Exception):
    """A deed that did not happen; `sentence` tells the person why, in words to act on."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class NotNow(Refused):
    """The thing is in the wrong state, the clock says no, or a fact that must hold does not."""


class NotAllowed(Refused):
    """This person may not do it, whatever the state."""
