"""Small helpers that write HTML, each escaping what it is given.

Markup of forms and tables is written in Python and not in templates: a scoring page holds dozens of
controls and a list hundreds of cells, and a template for each would cost more than all its queries.
"""

from html import escape

from django.utils.safestring import SafeString


def text(part) -> str:
    """Escape what is not marked safe, as templates do.

    Django's own `conditional_escape` allows for lazy results, which costs more than the escaping here.
    """
    return part.__html__() if hasattr(part, "__html__") else escape(str(part))


def attributes(pairs: dict) -> str:
    """Write HTML attributes in the order given, each after a space; True is bare; None, False and "" in `class` go."""
    written = []
    for name, value in pairs.items():
        if value is None or value is False or (value == "" and name in ("class", "aria-describedby")):
            continue
        written.append(f" {name}" if value is True else f' {name}="{text(value)}"')
    return "".join(written)


def element(name: str, pairs: dict, *inside) -> SafeString:
    """Write one element around its content, which is escaped unless it is marked safe."""
    content = "".join([text(part) for part in inside if part])
    return SafeString(f"<{name}{attributes(pairs)}>{content}</{name}>")


def void(name: str, pairs: dict) -> SafeString:
    """Write an element that holds nothing, such as an input."""
    return SafeString(f"<{name}{attributes(pairs)}>")


def joined(*parts) -> SafeString:
    """Put pieces of HTML after each other; what is not marked safe is escaped."""
    return SafeString("".join([text(part) for part in parts if part]))


def classes(*names: str) -> str:
    """Join class names, leaving out those that are empty."""
    return " ".join(name for name in names if name)
