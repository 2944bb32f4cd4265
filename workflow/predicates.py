"""Small named questions, combined with |, & and ~: facts about a thing, permissions about a thing and a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """Something that must hold of a thing before a deed; asked with the thing alone."""

    ask: Callable[[Any], bool]
    name: str
    say: str | Callable[[Any], str]

    def __call__(self, thing) -> bool:
        return bool(self.ask(thing))

    def sentence(self, thing) -> str:
        """Return what to tell the person when the fact does not hold."""
        return self.say(thing) if callable(self.say) else self.say

    @property
    def __name__(self):
        return self.name


def fact(say: str | Callable[[Any], str]):
    """Make a Fact of a function; `say` is the sentence for when it does not hold."""

    def make(ask):
        return Fact(ask, ask.__name__, say)

    return make


@dataclass(frozen=True)
class Permission:
    """Whether a person may do a deed on a thing; asked with the thing and the actor."""

    ask: Callable[[Any, Any], bool]
    name: str
    sentence: str
    parts: tuple["Permission", ...] = ()

    def __call__(self, thing, actor) -> bool:
        return bool(self.ask(thing, actor))

    def refusal(self, thing, actor) -> str:
        """Return what to tell somebody who may not: of several questions, the sentence of the first that says no."""
        for part in self.parts:
            if not part(thing, actor):
                return part.refusal(thing, actor)
        return self.sentence

    def __or__(self, other):
        return Permission(
            lambda thing, actor: self(thing, actor) or other(thing, actor),
            f"{self.name} or {other.name}",
            self.sentence,
        )

    def __and__(self, other):
        return Permission(
            lambda thing, actor: self(thing, actor) and other(thing, actor),
            f"{self.name} and {other.name}",
            self.sentence,
            (self, other),
        )

    def __invert__(self):
        return Permission(lambda thing, actor: not self(thing, actor), f"not {self.name}", "You cannot do this.")

    @property
    def __name__(self):
        return self.name


def permission(sentence: str):
    """Make a Permission of a function; `sentence` tells those who may not."""

    def make(ask):
        return Permission(ask, ask.__name__, sentence)

    return make
