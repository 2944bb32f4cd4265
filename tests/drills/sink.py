"""A mail server for drills, as a process of its own: it takes every message and writes down each that it took.

Run as `python -m tests.drills.sink PORT FILE SECONDS`: each message takes that long, and becomes one line of JSON
in the file after the client's last byte and before the server's yes.
"""

import email
import email.policy
import json
import sys
import time

from aiosmtpd.controller import Controller


class Sink:
    """What the server does with a message."""

    def __init__(self, path: str, seconds: float):
        self.path, self.seconds = path, seconds

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's own name
        """Take it, slowly, and write it down."""
        time.sleep(self.seconds)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = message.get_body(("plain",)).get_content()
        line = {"id": message["Message-ID"], "to": envelope.rcpt_tos, "subject": message["Subject"], "body": body}
        with open(self.path, "a", encoding="utf-8") as book:
            book.write(json.dumps(line) + "\n")
        return "250 OK"


if __name__ == "__main__":
    port, path, seconds = sys.argv[1:]
    Controller(Sink(path, float(seconds)), hostname="127.0.0.1", port=int(port)).start()
    while True:
        time.sleep(3600)
