"""Random arguments of selectors: keys, filters, orderings and pages."""

from __future__ import annotations

from tests.support.documents.draft import Draft
from tests.support.documents.filters import filters
from tests.support.documents.values import DIRECTIONS, literal, written

UNORDERED = ("json", "inet", "list")
BOUNDED = {"after": "first", "before": "last"}


def arguments(
    draft: Draft, table: str, *, single: bool, root: bool = False, relay: bool = False
) -> tuple[list[str], str | None]:
    """The arguments, and the one that takes a cursor where the list is read on."""
    paging = (
        None if single else draft.random.choice(("after", "before") if relay else ("after", "before", None))
    )
    written_arguments: list[str | None] = [
        key_argument(draft, table) if single and root and draft.chance(2) else None
    ]
    if draft.keen("where", 5 if paging else 2):  # else few lists are long enough for a second page
        written_arguments.append(f"where: {within(draft, 'where', table)}")
        draft.reach("where", *(["id with where"] if written_arguments[0] else []))
    written_arguments.append(ordering(draft, table))
    if single:
        return [argument for argument in written_arguments if argument], None
    written_arguments.append(distinct(draft, table) if draft.keen("distinct", 5) else None)
    written_arguments += [bound(draft, paging)] if paging else counts(draft, table, root=root)
    return [argument for argument in written_arguments if argument], paging


def distinct(draft: Draft, table: str) -> str | None:
    draft.place = "distinct"
    names = draft.columns(table, *UNORDERED)
    chosen = draft.random.sample(names, min(2, len(names)))
    argument = f"distinct: [{', '.join(draft.column(table, column) for column in chosen)}]" if names else None
    draft.place = "select"
    draft.reach(*(["distinct"] if argument else []))
    return argument


def within(draft: Draft, place: str, table: str, depth: int = 2) -> str:
    """A filter in one of the places for filters."""
    draft.place = place
    text = filters(draft, table, depth)
    draft.place = "select"
    return text


def key_argument(draft: Draft, table: str) -> str | None:
    spec = draft.spec(table)
    draft.place = "id"
    if (draft.greed != "id" and not set(spec.key) <= set(draft.columns(table))) or not spec.rows:
        draft.place = "select"
        return None
    row, needed = draft.random.choice(spec.rows), "!" if len(spec.key) > 1 else ""
    parts = {
        draft.column(table, column): draft.given(
            draft.scalar(table, column) + needed, written(spec.kinds[column], row[column])
        )
        for column in spec.key
    }
    draft.place = "select"
    if needed:
        draft.reach("id of several columns")
        return f"id: {{{', '.join(f'{name}: {text}' for name, text in parts.items())}}}"
    [text] = parts.values()
    draft.reach("id in a variable" if text.startswith("$") else "id")
    return f"id: {text}"


# -- orderings ------------------------------------------------------------------------------------


def ordering(draft: Draft, table: str) -> str | None:
    draft.place = "order_by"
    argument = named(draft, table) or keys(draft, table)
    draft.place = "select"
    draft.reach("order_by" if argument else "key alone")
    return argument


def named(draft: Draft, table: str) -> str | None:
    names = list(draft.who.world.orders.get(table, ()))
    if not names or draft.who.rules is not None or draft.chance(4):
        return None
    if draft.chance(2):
        draft.reach("by name in a variable")
        name = "order_by_name" if draft.strict else draft.random.choice(["order_by", "order_by_name"])
        return f"{name}: {draft.variable('String', draft.random.choice([*names, None]))}"
    draft.reach("by name")
    chosen = draft.random.choice(names)
    return f"order_by: {chosen}" if draft.terse(2) else f'order_by_name: "{chosen}"'


def keys(draft: Draft, table: str) -> str | None:
    drawn = [order_item(draft, table) for _ in range(draft.random.randint(0, 2))]
    items = [item for item in drawn if item]
    draft.reach(*(["several keys in order"] if len(items) > 1 else []))
    names = {item.partition(":")[0] for item in items}
    if items and len(names) == len(items) and draft.terse(3):
        draft.reach("order_by as an object")
        return f"order_by: {{{', '.join(items)}}}"
    return f"order_by: [{', '.join(f'{{{item}}}' for item in items)}]" if items else None


def order_item(draft: Draft, table: str, depth: int = 2) -> str | None:
    """What stands between the braces of one key."""
    links = [(name, link) for name, link in draft.links(table, closed=False).items() if not link.many]
    if depth and links and draft.chance(3):
        name, link = draft.random.choice(links)
        inner = order_item(draft, link.target, depth - 1)
        if inner is None:
            return None
        draft.follow(table, name)
        draft.reach("through a relation to one")
        return f"{name}: {{{inner}}}"
    columns = draft.columns(table, *UNORDERED)
    if not columns:
        return None
    name = draft.column(table, draft.random.choice(columns))
    values = draft.values(table, name)
    if draft.chance(5) and values and draft.kind(table, name) in ("int", "text", "uuid", "date"):
        return listed(draft, table, name)
    return f"{name}: {direction(draft)}"


def listed(draft: Draft, table: str, name: str) -> str:
    """By the place in a list of values."""
    values = draft.values(table, name)
    several = list(
        {repr(value): value for value in draft.random.sample(values, min(3, len(values)))}.values()
    )
    text = draft.given(f"[{draft.scalar(table, name)}!]!", several)
    if draft.terse(3):
        draft.reach("in the order of a list, terse")
        return f'{name}: [{text}, "{draft.random.choice(["asc", "desc"])}"]'
    draft.reach("in the order of a list")
    return f"{name}_in_order: {{values: {text}, direction: {plain_direction(draft)}}}"


def direction(draft: Draft) -> str:
    direction = plain_direction(draft)
    if draft.terse(8):
        draft.reach("direction as a text")
        return literal(direction)
    return direction


def plain_direction(draft: Draft) -> str:
    direction = draft.random.choice(DIRECTIONS)
    draft.reach(f"direction {direction}")
    return direction


# -- pages ----------------------------------------------------------------------------------------


def bound(draft: Draft, paging: str) -> str:
    name = BOUNDED[paging]
    draft.reach(name)
    return f"{name}: {draft.given('Int', draft.random.choice((1, 1, 2, 3)))}"


def counts(draft: Draft, table: str, *, root: bool) -> list[str]:
    bounds = []
    for name in ("limit", "offset"):
        if draft.chance(3):
            count = draft.random.randint(0, 5)
            if name == "limit" and draft.chance(4):
                count = 1_000
                draft.reach("more than the limit of the role")
            text = draft.given("Int", count)
            draft.reach(f"{name} in a variable" if text.startswith("$") else name)
            draft.reach(*([] if root or name == "offset" else ["limit in each row"]))
            bounds.append(f"{name}: {text}")
    draft.reach(*([] if bounds else ["limit of the role"]))
    return bounds
