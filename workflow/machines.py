"""Every lifecycle, read from the code."""

from django.apps import apps

from workflow.fields import Lifecycle
from workflow.guards import guards_of
from workflow.transitions import moves_of


def all_machines() -> list[type[Lifecycle]]:
    """Return every model with a lifecycle, in the order of the rooms."""
    return [m for m in apps.get_models() if issubclass(m, Lifecycle)]


def diagram(model: type[Lifecycle]) -> str:
    """Return the Mermaid diagram of one machine."""
    field = model._meta.get_field("state")
    labels = dict(field.choices)
    lines = ["stateDiagram-v2"]
    lines += [f"    {value} : {label}" for value, label in labels.items()]
    lines.append(f"    [*] --> {field.default.value}")
    for name, transitions in moves_of(model).items():
        lines += [f"    {t.source} --> {t.target or t.source} : {name}" for t in transitions]
    return "\n".join(lines)


def table(model: type[Lifecycle]) -> list[dict[str, str]]:
    """Return one row a move: from, to, who may, what must hold and which guards are asked."""
    rows = []
    for name, transitions in moves_of(model).items():
        first = transitions[0]
        rows.append(
            {
                "move": name,
                "from": ", ".join(str(t.source) for t in transitions),
                "to": str(first.target or "the same"),
                "who": first.permission.name,
                "must hold": ", ".join(c.name for c in first.custom["conditions"]) or "none",
                "guards": ", ".join(g.__name__ for g in guards_of(f"{model.machine}.{name}")) or "none",
                "reason": "needed" if first.custom["needs_reason"] else "optional",
            }
        )
    return rows


def document() -> str:
    """Return all machines as the Markdown page that `docs/lifecycles.md` holds."""
    parts = [
        "# Lifecycles",
        "",
        "Written by `manage.py lifecycles`; a test compares this page with the code.",
    ]
    for model in all_machines():
        parts += ["", f"## {model._meta.verbose_name.capitalize()}", "", "```mermaid", diagram(model), "```", ""]
        rows = table(model)
        parts += ["| " + " | ".join(rows[0]) + " |", "|" + " --- |" * len(rows[0])]
        parts += ["| " + " | ".join(row.values()) + " |" for row in rows]
    return "\n".join(parts) + "\n"
