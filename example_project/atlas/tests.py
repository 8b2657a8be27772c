"""Tests of the atlas's actions and webhooks, written as those of any project that uses the gate.

``GRAPHGATE_PRODUCTION=1 python manage.py test example_project`` runs them, with the frozen operations and actions.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import Any

from django.test import Client, TestCase

from django_graphgate.access import load_roles
from django_graphgate.conf import get_settings
from django_graphgate.testing import GraphQLClient, graphgate_mode, run_action, signed_webhook
from example_project.atlas.models import Airport, Country, Leader, Review, Traveller, Trip

SUMMER, AUTUMN = dt.date(2099, 6, 1), dt.date(2099, 10, 1)
GUESSED = "whsec_Z3Vlc3NlZCBieSBzb21lYm9keQ=="


class AtlasTestCase(TestCase):
    """Ada has booked a flight from Paris to New York; grace has booked the same one."""

    def setUp(self) -> None:
        load_roles(json.loads((get_settings().config_dir() / "roles.json").read_text("utf-8")))
        self.enterContext(graphgate_mode("production"))
        france = Country.objects.create(id=1, iso2="FR", name="France", continent="EU")
        place: dict[str, Any] = {"country": france, "latitude": 0, "longitude": 0, "timezone": "Europe/Paris"}
        paris, new_york, rome = (
            Airport.objects.create(icao=f"X{iata}", iata=iata, name=iata, **place)
            for iata in ("CDG", "JFK", "FCO")
        )
        self.ada, grace = (Traveller.objects.create_user(name) for name in ("ada", "grace"))
        booked: dict[str, Any] = {"origin": paris, "date": SUMMER, "price": 400}
        self.trip = Trip.objects.create(owner=self.ada, destination=new_york, public=True, **booked)
        self.other = Trip.objects.create(owner=grace, destination=new_york, **booked)
        self.elsewhere = Trip.objects.create(owner=grace, destination=rome, **booked)
        Review.objects.create(airport=rome, author=self.ada, rating=5, text="Quick.")
        self.browser = Client()
        self.browser.force_login(self.ada)

    def day(self, trip: Trip) -> dt.date:
        return Trip.objects.values_list("date", flat=True).get(pk=trip.pk)


class LeaderboardTests(AtlasTestCase):
    cron = {"X-Task-Queue": os.environ["TASK_QUEUE_KEY"]}

    def test_cron_refreshes_the_leaderboard(self) -> None:
        assert Leader._default_manager.count() == 0
        answer = run_action("refresh_leaderboard", headers=self.cron)
        assert (answer.status_code, answer.json()["data"]["status"]) == (200, "done")
        assert list(Leader._default_manager.values_list()) == [(self.ada.pk, 1, 1)]

    def test_travellers_do_not(self) -> None:
        assert run_action("refresh_leaderboard", client=self.browser).status_code == 403
        assert run_action("refresh_leaderboard").status_code == 401

    def test_leaderboard_names_travellers(self) -> None:
        run_action("refresh_leaderboard", headers=self.cron)
        (leader,) = GraphQLClient(self.browser).data(name="Leaderboard")["leaders"]
        assert leader["traveller"]["username"] == "ada"


class RebookTests(AtlasTestCase):
    def rebook(self, trip: Trip, day: dt.date) -> Any:
        return (
            GraphQLClient(self.browser)
            .post(name="RebookTrip", variables={"trip": trip.pk, "day": str(day)})
            .json()
        )

    def test_traveller_rebooks_a_trip(self) -> None:
        assert self.rebook(self.trip, AUTUMN)["data"]["rebook"]["date"] == str(AUTUMN)
        assert self.day(self.trip) == AUTUMN

    def test_trip_of_somebody_else_stays(self) -> None:
        (error,) = self.rebook(self.other, AUTUMN)["errors"]
        assert error["message"] == "You have no such trip."
        assert self.day(self.other) == SUMMER

    def test_past_day_is_refused(self) -> None:
        (error,) = self.rebook(self.trip, dt.date(1999, 1, 1))["errors"]
        assert error["extensions"]["code"] == "ACTION_REFUSED"
        assert self.day(self.trip) == SUMMER

    def test_action_has_a_url_too(self) -> None:
        asked = {"trip": self.trip.pk, "day": str(AUTUMN)}
        answer = run_action("rebook", asked, client=self.browser)
        assert (answer.status_code, answer.json()["data"]["value"]) == (200, self.trip.pk)
        assert run_action("rebook", {**asked, "trip": self.other.pk}, client=self.browser).status_code == 422


class ScheduleTests(AtlasTestCase):
    moved = {
        "data": {
            "flight": {"origin": "CDG", "destination": "JFK", "day": str(SUMMER)},
            "moved_to": str(AUTUMN),
        }
    }

    def test_airline_moves_a_flight(self) -> None:
        answer = signed_webhook(self.client, "schedule_changes", self.moved)
        assert (answer.status_code, answer.json()) == (200, {"data": {"status": "done"}})
        days = [self.day(trip) for trip in (self.trip, self.other, self.elsewhere)]
        assert days == [AUTUMN, AUTUMN, SUMMER]

    def test_repetition_moves_nothing(self) -> None:
        signed_webhook(self.client, "schedule_changes", self.moved, event_id="1")
        Trip.objects.update(date=SUMMER)
        assert signed_webhook(self.client, "schedule_changes", self.moved, event_id="1").status_code == 200
        assert self.day(self.trip) == SUMMER

    def test_forged_and_old_deliveries_are_refused(self) -> None:
        forged = signed_webhook(self.client, "schedule_changes", self.moved, secret=GUESSED)
        old = signed_webhook(self.client, "schedule_changes", self.moved, now=1_000_000_000)
        for refused in (forged, old):
            (error,) = refused.json()["errors"]
            assert error["extensions"].pop("id")  # new for each denial: nothing else tells the two apart
            assert error == {
                "message": "The delivery was refused.",
                "extensions": {"code": "DELIVERY_REFUSED"},
            }
            assert refused.status_code == 401
        assert self.day(self.trip) == SUMMER
