"""Why something was refused: English sentences, which can be said in a reader's own language."""

from collections.abc import Mapping
from typing import Any, Self

from django.utils.translation import get_language, gettext

from archive.formatting import number

Fact = str | int | float


class Reason(str):
    """One sentence in English that says why, and what to do; `translated` says it as readers do.

    `message` is what translators see of it, with places for `facts`: %(line)s. It is written out
    where a Reason or a Refused is made, and `make messages` collects it from there. A fact that is
    words of ours is a Reason too; what of a fact cannot be printed is escaped.
    """

    message: str
    facts: Mapping[str, Fact]

    def __new__(cls, message: str = "", /, **facts: Fact) -> Self:
        """The sentence with its facts in place; without a message it is empty, as `str()` is.

        Raises KeyError where a fact is missing.
        """
        facts = {name: _printable(fact) for name, fact in facts.items()}
        made = super().__new__(cls, message % {name: _plain(facts[name]) for name in facts})
        made.message, made.facts = message, facts
        return made

    def translated(self) -> str:
        """The sentence in the active language, each fact kept apart from its direction."""
        if not self.message:
            return ""  # gettext has an answer to that
        language = get_language() or "en"
        facts = {name: _said(fact, language) for name, fact in self.facts.items()}
        return gettext(self.message) % facts

    def as_json(self) -> dict[str, Any]:
        """What JSON can hold of it, for `from_json`."""
        facts = {
            name: fact.as_json() if isinstance(fact, Reason) else fact
            for name, fact in self.facts.items()
        }
        return {"message": self.message, "facts": facts}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The sentence that `as_json` kept."""
        facts = {
            name: cls.from_json(fact) if isinstance(fact, dict) else fact
            for name, fact in kept["facts"].items()
        }
        return cls(kept["message"], **facts)


def _printable(fact: Fact) -> Fact:
    """Words from outside may hold what no terminal shows and no database keeps."""
    if not isinstance(fact, str) or isinstance(fact, Reason) or fact.isprintable():
        return fact
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in fact)


def _plain(fact: Fact) -> str:
    return fact if isinstance(fact, str) else number(fact, "en")


def _said(fact: Fact, language: str) -> str:
    if isinstance(fact, Reason):
        return fact.translated()
    if isinstance(fact, str):
        return f"\u2068{fact}\u2069"
    return number(fact, language)
