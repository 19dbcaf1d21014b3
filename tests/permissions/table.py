"""Who may open which address: one row for every named address of the product.

`test_urls.py` asks for each address with GET as each person of the cast and compares. It
fails when an address has no row, so write the row first:

    "opened": Row(lets_in=KEY_ADULT, arguments=lambda world: {"pk": notification(world).pk}),

- `lets_in`: who is let in, by their names in the cast (below); everyone else gets `shut_out`,
  and a visitor is sent to sign in.
- `answers`: what those let in get: 200, or 302 for a page that only sends on, or 405 for an
  address that takes POST only.
- `arguments`: makes what the address speaks of, in the world that the cast lives in: a thing
  of `world.school`, so that `key-adult` may and `key-adult-elsewhere` may not. Left out when
  the address has no arguments. A second row for another case is called "name, case".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from tests.permissions import (
    accused,
    agreed,
    at_home,
    at_provider,
    attending,
    guarded,
    handed,
    helped,
    kept,
    known,
    looked,
    notified,
    opened,
    places_asked,
    recalled,
    sent,
    undecided,
    worked,
)
from tests.permissions.world import CAST, NOBODY, World

HUB = frozenset({"hub-worker", "hub-manager"})
ROLLS = frozenset({"hub-manager", "administrator"})
KEEP_AGREEMENTS = frozenset({"business-unit", "information-governance", "administrator"})
READ_AGREEMENTS = KEEP_AGREEMENTS | {"hub-manager"}
MANAGER = frozenset({"hub-manager"})
KEY_ADULT = frozenset({"key-adult"})
KEY_ADULTS = frozenset({"key-adult", "key-adult-elsewhere"})
READERS = KEY_ADULTS | {"desk-officer"}
DESK = frozenset({"desk-officer"})
ADVOCATE = frozenset({"advocate"})
AT_HOME = KEY_ADULT | HUB | {"desk-officer"}
POLICE = frozenset({"police-sender", "police-sender-elsewhere"})
OWN_FORCE = frozenset({"police-sender"})
SIGNED_IN = frozenset(CAST)
EVERYONE = SIGNED_IN | {NOBODY}
MANAGERS = frozenset({"hub-manager", "administrator"})
ANSWER_FOR_PEOPLE = KEY_ADULTS | POLICE | MANAGERS
OF_THE_SCHOOL = KEY_ADULT | MANAGERS
OF_EVERYWHERE = frozenset({"administrator"})
SECOND_PEOPLE = MANAGERS | {"information-governance"}
NO_ONE: frozenset[str] = frozenset()
MAY_SEAL = frozenset({"hub-manager", "police-sender"})
GOVERNANCE = frozenset({"information-governance"})
ANSWERS_FOR_DATA = GOVERNANCE | {"hub-manager"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one address answers to whom."""

    lets_in: frozenset[str]
    answers: int = 200
    shut_out: int = 404
    visitor: int = 302
    arguments: Callable[[World], Mapping[str, object]] = lambda _world: {}

    def expected(self, name: str) -> int:
        """Return the status for one of the cast, or for a visitor."""
        if name in self.lets_in:
            return self.answers
        return self.visitor if name == NOBODY else self.shut_out

    @property
    def reader(self) -> str:
        """One of the cast who is let in, or a visitor where nobody of it is."""
        return next((name for name in CAST if name in self.lets_in), NOBODY)


REFUSED = Row(lets_in=NO_ONE, visitor=404)
"""What allauth offers and this product does not."""

ASKS_AGAIN = Row(lets_in=SIGNED_IN, answers=302)
"""Changing how one signs in asks for the password or a code once more."""

