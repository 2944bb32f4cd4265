"""Sets one document in a process of its own; `kit.pdf` starts it. Reads what to set from its input as JSON.

typst remembers every document that it has set for as long as its process lives, some hundred megabytes for a long
one, so that a worker that set documents itself would grow without end. The process knows no password and no database.
"""

import json
import resource
import sys
from datetime import datetime
from pathlib import Path

MOST_MEMORY = 3 * 2**30


def main() -> int:
    """Write the document to the output, or what is wrong to the other one."""
    import typst

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = json.load(sys.stdin.buffer)
    template = Path(asked["template"])
    # No fonts of the machine's or of typst's own: what is set here looks the same everywhere.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[asked["fonts"]])
    # The plainest name first: our own words stand in it, and the others help out.
    families = sorted(fonts.families(), key=lambda name: (len(name.split()), name))
    nowhere = str(template.parent / "none")
    compiler = typst.Compiler(
        root=str(template.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(asked["data"], ensure_ascii=False), "fonts": json.dumps(families)},
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    try:
        document, warnings = compiler.compile_with_warnings(
            template.read_bytes(),
            format="pdf",
            pdf_standards=asked["standard"],
            timestamp=datetime.fromisoformat(asked["at"]),
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 1
    if warnings:
        sys.stderr.write(warnings[0].message)
        return 1
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
