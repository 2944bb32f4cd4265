"""Links between the pages of a list."""

from django.http import QueryDict


def page_links(page, query: QueryDict, param: str = "page") -> dict:
    """Return {links, previous, next} for a Django `page`, each address keeping what else the query says.

    The links are the first page, the last, the current one and its neighbours, with a gap where pages are left out.
    """
    if page is None or page.paginator.num_pages < 2:
        return {"links": []}

    def address(number: int) -> str:
        changed = query.copy()
        changed[param] = str(number)
        return "?" + changed.urlencode()

    links = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if number == page.paginator.ELLIPSIS:
            links.append({"number": None, "url": "", "current": False})
        else:
            links.append({"number": number, "url": address(number), "current": number == page.number})
    return {
        "links": links,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
