"""The part of the tour about what may happen besides operations: actions, and what an airline sends."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Mapping
from typing import Any

from example_project.demo_client import Answer, Client, Surprise, say, send, table, title

JSON = {"Content-Type": "application/json"}


def beside(client: Client, path: str) -> str:
    """The URL of the API's with that path."""
    return f"{client.url.rpartition('/')[0]}/{path}"


def expect(label: str, sent: str, answer: Answer, status: int, code: str = "") -> None:
    """Shows what was sent and what came, which must be that."""
    if (answer.status, answer.code) != (status, code):
        raise Surprise(f"{label}: {status} {code} was expected, and {answer.status} {answer.code} came.")
    say(label, sent)
    say("", f"{status} {code}: {answer.message}" if code else f"{status} {json.dumps(answer.body['data'])}")


def data(client: Client, name: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    answer = client.ask(name, variables)
    if answer.status != 200 or answer.body.get("errors"):
        raise Surprise(f"{name} answers {answer.status} {answer.code}: {answer.message}")
    result: dict[str, Any] = answer.body["data"]
    return result


# ------------------------------------------------------------------------------------ actions


def reviews_of_ada(ada: Client) -> int:
    """How many reviews of ada's the leaderboard counts."""
    lines = data(ada, "Leaderboard", {"limit": 50})["leaders"]
    return sum(line["reviews"] for line in lines if line["traveller"]["username"] == "ada")


def show_actions(visitor: Client, ada: Client) -> None:
    title("7. Actions: what may happen, and who may make it happen")
    from example_project.atlas.models import Airport, Review

    new = Airport.objects.exclude(reviews__author__username="ada").earliest("pk")
    data(ada, "SaveReview", {"airport": new.pk, "rating": 4, "text": "Quick."})
    rows = [("ada has reviewed one more airport", reviews_of_ada(ada))]
    url, key = beside(visitor, "actions/refresh_leaderboard"), os.environ["TASK_QUEUE_KEY"]
    expect("refresh_leaderboard", "by anybody", send(url, b"{}", JSON), 401, "UNAUTHENTICATED")
    answer = send(url, b"{}", {**JSON, "X-Task-Queue": key})
    if answer.status != 200 or answer.body["data"]["status"] != "done":
        raise Surprise(f"refresh_leaderboard answers {answer.status} {answer.code}: {answer.message}")
    say("", "by cron, with the header X-Task-Queue")
    say("", f"200 done in {answer.body['data']['milliseconds']:.1f} ms")
    rows.append(("cron has refreshed the leaderboard", reviews_of_ada(ada)))
    if rows[1][1] != Review.objects.filter(author__username="ada").count() or rows[0][1] == rows[1][1]:
        raise Surprise(f"The leaderboard counts {rows[1][1]} reviews of ada's, and {rows[0][1]} before.")
    print()
    table(("a materialised view, where the database has them", "ada's reviews in it"), rows)
    print()
    show_rebooking(visitor, ada)


def show_rebooking(visitor: Client, ada: Client) -> None:
    trips = data(ada, "MyTrips", {"limit": 50})["trips"]
    trip = next(each for each in trips if each["date"] == "2026-06-01")  # which she has booked above
    later, past_day = f"{dt.datetime.now(dt.UTC).year + 1}-03-01", "2020-03-01"
    moved = data(ada, "RebookTrip", {"trip": trip["id"], "day": later})["rebook"]
    if (moved["id"], moved["date"]) != (trip["id"], later):
        raise Surprise(f"RebookTrip answers {moved}.")
    say("RebookTrip", "a Python function of the project, as a field: it moves a trip of the caller's own")
    say("", f"{moved['origin']['iata']} - {moved['destination']['iata']}, {trip['date']}: now on {later}")
    past = {"trip": trip["id"], "day": past_day}
    ada.refusal("", f"to {past_day}", "RebookTrip", past, "ACTION_REFUSED")
    visitor.refusal("", "by a visitor", "RebookTrip", past, "UNAUTHENTICATED")


# ------------------------------------------------------------------------------------ webhooks


def show_webhooks(visitor: Client, ada: Client) -> None:
    from django_graphgate.signing import sign

    title("8. Webhooks: signed, stored, and handled once")
    trip = data(ada, "BookTrip", {"from": "CDG", "to": "JFK", "date": "2031-06-01", "price": "99.00"})["trip"]
    flight = {"origin": "CDG", "destination": "JFK", "day": "2031-06-01"}
    body = json.dumps({"type": "flight.moved", "data": {"flight": flight, "moved_to": "2031-06-03"}}).encode()
    secret = os.environ["AIRLINE_WEBHOOK_SECRET"]
    headers = JSON | sign("standardwebhooks", body, [secret], now=time.time(), event_id="flight-moved-1")
    url = beside(visitor, "webhooks/schedule_changes")
    forged = body.replace(b"2031-06-03", b"2031-06-04")
    expect(
        "schedule_changes",
        "one digit altered on its way",
        send(url, forged, headers),
        401,
        "DELIVERY_REFUSED",
    )
    expect("", "as the airline signed it: the flight is two days later", send(url, body, headers), 200)
    day = data(ada, "TripDetail", {"id": trip["id"]})["trip"]["date"]
    if day != "2031-06-03":
        raise Surprise(f"The trip that the airline has moved is on {day}.")
    say("", f"the trip that ada has booked for {trip['date']} is on {day} now")
    expect("", "the same delivery once more: answered, and not handled again", send(url, body, headers), 200)
