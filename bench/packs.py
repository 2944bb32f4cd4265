"""How long a judge's pack takes to set, and how much memory: `python -m bench.packs --entries 500`.

The entries are invented and about as long as a statement may be; nothing is read from a database.
"""

import argparse
import json
import os
import random
import resource
import time

import django

PHRASE = "people listened first and changed how the whole team works with families on every street of our town"


def entries(count: int, words: int, chance: random.Random) -> list[dict]:
    """Return as many entries, each with one text of so many words in four paragraphs."""

    known = PHRASE.split()

    def paragraph() -> str:
        return " ".join(chance.choice(known) for _ in range(words // 4)).capitalize() + "."

    def entry(number: int) -> dict:
        text = "\n\n".join(paragraph() for _ in range(4))
        return {"id": number, "checked": False, "name": f"Nominee {number}", "role": "Social worker", "texts": [text]}

    return [entry(number) for number in range(1, count + 1)]


def pack(count: int, words: int, kind: str, seed: int) -> dict:
    """Return the data of a pack with four criteria of four points each."""
    from judging.pack_content import COMMENTS, shown

    points = [
        {"label": f"{n}: Point {n}", "anchor": "What this point means, in one sentence or two."} for n in range(1, 5)
    ]
    criteria = [
        {"name": f"Criterion {n}", "question": "What does it say? Counts for 25%.", "points": points} for n in range(4)
    ]
    made = entries(count, words, random.Random(seed))
    return {
        "title": "Judging pack",
        "award": "An award",
        "round": "Shortlisting",
        "large": kind == "large",
        "watermark": "Made for A Judge on Friday 22 January 2027. Not to be passed on.",
        "being_checked": "An entry is being checked",
        "facts": [],
        "guidance": [],
        "entries": [shown(entry, n, count) for n, entry in enumerate(made, start=1)],
        "answer": {"kind": "points", "title": "Your scores", "words": "Tick one.", "criteria": criteria},
        "comments": list(COMMENTS),
    }


def main() -> None:
    """Print one line a kind as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    from django.utils import timezone

    from judging.pack_content import as_html, as_pdf
    from kit.pdf import pages_of

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for kind in ("pdf", "large", "html"):
        data, begun = pack(asked.entries, asked.words, kind, asked.seed), time.monotonic()
        made = as_html(data) if kind == "html" else as_pdf(data, timezone.now())
        seconds, pages = time.monotonic() - begun, 0 if kind == "html" else pages_of(made)
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            json.dumps(
                {
                    "kind": kind,
                    "entries": asked.entries,
                    "seconds": round(seconds, 2),
                    "pages": pages,
                    "pages_a_second": round(pages / seconds),
                    "bytes": len(made),
                    "peak_mib_of_the_process_that_sets": round(child.ru_maxrss / 1024),
                }
            )
        )


if __name__ == "__main__":
    main()
