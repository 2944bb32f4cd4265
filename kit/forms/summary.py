"""What is wrong with the forms of a page, listed at its top."""


def error_items(*forms) -> list[tuple[str, str]]:
    """Return (sentence, id of the control) for each thing wrong, in the order of the page; "" where there is none.

    An error of the whole form leads to its first field, so that the keyboard lands where the answer is.
    """
    found = []
    for form in forms:
        if form is None or not getattr(form, "errors", None):
            continue
        if hasattr(form, "management_form"):
            found += _of_formset(form)
        else:
            found += _of_form(form)
    return found


def _of_formset(formset) -> list[tuple[str, str]]:
    """The errors of the whole set, which lead to its first form, then those of each form."""
    of_each = [item for form in formset.forms for item in _of_form(form)]
    visible = [bound for form in formset.forms[:1] for bound in form if not bound.is_hidden]
    first = visible[0].id_for_label if visible else ""
    return [(str(error), first) for error in formset.non_form_errors()] + of_each


def _of_form(form) -> list[tuple[str, str]]:
    visible = [bound for bound in form if not bound.is_hidden]
    first = visible[0].id_for_label if visible else ""
    items = [(str(error), first) for error in form.non_field_errors()]
    for bound in form:
        if not bound.errors:
            continue
        target = first if bound.is_hidden else getattr(bound, "first_id", bound.id_for_label)
        items.append((str(bound.errors[0]), target))
    return items
