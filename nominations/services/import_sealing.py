"""What an import keeps of a file and its rows, encrypted under one key that goes when the import is over.

All rows of a file share its data key: they are read together and erased together, and sixteen thousand keys would
make each look at the file take seconds.
"""

import base64
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken

from kit import crypto, keys
from nominations.importing import Meaning, Member, RowCheck
from nominations.models import ImportBatch, ImportRow


@dataclass(frozen=True)
class Span:
    """A phrase that screening found: where it is and what it may be, never the words."""

    kind: str
    start: int
    end: int
    certainty: str
    why: str


@dataclass
class RowText:
    """What one row says: as it came, as it was mended, what was typed in its place, and what it means."""

    original: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    meaning: Meaning = field(default_factory=Meaning)
    findings: list[Span] = field(default_factory=list)

    @classmethod
    def of(cls, check: RowCheck, edited: dict[str, str]) -> "RowText":
        """Return what is kept of a checked row."""
        spans = [Span(f.kind, f.start, f.end, f.certainty, f.why) for f in check.findings]
        return cls(check.original, check.values, list(check.changed), edited, check.meaning, spans)

    def dump(self) -> str:
        """Write it as text, to be sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, default=datetime.isoformat)

    @classmethod
    def load(cls, text: str) -> "RowText":
        """Read what `dump` wrote."""
        kept = json.loads(text)
        kept["findings"] = [Span(**span) for span in kept["findings"]]
        meaning = kept["meaning"]
        meaning["members"] = tuple(Member(**member) for member in meaning["members"])
        for name in ("started_at", "completed_at"):
            meaning[name] = datetime.fromisoformat(meaning[name]) if meaning[name] else None
        return cls(**(kept | {"meaning": Meaning(**meaning)}))


class BatchKey:
    """The data key of one import, unwrapped once for all its rows."""

    def __init__(self, wrapped: bytes):
        self._fernet = Fernet(crypto.unwrap(wrapped))

    @classmethod
    def of(cls, batch: ImportBatch) -> "BatchKey":
        """Return the key of an import; raises `kit.crypto.CannotOpen` once its texts are erased."""
        if not (wrapped := keys.key_of(batch)):
            raise crypto.CannotOpen("The rows of this import have been erased")
        return cls(wrapped)

    def seal(self, row: RowText) -> bytes:
        """Encrypt what a row says."""
        return self._fernet.encrypt(row.dump().encode("utf-8", "surrogatepass"))

    def open(self, row: ImportRow) -> RowText:
        """Return what a row says."""
        try:
            return RowText.load(self._fernet.decrypt(bytes(row.sealed_values)).decode("utf-8", "surrogatepass"))
        except InvalidToken as error:
            raise crypto.CannotOpen("The text of this row has been erased") from error


def seal_file(batch: ImportBatch, content: bytes) -> None:
    """Put the file as it was uploaded into the import, under a fresh key; the caller saves."""
    sealed = crypto.seal(base64.b64encode(content).decode())
    keys.keep_key(batch, sealed.key)
    batch.sealed_file = sealed.text


def open_file(batch: ImportBatch) -> bytes:
    """Return the file as it was uploaded; raises `kit.crypto.CannotOpen` once it is erased."""
    return base64.b64decode(crypto.unseal(crypto.Sealed(bytes(batch.sealed_file), keys.key_of(batch))))


def erase_import(batch: ImportBatch) -> None:
    """Destroy the key of an import that is over, and what its rows say; their codes stay.

    The caller has taken the file out of the import and holds its row.
    """
    keys.destroy_key(batch)
    batch.save(update_fields=["sealed_key", "key_id"])
    batch.rows.erase()
