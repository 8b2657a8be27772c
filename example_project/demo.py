"""A tour of the gate over HTTP: ``python -m example_project.demo``.

Loads the atlas once, into an SQLite file or into the PostgreSQL database of ``DATABASE_URL``, and works on
a copy of it, so that it can be run again and again.  The operations are recorded in development and
frozen; then the project's WSGI application serves in production mode on a free port of 127.0.0.1, and
what is printed is what a client gets.  The exit code is 1 when an answer is not the expected one.

``--load`` loads the atlas and ends.
"""

from __future__ import annotations

import io
import logging
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from example_project.demo_actions import show_actions, show_webhooks
from example_project.demo_client import WIDTH, Client, Surprise, say, table, title, wrapped
from example_project.demo_setup import load, manage, served, sign_in, workspace


def freeze(config: Path) -> None:
    title("1. Development: the front end's operations are recorded, then frozen")
    for line in manage("record_operations", "--skip-checks", capture=True).splitlines()[-1:]:
        say("recorded", line)
    said = sections(manage("graphgate_freeze", capture=True))
    wrapped("frozen", ", ".join(line.removeprefix("  + ") for line in said["Operations:"]))
    print("\n  What became visible, and to whom, since the last freeze (here: all of it):")
    for line in said["Visible:"]:
        print(textwrap.fill(line.strip(), WIDTH, initial_indent="    ", subsequent_indent="        "))
    print("\n  What may happen besides, and who may make it happen:")
    for line in said["Callable:"]:
        print(f"    {line.strip()}")
    print()
    for path in sorted(config.glob("[!.]*")):
        say(path.name, f"{path.stat().st_size:>7,} bytes   {FILES[path.name]}")


def sections(text: str) -> dict[str, list[str]]:
    """The indented lines of a report by the line above them."""
    lines: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith(" "):
            lines[heading].append(line)
        else:
            heading = line
            lines[heading] = []
    return lines


FILES = {
    "actions.json": "what may happen, and who may make it happen",
    "allow.list": "the operations, for people to review",
    "allow.lock": "the SQL of each, for each role and database",
    "roles.json": "who may see what",
}


def show_results(visitor: Client, ada: Client) -> None:
    title("2. Production: operations by name, one SQL statement each")
    country = visitor.result("CountryDetail", {"iso2": "FR"})["country"]
    say("", f"Three levels: {country['name']}, its largest cities, their airports.")
    table(
        ("city", "population", "airports"),
        [
            (city["name"], city["population"], ", ".join(airport["iata"] for airport in city["airports"]))
            for city in country["cities"][:4]
        ],
    )
    print()
    found = visitor.result("CitySearch", {"start": "San ", "limit": 4, "offset": 0})["cities"]
    table(
        ("city", "country", "population"),
        [(city["name"], city["country"]["name"], city["population"]) for city in found],
    )
    print()
    trips = ada.result("MyTrips", {"limit": 4})["trips"]
    say("", "Signed in as ada. Whose trips these are, the rule of the role says, not the operation.")
    table(
        ("date", "owner", "from", "to", "companions"),
        [
            (
                trip["date"],
                trip["owner"]["username"],
                trip["origin"]["iata"],
                trip["destination"]["iata"],
                ", ".join(person["username"] for person in trip["companions"]),
            )
            for trip in trips
        ],
    )


def show_writes(ada: Client) -> None:
    title("3. Writing: one transaction, Django's validation, and rules before and after")
    trip = {"from": "CDG", "to": "JFK", "date": "2026-06-01", "price": "412.50"}
    booked = ada.ask("BookTrip", {**trip, "companions": ["grace", "ida"]})
    if booked.status != 200 or booked.body.get("errors"):
        raise Surprise(f"BookTrip answers {booked.status} {booked.code}: {booked.message}")
    row = booked.body["data"]["trip"]
    say("BookTrip", "connects airports by their codes and companions by their names; the owner is a preset")
    table(
        ("date", "owner", "from", "to", "companions"),
        [
            (
                row["date"],
                row["owner"]["username"],
                row["origin"]["iata"],
                row["destination"]["iata"],
                ", ".join(person["username"] for person in row["companions"]),
            )
        ],
    )
    print()
    ada.refusal(
        "a rule's check",
        "ada among her own companions: the rule looks at the row once it is written",
        "BookTrip",
        {**trip, "companions": ["ada"]},
        "FORBIDDEN",
    )
    ada.refusal(
        "validation",
        "six stars",
        "SaveReview",
        {"airport": 1, "rating": 6, "text": "Wow."},
        "VALIDATION_FAILED",
    )
    trips = ada.ask("MyTrips", {"limit": 50}).body["data"]["trips"]
    if sum(other["date"] == row["date"] and other["id"] == row["id"] for other in trips) != 1:
        raise Surprise("The trip that was booked is not among ada's.")
    say("", "Both were rolled back as a whole; the booked trip is among ada's.")


