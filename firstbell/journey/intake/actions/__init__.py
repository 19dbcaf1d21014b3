"""Every write of step 1: what a source hands over, what a person types, and who waits for whom."""

from firstbell.journey.intake.actions.receive import receive_feed, receive_incident
from firstbell.journey.intake.actions.typed import enter_incident
from firstbell.journey.intake.actions.waiting import stop_waiting, stop_waiting_of, wait

__all__ = [
    "enter_incident",
    "receive_feed",
    "receive_incident",
    "stop_waiting",
    "stop_waiting_of",
    "wait",
]
