"""How long screening takes for 300 words: `python -m bench.screening`."""

import argparse
import json
import statistics
import time
from pathlib import Path

from nominations.screening import screen, subjects

SEASON = Path(__file__).resolve().parent.parent / "demo" / "data" / "randip-bhogal-2027.json"
WORDS = 300


def texts() -> list[str]:
    """Return texts of exactly 300 words, made by turning the reference nominations round and round."""
    season = json.loads(SEASON.read_text(encoding="utf-8"))
    words = [word for nomination in season["nominations"] for word in nomination["statement"].split(" ")]
    return [" ".join((words[start:] + words)[:WORDS]) for start in range(0, len(words), 100)]


def known() -> list[str]:
    """Return as many names as a large team nomination has."""
    season = json.loads(SEASON.read_text(encoding="utf-8"))
    return [person["name"] for person in season["people"]]


def measure(rounds: int) -> list[float]:
    """Return the milliseconds of processor time of each screening, `rounds` times over every text."""
    names, figures = known(), []
    for _ in range(rounds):
        for text in texts():
            begun = time.process_time()
            screen(text, known=names)
            subjects(text)
            figures.append((time.process_time() - begun) * 1000)
    return figures


def main() -> None:
    """Print the median and the worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="how often each text is screened (20)")
    figures = measure(parser.parse_args().rounds)
    worst = statistics.quantiles(figures, n=20)[-1]
    print(f"{WORDS} words, {len(known())} known names, {len(figures)} screenings:")
    print(f"median {statistics.median(figures):.1f} ms, one in twenty over {worst:.1f} ms, worst {max(figures):.1f} ms")


if __name__ == "__main__":
    main()