def show_refusals(visitor: Client, ada: Client) -> None:
    from example_project.atlas.operations import read_operations

    title("4. What is not frozen, or not allowed, is refused")
    known = read_operations()["CountryList"].text
    altered = known.replace("    capital\n", "    capital\n    area\n")
    europe = {"continent": "EU"}
    unknown, signed_out = "OPERATION_NOT_ALLOWED", "UNAUTHENTICATED"
    own = "query Passwords { travellers { username password } }"
    visitor.refusal("unknown operation", "AllTravellers, by its name", "AllTravellers", {}, unknown)
    ada.refusal("text of one's own", f"{own}, signed in as ada", "Passwords", {}, unknown, own)
    visitor.refusal(
        "known text, altered",
        "CountryList with one more field, area",
        "CountryList",
        europe,
        unknown,
        altered,
    )
    visitor.refusal("not signed in", "MyTrips", "MyTrips", {"limit": 1}, signed_out)
    visitor.refusal("a table not for all", "ReviewAuthors", "ReviewAuthors", {"limit": 1}, signed_out)
    if ada.ask("ReviewAuthors", {"limit": 1}).status != 200:
        raise Surprise("ReviewAuthors is refused to a signed-in traveller.")
    say("", "ReviewAuthors is open to everybody (@skipAuth), but it reads travellers, and the role of")
    say("", "visitors has no right to that table. The same operation answers ada.")


def show_live_rules(visitor: Client) -> None:
    from django_graphgate.models import TableRule

    title("5. A rule that changes in the database holds at the next request")
    rule = TableRule.objects.filter(role__name="anon", table="countries")
    given = rule.get().limit
    rows: list[tuple[str, object, int, str]] = []

    def step(what: str, limit: int | None, expected: range) -> None:
        if limit != rule.get().limit:
            rule.update(limit=limit)
        answer = visitor.ask("CountryList", {"continent": "EU"})
        count = len((answer.body.get("data") or {}).get("countries") or ())
        if count not in expected:
            raise Surprise(f"{what}: CountryList answers {count} countries ({answer.status} {answer.code}).")
        rows.append((what, "none" if limit is None else limit, count, f"{answer.milliseconds:.1f} ms"))

    try:
        step("as shipped", given, range(40, 101))
        step("an administrator lowers the limit", 3, range(3, 4))
        step("the next request after that", 3, range(3, 4))
    finally:
        rule.update(limit=given)
    step("and takes it back", given, range(40, 101))
    table(("rule of visitors for countries", "limit", "countries of Europe", "took"), rows)
    print(
        "\n  No restart, no cache to empty: each statement verifies the version of the rules. The first one"
    )
    print("  after a change is compiled again (the first of a process loads the compiler for it) and kept.")


def show_roles(ada: Client) -> None:
    from example_project.atlas.models import Traveller

    title("6. Who a user is in Django decides the role, from the next request on")
    travellers = Traveller.objects.filter(username="ada")
    rows: list[tuple[str, str, int, int]] = []

    def step(what: str, role: str, *, staff: bool) -> None:
        travellers.update(is_staff=staff)
        answer = ada.ask("MyTrips", {"limit": 50})
        trips = (answer.body.get("data") or {}).get("trips") or ()
        strange = [
            trip
            for trip in trips
            if "ada" not in {person["username"] for person in (trip["owner"], *trip["companions"])}
        ]
        if not trips or bool(strange) != staff:
            raise Surprise(
                f"{what}: MyTrips answers {answer.status} {answer.code}, {len(strange)} of others."
            )
        rows.append((what, role, len(trips), len(strange)))

    try:
        step("ada, a traveller", "user", staff=False)
        step("ada joins the staff", "editor", staff=True)
        step("ada leaves it", "user", staff=False)
    finally:
        travellers.update(is_staff=False)
    table(("MyTrips, asked by", "role", "private trips", "without ada"), rows)
    print(
        '\n  roles.json says of the editor: "match": "is_staff". The statement of the operation finds the role'
    )
    print("  itself, in the same round trip. manage.py graphgate_whoami ada says which one it is, and why.")


def show_way_on() -> None:
    title("9. Where to go from here")
    say("make serve", "the atlas for humans at http://127.0.0.1:8000/, in development mode")
    say("  /", "pick a continent, a country, an airport")
    say("  /admin/", "roles, rules, operations and actions; sign in as admin with the password atlas")
    say("the front end sends", "example_project/operations/*.graphql")
    say("who may see what", "example_project/config/roles.json")
    say("what may happen", "example_project/config/actions.json and example_project/atlas/actions.py")
    say("your own project", "README.md, A working example")
    print()


def tour(folder: Path) -> None:
    freeze(folder / "config")
    with served() as url:
        visitor, ada = Client(url), Client(url, sign_in("ada"))
        show_results(visitor, ada)
        show_writes(ada)
        show_refusals(visitor, ada)
        show_live_rules(visitor)
        show_roles(ada)
        show_actions(visitor, ada)
        show_webhooks(visitor, ada)
    show_way_on()


def main(arguments: Sequence[str]) -> int:
    # Lines of commands and of this process come in order, also into a pipe.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    logging.getLogger("django_graphgate").setLevel(logging.CRITICAL)  # refusals are printed here anyway
    try:
        if "--load" in arguments:
            load()
            return 0
        print("django-graphgate: a flight atlas behind a gate\n")
        with workspace() as folder:
            tour(folder)
    except Surprise as surprise:
        print(f"\nNot as expected: {surprise}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
