"""Where a rehearsal's mail goes: one line a message in a file, nothing else."""

import json
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class SinkBackend(BaseEmailBackend):
    """Note the id, recipient and subject of every message in `settings.MAIL_SINK`."""

    def send_messages(self, email_messages) -> int:
        """Append one line a recipient; return how many messages there were."""
        with Path(settings.MAIL_SINK).open("a", encoding="utf-8") as sink:
            for message in email_messages:
                headers = message.message()
                for address in message.recipients():
                    line = {"id": headers["Message-ID"], "to": address, "subject": message.subject}
                    sink.write(json.dumps(line) + "\n")
        return len(email_messages)


def read_sink(path: Path) -> list[dict[str, str]]:
    """Return every message that a sink has noted."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