TABLE: dict[str, Row] = {
    # ---- anybody ----
    "home": Row(lets_in=SIGNED_IN, answers=302, visitor=200),
    "help": Row(lets_in=EVERYONE),
    "about_the_scheme": Row(lets_in=EVERYONE),
    "health": Row(lets_in=EVERYONE),
    # Without a token in the settings there is no such page; who has it is in tests/web.
    "metrics": Row(lets_in=NO_ONE, visitor=404),
    "join": Row(lets_in=EVERYONE, arguments=lambda world: {"secret": world.invitation_secret}),
    "join, unknown secret": Row(
        lets_in=EVERYONE, answers=404, arguments=lambda _world: {"secret": "nothing"}
    ),
    # ---- whoever is signed in ----
    "account": Row(lets_in=SIGNED_IN),
    "close_to": Row(lets_in=SIGNED_IN),
    "declare_close_to": Row(lets_in=SIGNED_IN, arguments=lambda _world: {"kind": "person"}),
    "end_close_to": Row(
        lets_in=SIGNED_IN, answers=405, arguments=lambda _world: {"interest_id": uuid4()}
    ),
    "stay_signed_in": Row(lets_in=SIGNED_IN),
    "keep_draft": Row(lets_in=SIGNED_IN, answers=405),
    "discard_draft": Row(lets_in=SIGNED_IN, answers=405),
    # ---- key adults and desk officers ----
    "this_morning": Row(lets_in=READERS),
    "answered_notifications": Row(lets_in=READERS),
    "family": Row(lets_in=KEY_ADULT, arguments=notified.family),
    "open_family": Row(lets_in=KEY_ADULT, answers=302, arguments=notified.family),
    "answer_family": Row(lets_in=KEY_ADULT, answers=302, arguments=notified.family),
    "not_ours": Row(lets_in=KEY_ADULT, answers=302, arguments=notified.family),
    "acknowledge_family": Row(lets_in=KEY_ADULT, answers=302, arguments=notified.family),
    "notification": Row(lets_in=KEY_ADULT, arguments=notified.one),
    "copies": Row(lets_in=KEY_ADULT, arguments=notified.one),
    "copy": Row(lets_in=KEY_ADULT, arguments=notified.copy),
    "record_support": Row(lets_in=KEY_ADULT, arguments=notified.one),
    # ---- what was taken back ----
    "take_back": Row(lets_in=HUB, arguments=notified.one),
    "withdrawal": Row(lets_in=OWN_FORCE | HUB, arguments=sent.withdrawal),
    "taken_back": Row(lets_in=HUB),
    "recall_heard": Row(lets_in=HUB, arguments=recalled.recall),
    "what_became_of_it": Row(lets_in=KEY_ADULT, arguments=recalled.recall),
    "breaches": Row(lets_in=ANSWERS_FOR_DATA | HUB),
    "breach": Row(lets_in=ANSWERS_FOR_DATA, arguments=recalled.breach),
    "breach_act": Row(lets_in=GOVERNANCE, arguments=recalled.decided),
    "breach_act, unheard of": Row(lets_in=NO_ONE, arguments=recalled.unheard_of),
    # ---- who is off ----
    "days_off": Row(lets_in=READERS),
    "off_today": Row(lets_in=READERS, answers=302),
    "here_after_all": Row(lets_in=KEY_ADULT | HUB, answers=302, arguments=worked.absence),
    "who_is_off": Row(lets_in=HUB),
    # ---- known or not ----
    "known": Row(lets_in=DESK | HUB),
    "known_question": Row(lets_in=DESK | HUB, arguments=known.question),
    "follow_up": Row(lets_in=DESK | HUB, arguments=known.followed),
    "follow_up_offer": Row(lets_in=DESK | HUB, arguments=known.followed),
    "follow_up_outcome": Row(lets_in=DESK | HUB, arguments=known.followed),
    "known_figures": Row(lets_in=HUB | {"business-unit", "scrutiny-member"}),
    "note_difference": Row(lets_in=KEY_ADULT, answers=302, arguments=notified.one),
    "differences": Row(lets_in=HUB | {"business-unit", "scrutiny-member"}),
    "difference_words": Row(lets_in=HUB),
    "settle_difference_words": Row(lets_in=HUB, answers=405, arguments=known.words_said),
    "settle_school_view_words": Row(lets_in=HUB, answers=405, arguments=known.words_of_a_school),
    "school_view": Row(lets_in=KEY_ADULT, arguments=known.seen_at_school),
    # ---- the helpline ----
    "helpline": Row(lets_in=DESK, arguments=helped.nothing),
    "take_out_helpline_call": Row(lets_in=DESK, answers=405, arguments=helped.call),
    "helpline_figures": Row(lets_in=HUB | {"business-unit", "scrutiny-member"}),
    # ---- school places ----
    "place_requests": Row(lets_in=DESK | HUB | ADVOCATE),
    "ask_for_place": Row(lets_in=HUB | ADVOCATE, arguments=places_asked.record),
    "ask_for_place_of_child": Row(lets_in=HUB | ADVOCATE, arguments=places_asked.child),
    "place_request": Row(lets_in=DESK | HUB | ADVOCATE, arguments=places_asked.request),
    "acknowledge_place_request": Row(lets_in=DESK | HUB, arguments=places_asked.request),
    "answer_place_request": Row(lets_in=DESK | HUB, arguments=places_asked.request),
    "end_place_request": Row(lets_in=HUB | ADVOCATE, arguments=places_asked.request),
    # ---- suspects who work with children ----
    "allegations": Row(lets_in=DESK | HUB),
    "allegation": Row(lets_in=DESK | HUB, arguments=accused.waiting),
    "allegation_outcome": Row(lets_in=DESK | HUB, arguments=accused.waiting),
    # ---- the list of a nursery or childminder ----
    "attending": Row(lets_in=KEY_ADULTS),
    "attending_at": Row(lets_in=KEY_ADULT, arguments=attending.place),
    "add_attending": Row(lets_in=KEY_ADULT, arguments=attending.place),
    "change_attending": Row(lets_in=KEY_ADULT, arguments=attending.child),
    "end_attending": Row(lets_in=KEY_ADULTS, answers=405, arguments=attending.child),
    # ---- home education ----
    "home_education": Row(lets_in=READERS | HUB),
    "find_home_educated": Row(lets_in=KEY_ADULT, arguments=at_home.school),
    "report_home_educated": Row(lets_in=KEY_ADULT, arguments=at_home.pupil),
    "home_education_entry": Row(lets_in=AT_HOME, arguments=at_home.entry),
    "answer_home_education": Row(lets_in=AT_HOME - KEY_ADULT, arguments=at_home.entry),
    "end_home_education": Row(lets_in=AT_HOME - KEY_ADULT, answers=302, arguments=at_home.entry),
    "take_back_home_education": Row(lets_in=KEY_ADULT, arguments=at_home.entry),
    "settle_home_education_words": Row(lets_in=HUB, answers=405, arguments=at_home.entry),
    # ---- who covers the holidays ----
    "cover": Row(lets_in=HUB),
    "share_cover": Row(lets_in=frozenset({"hub-manager"})),
    "holiday_cover": Row(lets_in=KEY_ADULT | HUB, arguments=worked.school),
    "nobody_covers": Row(lets_in=KEY_ADULT | HUB, answers=302, arguments=worked.school),
    "remove_turn": Row(lets_in=KEY_ADULT | HUB, answers=302, arguments=worked.turn),
    # ---- are the key adults still right? ----
    "contacts_standing": Row(lets_in=HUB),
    "coverage": Row(lets_in=HUB | {"business-unit"}),
    "recordkeeping": Row(lets_in=KEY_ADULT | HUB, arguments=worked.checked),
    "recording_systems": Row(lets_in=MANAGER | {"business-unit"}),
    "recording_system": Row(lets_in=MANAGER, arguments=worked.school),
    "renew_recording_system": Row(lets_in=MANAGER, answers=405, arguments=worked.school),
    "end_recording_system": Row(lets_in=MANAGER, answers=405, arguments=worked.school),
    "set_mobile": Row(lets_in=KEY_ADULT | HUB, arguments=worked.numbered),
    "contacts_at": Row(lets_in=KEY_ADULT | HUB, arguments=worked.checked),
    # ---- the hub's own rota, and what comes next ----
    "rota": Row(lets_in=HUB),
    "off_call": Row(
        lets_in=frozenset({"hub-manager"}),
        answers=302,
        arguments=lambda _world: {"on_call_id": uuid4()},
    ),
    "next_morning": Row(lets_in=HUB),
    "hand_over": Row(lets_in=HUB),
    # ---- and for the hub, who is off at a place ----
    "off_at": Row(lets_in=HUB, arguments=worked.school),
    # ---- the hub's morning ----
    "refused_whole": Row(lets_in=HUB),
    "alarms": Row(lets_in=HUB | {"administrator"}),
    "morning_board": Row(lets_in=HUB),
    "calls": Row(lets_in=HUB),
    "claim_call": Row(
        lets_in=HUB, answers=302, arguments=lambda world: {"place_id": world.school.id}
    ),
    "call": Row(lets_in=HUB, arguments=sent.call),
    "morning_sheets": Row(lets_in=HUB),
    "sheet_file": Row(lets_in=HUB, arguments=sent.sheet),
    "sheet_password": Row(lets_in=HUB),
    "new_sheet_password": Row(lets_in=frozenset({"hub-manager"})),
    "enter_from_paper": Row(lets_in=HUB, arguments=sent.sheet),
    "enter_call_from_paper": Row(lets_in=HUB, arguments=sent.place_of_a_sheet),
    "entered_from_paper": Row(lets_in=HUB, arguments=sent.entered),
    # ---- what a force has sent ----
    "your_feeds": Row(lets_in=POLICE),
    "duty": Row(lets_in=POLICE | MANAGER),
    # The force that has sent nothing has no figure that opens.
    "duty_behind": Row(lets_in=OWN_FORCE | MANAGER),
    "enter_incident": Row(lets_in=POLICE),
    # ---- looked up before the door ----
    "look_up": Row(lets_in=POLICE),
    "before_the_door": Row(lets_in=OWN_FORCE, arguments=looked.live),
    "before_the_door, another force's": Row(
        lets_in=frozenset({"police-sender-elsewhere"}), arguments=looked.of_another_force
    ),
    "before_the_door, closed": Row(lets_in=NO_ONE, arguments=looked.closed),
    "before_the_door, over": Row(lets_in=NO_ONE, arguments=looked.over),
    "before_the_door, without words": Row(lets_in=NO_ONE, arguments=looked.emptied),
    "before_the_door, opened by oneself": Row(lets_in=NO_ONE, arguments=looked.by_oneself),
    "live_incidents": Row(lets_in=POLICE),
    "open_live_incident": Row(lets_in=POLICE),
    "close_live_incident": Row(lets_in=OWN_FORCE, arguments=looked.by_oneself),
    "close_live_incident, another force's": Row(
        lets_in=frozenset({"police-sender-elsewhere"}), arguments=looked.of_another_force
    ),
    "close_live_incident, closed": Row(lets_in=NO_ONE, arguments=looked.closed),
    "close_live_incident, over": Row(lets_in=NO_ONE, arguments=looked.over),
    "drawn_look": Row(lets_in=ANSWERS_FOR_DATA, arguments=looked.drawn),
    "drawn_look, not drawn": Row(lets_in=NO_ONE, arguments=looked.not_drawn),
    "completeness": Row(lets_in=POLICE),
    "sent_incident": Row(lets_in=OWN_FORCE, arguments=sent.incident),
    "correct_incident": Row(lets_in=OWN_FORCE, arguments=sent.incident),
    "mend_incident": Row(lets_in=OWN_FORCE, arguments=sent.refused),
    "set_aside": Row(lets_in=OWN_FORCE, answers=302, arguments=sent.refused),
    "left_out": Row(lets_in=OWN_FORCE, answers=302, arguments=sent.question),
    # ---- what the hub decides about one child ----
    "review_queue": Row(lets_in=HUB),
    "review": Row(lets_in=HUB, arguments=undecided.review),
    "review_this_one": Row(lets_in=HUB, answers=302, arguments=undecided.review),
    "review_none": Row(lets_in=HUB, answers=302, arguments=undecided.review),
    "review_ask": Row(lets_in=HUB, answers=302, arguments=undecided.review),
    "not_this_pupil": Row(lets_in=HUB, arguments=undecided.linked),
    "unrecorded_queue": Row(lets_in=HUB),
    "unrecorded": Row(lets_in=HUB, arguments=undecided.unrecorded),
    "unrecorded_unsure": Row(lets_in=HUB, arguments=undecided.unrecorded),
    "child": Row(lets_in=HUB, arguments=undecided.child),
    "choose_school": Row(lets_in=HUB, arguments=undecided.child),
    "find_school": Row(lets_in=HUB, answers=302, arguments=undecided.child),
    "choose_desk": Row(lets_in=HUB, arguments=undecided.child),
    "tell_practice": Row(lets_in=HUB, answers=302, arguments=undecided.child),
    "release_child": Row(lets_in=HUB, answers=302, arguments=undecided.child),
    "settle_child": Row(lets_in=HUB, arguments=undecided.settled),
    "texts": Row(lets_in=HUB, arguments=undecided.child),
    "conflict": Row(lets_in=HUB, arguments=undecided.child),
    # ---- handed over to another area, and from one ----
    "hand_overs": Row(lets_in=HUB),
    "offer_child": Row(lets_in=HUB, arguments=undecided.child),
    "withdraw_offer": Row(lets_in=HUB, answers=405, arguments=handed.offer),
    "offer_heard": Row(lets_in=HUB, arguments=handed.by_voice),
    "withdrawal_told": Row(lets_in=HUB, arguments=handed.not_passed_on),
    "arrival": Row(lets_in=HUB, arguments=handed.arrival),
    "receipt": Row(lets_in=HUB, arguments=handed.receipt),
    "receipt_file": Row(lets_in=HUB, arguments=handed.receipt),
    "areas": Row(lets_in=MANAGER),
    "add_area": Row(lets_in=MANAGER),
    "change_area": Row(lets_in=MANAGER, arguments=handed.area),
    "end_area": Row(lets_in=MANAGER, answers=405, arguments=handed.area),
    # ---- rolls that a person must confirm ----
    "held_rolls": Row(lets_in=ROLLS),
    "held_roll": Row(lets_in=ROLLS, arguments=undecided.roll),
    # ---- who works where ----
    "people": Row(lets_in=ANSWER_FOR_PEOPLE),
    "find_people": Row(lets_in=ANSWER_FOR_PEOPLE, answers=405),
    "people_at": Row(lets_in=OF_THE_SCHOOL, arguments=worked.school),
    "people_everywhere": Row(lets_in=OF_EVERYWHERE),
    "confirm_at": Row(lets_in=OF_THE_SCHOOL, answers=302, arguments=worked.school),
    "confirm_everywhere": Row(lets_in=OF_EVERYWHERE, answers=302),
    "invite_to": Row(lets_in=OF_THE_SCHOOL, arguments=worked.school),
    "invite_everywhere": Row(lets_in=OF_EVERYWHERE),
    "withdraw": Row(lets_in=OF_THE_SCHOOL, answers=302, arguments=worked.invited),
    "end_membership": Row(lets_in=OF_THE_SCHOOL, arguments=worked.colleague),
    "keep_membership": Row(lets_in=OF_THE_SCHOOL, answers=302, arguments=worked.colleague),
    "disable_account": Row(lets_in=MANAGERS, arguments=worked.colleague),
    "ask_to_enable": Row(lets_in=MANAGERS, answers=302, arguments=worked.disabled),
    "leavers": Row(lets_in=MANAGERS),
    "hub_close_to": Row(lets_in=frozenset({"hub-manager"})),
    "write_down_close_to": Row(
        lets_in=frozenset({"hub-manager"}), arguments=lambda _world: {"kind": "home"}
    ),
    # ---- the second of two people ----
    "grants": Row(lets_in=SECOND_PEOPLE),
    "grant": Row(lets_in=SECOND_PEOPLE, arguments=worked.asked),
    # ---- search ----
    "search": Row(lets_in=HUB | READERS | POLICE),
    # ---- who is let into a record by name ----
    "circles": Row(lets_in=HUB | POLICE),
    "empty_circles": Row(lets_in=MANAGERS),
    "refill_circle": Row(lets_in=frozenset({"hub-manager"}), arguments=guarded.empty),
    "refill_circle, sealed": Row(lets_in=OF_EVERYWHERE, arguments=guarded.empty_and_sealed),
    "who_may_read": Row(lets_in=HUB | OWN_FORCE, arguments=sent.incident),
    "restrict_record": Row(lets_in=MAY_SEAL, arguments=sent.incident),
    "let_in": Row(lets_in=MAY_SEAL, arguments=guarded.record),
    "take_out": Row(lets_in=MAY_SEAL, arguments=guarded.member),
    "lift_guard": Row(lets_in=MAY_SEAL, arguments=guarded.record),
    "refer_record": Row(lets_in=HUB, arguments=guarded.referred),
    "end_referral": Row(lets_in=HUB, arguments=guarded.referral),
    "ways_to_reach": Row(lets_in=HUB | OWN_FORCE | {"advocate"}, arguments=guarded.referred),
    "lift_mark": Row(lets_in=HUB, arguments=guarded.mark),
    # ---- advocates ----
    "referred_cases": Row(lets_in=frozenset({"advocate"})),
    "referred_case": Row(lets_in=frozenset({"advocate"}), arguments=guarded.referred),
    # ---- who looked, and the one case that is open ----
    "who_looked": Row(lets_in=ANSWERS_FOR_DATA),
    "unusual_reading": Row(lets_in=GOVERNANCE, arguments=opened.unusual),
    "broken_glass": Row(lets_in=ANSWERS_FOR_DATA, arguments=opened.glass),
    "trail": Row(lets_in=GOVERNANCE),
    "open_case": Row(lets_in=ANSWERS_FOR_DATA),
    "close_case": Row(lets_in=ANSWERS_FOR_DATA, answers=405),
    "case": Row(lets_in=GOVERNANCE, arguments=opened.case),
    "who_has_seen": Row(lets_in=GOVERNANCE, arguments=opened.child_of_case),
    # ---- what becomes of records ----
    "ended": Row(lets_in=ANSWERS_FOR_DATA),
    "periods": Row(lets_in=ANSWERS_FOR_DATA),
    "ended_class": Row(lets_in=ANSWERS_FOR_DATA, arguments=lambda _world: {"kind": "content"}),
    "ended_class, only counted": Row(lets_in=NO_ONE, arguments=lambda _world: {"kind": "trail"}),
    "disposal_log": Row(lets_in=ANSWERS_FOR_DATA),
    "disposal": Row(lets_in=ANSWERS_FOR_DATA, arguments=kept.disposal),
    "legal_holds": Row(lets_in=ANSWERS_FOR_DATA),
    "new_hold": Row(lets_in=ANSWERS_FOR_DATA),
    "lift_hold": Row(lets_in=ANSWERS_FOR_DATA, answers=405, arguments=kept.hold),
    "erasures": Row(lets_in=ANSWERS_FOR_DATA),
    "decide_erasure": Row(lets_in=ANSWERS_FOR_DATA, answers=405, arguments=kept.erasure),
    "ask_to_erase": Row(lets_in=GOVERNANCE, arguments=opened.case),
    # ---- requests for somebody's own record ----
    "subject_requests": Row(lets_in=GOVERNANCE),
    "new_request": Row(lets_in=GOVERNANCE),
    "subject_request": Row(lets_in=GOVERNANCE, arguments=kept.request),
    "do_request": Row(lets_in=GOVERNANCE, arguments=kept.request_to_check),
    "do_request, unheard of": Row(lets_in=NO_ONE, arguments=kept.request_for_nothing),
    "go_on": Row(lets_in=GOVERNANCE, answers=302, arguments=kept.record),
    "passage": Row(lets_in=GOVERNANCE, arguments=kept.passage),
    "answer": Row(lets_in=NO_ONE, arguments=kept.answer_of_another),
    "answer_pdf": Row(lets_in=NO_ONE, arguments=kept.answer_of_another),
    # ---- the register of agreements ----
    "agreements": Row(lets_in=READ_AGREEMENTS),
    "agreement": Row(lets_in=READ_AGREEMENTS, arguments=agreed.one),
    "new_agreement": Row(lets_in=KEEP_AGREEMENTS),
    "draft_agreement": Row(lets_in=KEEP_AGREEMENTS, arguments=agreed.one),
    "put_agreement": Row(lets_in=KEEP_AGREEMENTS, answers=405, arguments=agreed.one),
    "sign_agreement": Row(lets_in=KEEP_AGREEMENTS, arguments=agreed.one),
    "renew_agreement": Row(lets_in=KEEP_AGREEMENTS, arguments=agreed.lapsed),
    "renew_agreement, under review": Row(
        lets_in=KEEP_AGREEMENTS, answers=302, arguments=agreed.one
    ),
    "review_agreement": Row(lets_in=KEEP_AGREEMENTS, arguments=agreed.one),
    "end_agreement": Row(lets_in=KEEP_AGREEMENTS, arguments=agreed.one),
    # ---- machines ----
    "api:api-root": REFUSED,
    "api:openapi-json": Row(lets_in=EVERYONE),
    "api:feeds": Row(lets_in=EVERYONE, answers=405),
    "api:incidents": Row(lets_in=EVERYONE, answers=405),
    "api:hand_overs": Row(lets_in=EVERYONE, answers=405),
    "api:live_incidents": Row(lets_in=EVERYONE, answers=405),
    "api:receipts": Row(lets_in=EVERYONE, answers=405),
    "oauth_token": Row(lets_in=EVERYONE, answers=405),
    # ---- signing in ----
    "account_login": Row(lets_in=SIGNED_IN, answers=302, visitor=200),
    "account_logout": Row(lets_in=SIGNED_IN),
    "account_inactive": Row(lets_in=EVERYONE),
    "account_reauthenticate": Row(lets_in=SIGNED_IN),
    "account_change_password": Row(lets_in=SIGNED_IN),
    "account_set_password": REFUSED,
    "account_signup": REFUSED,
    "account_email": REFUSED,
    "account_reset_password": Row(lets_in=EVERYONE),
    "account_reset_password_done": Row(lets_in=EVERYONE),
    "account_reset_password_from_key": Row(
        lets_in=EVERYONE, arguments=lambda _world: {"uidb36": "0", "key": "a-wrong-key"}
    ),
    "account_reset_password_from_key_done": Row(lets_in=EVERYONE),
    "provider_start": Row(lets_in=EVERYONE, answers=405, arguments=at_provider.key),
    "provider_join": Row(lets_in=EVERYONE, answers=405, arguments=at_provider.invitation),
    "provider_back": Row(lets_in=EVERYONE, arguments=at_provider.key),
    "provider_arrive": Row(lets_in=EVERYONE, answers=400, arguments=at_provider.key),
    "provider_arrive, no such provider": Row(
        lets_in=EVERYONE, answers=404, arguments=lambda _world: {"key": "nobodys"}
    ),
    "provider_link": Row(lets_in=EVERYONE, answers=405, arguments=at_provider.key),
    "provider_unlink": Row(lets_in=SIGNED_IN, answers=302, arguments=at_provider.identity),
    "mfa_index": Row(lets_in=SIGNED_IN),
    "mfa_authenticate": Row(lets_in=EVERYONE, answers=302),
    "mfa_reauthenticate": Row(lets_in=SIGNED_IN),
    "mfa_activate_totp": ASKS_AGAIN,
    "mfa_deactivate_totp": ASKS_AGAIN,
    "mfa_view_recovery_codes": Row(lets_in=NO_ONE),
    "mfa_generate_recovery_codes": ASKS_AGAIN,
    "mfa_download_recovery_codes": Row(lets_in=NO_ONE),
    "mfa_list_webauthn": Row(lets_in=SIGNED_IN),
    "passkey_needed": Row(lets_in=SIGNED_IN, answers=302),
    "mfa_add_webauthn": ASKS_AGAIN,
    "mfa_login_webauthn": Row(lets_in=EVERYONE, answers=302),
    "mfa_reauthenticate_webauthn": Row(lets_in=SIGNED_IN, answers=302),
    "mfa_remove_webauthn": Row(
        lets_in=SIGNED_IN, answers=302, arguments=lambda _world: {"pk": 999_999}
    ),
    "mfa_edit_webauthn": Row(
        lets_in=SIGNED_IN, answers=302, arguments=lambda _world: {"pk": 999_999}
    ),
}
