"""What travellers may do that takes more than writing a row."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from django_graphgate.actions import ActionContext, ActionRefused, action
from example_project.atlas.models import Trip


@action(roles=["user", "editor"])
def rebook(context: ActionContext, trip: int, day: dt.date) -> Trip:
    """Moves one of the caller's own trips to another day."""
    booked = (
        Trip.objects.select_for_update().filter(pk=trip, owner_id=int(context.identity.user_id or 0)).first()
    )
    if booked is None:
        raise ActionRefused("You have no such trip.")
    if day < timezone.localdate():
        raise ActionRefused("That day has passed.")
    booked.date = day
    booked.save(update_fields=["date"])
    return booked
