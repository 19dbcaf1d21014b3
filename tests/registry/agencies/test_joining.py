"""`registry.agencies.actions.joining`: nobody comes in but by an invitation of their own."""

from datetime import datetime, timedelta

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Desk, Establishment, Invitation, Membership
from firstbell.registry.agencies.queries import people

pytestmark = pytest.mark.django_db

PASSWORD = "three unlikely words"


@pytest.fixture
def school(monday: datetime) -> Establishment:
    return Establishment.objects.create(
        urn=900001, name="Mill Lane Primary", council_code="999", status="Open", loaded_at=monday
    )


def invited(school: Establishment, at: datetime, email: str = "ada@mill-lane.example") -> str:
    _, secret = joining.invite(
        email=email,
        name="Ada Wren",
        role=Role.KEY_ADULT,
        establishment=school,
        by=None,
        at=at,
    )
    return secret


def test_an_accepted_invitation_makes_one_account_and_one_membership(
    school: Establishment, monday: datetime
) -> None:
    membership = joining.accept(
        secret=invited(school, monday), password=PASSWORD, phone="07000 000000", at=monday
    )

    user = User.objects.get()
    assert (user.email, user.name, user.phone) == (
        "ada@mill-lane.example",
        "Ada Wren",
        "07000 000000",
    )
    assert user.check_password(PASSWORD)
    assert people.memberships_of(user, monday) == [membership]
    assert membership.establishment == school


def test_the_secret_itself_is_kept_nowhere(school: Establishment, monday: datetime) -> None:
    secret = invited(school, monday)

    row = Invitation.objects.values().get()
    assert secret not in str(row)
    assert row["secret_hash"] == joining.hash_of(secret)


def test_a_link_works_once(school: Establishment, monday: datetime) -> None:
    secret = invited(school, monday)
    joining.accept(secret=secret, password=PASSWORD, at=monday)

    with pytest.raises(joining.NoSuchInvitation):
        joining.accept(secret=secret, password=PASSWORD, at=monday)
    assert User.objects.count() == 1


def test_a_link_stops_working_after_two_weeks(school: Establishment, monday: datetime) -> None:
    secret = invited(school, monday)
    last_moment = monday + timedelta(days=14)

    assert people.open_invitation(joining.hash_of(secret), last_moment - timedelta(seconds=1))
    with pytest.raises(joining.NoSuchInvitation):
        joining.accept(secret=secret, password=PASSWORD, at=last_moment)


def test_a_wrong_secret_opens_nothing(school: Establishment, monday: datetime) -> None:
    secret = invited(school, monday)

    with pytest.raises(joining.NoSuchInvitation):
        joining.accept(secret=secret[:-1], password=PASSWORD, at=monday)


def test_a_new_invitation_to_the_same_place_stops_the_earlier_link(
    school: Establishment, monday: datetime
) -> None:
    earlier = invited(school, monday)
    later = invited(school, monday + timedelta(hours=1), email="Ada@Mill-Lane.example ")

    now = monday + timedelta(hours=2)
    assert people.open_invitation(joining.hash_of(earlier), now) is None
    assert people.open_invitation(joining.hash_of(later), now) is not None


def test_an_invitation_never_changes_the_password_of_an_account(
    school: Establishment, monday: datetime
) -> None:
    joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday)
    again = invited(school, monday)

    with pytest.raises(joining.AlreadyHere):
        joining.accept(secret=again, password="another good password", at=monday)
    assert User.objects.get().check_password(PASSWORD)


def test_a_signed_in_person_accepts_only_what_is_for_them(
    school: Establishment, monday: datetime
) -> None:
    joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday)
    other = User.objects.create(email="eve@other.example", name="Eve", created_at=monday)
    secret = invited(school, monday)

    with pytest.raises(joining.InvitedIsAnother):
        joining.accept_as(secret=secret, by=other, at=monday)
    assert not people.memberships_of(other, monday)


def test_accepting_what_one_holds_already_adds_no_second_membership(
    school: Establishment, monday: datetime
) -> None:
    first = joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday)

    again = joining.accept_as(secret=invited(school, monday), by=first.user, at=monday)

    assert again == first
    assert Membership.objects.count() == 1


def test_joining_is_on_the_trail_without_a_name(school: Establishment, monday: datetime) -> None:
    joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday)

    entries = AuditEntry.objects.order_by("id")
    assert [entry.action for entry in entries] == ["invitation.made", "invitation.accepted"]
    assert "Wren" not in str([entry.detail for entry in entries])


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.KEY_ADULT, []),
        (Role.KEY_ADULT, ["desk"]),
        (Role.KEY_ADULT, ["establishment", "agency"]),
        (Role.DESK_OFFICER, ["establishment"]),
        (Role.POLICE_SENDER, []),
        (Role.POLICE_SENDER, ["council"]),
        (Role.HUB_WORKER, ["establishment"]),
        (Role.ADMINISTRATOR, ["desk"]),
    ],
)
def test_a_role_is_held_only_where_it_means_something(
    role: Role, places: list[str], school: Establishment, monday: datetime
) -> None:
    known = {
        "establishment": ("establishment", school),
        "desk": ("desk", Desk.objects.create(code="999:home-education", kind="home-education")),
        "agency": ("agency", Agency.objects.create(code="PX", name="PX", kind="police")),
        "council": ("agency", Agency.objects.create(code="999", name="C", kind="council")),
    }
    chosen = dict(known[each] for each in places)

    with pytest.raises(joining.CannotInvite, match=role.value):
        joining.invite(email="a@b.example", name="A", role=role, **chosen, by=None, at=monday)  # type: ignore[arg-type]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.HUB_WORKER, Role.HUB_MANAGER, Role.BUSINESS_UNIT])
def test_a_role_of_the_whole_partnership_needs_no_place(role: Role, monday: datetime) -> None:
    joining.invite(email="a@b.example", name="A", role=role, by=None, at=monday)

    assert Invitation.objects.get().role == role


def test_a_membership_counts_from_its_start_until_its_end(
    school: Establishment, monday: datetime
) -> None:
    membership = joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday)
    membership.ends_at = monday + timedelta(days=1)
    membership.save()

    user = membership.user
    assert not people.has_role(user, Role.KEY_ADULT, at=monday - timedelta(seconds=1))
    assert people.has_role(user, Role.KEY_ADULT, at=monday)
    assert not people.has_role(user, Role.KEY_ADULT, at=membership.ends_at)
    assert people.who_belongs_to(establishment=school, at=monday) == [membership]
    assert people.who_belongs_to(establishment=school, at=membership.ends_at) == []


def test_a_disabled_person_works_nowhere(school: Establishment, monday: datetime) -> None:
    membership = joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday)
    user = membership.user
    user.is_active = False
    user.save()

    assert people.memberships_of(user, monday) == []
    assert people.who_belongs_to(establishment=school, at=monday) == []


def test_places_are_given_by_role(school: Establishment, monday: datetime) -> None:
    user = joining.accept(secret=invited(school, monday), password=PASSWORD, at=monday).user
    agency = Agency.objects.create(code="999", name="Council", kind="council")
    _, secret = joining.invite(
        email=user.email, name="A", role=Role.HUB_WORKER, agency=agency, by=None, at=monday
    )
    joining.accept_as(secret=secret, by=user, at=monday)

    assert people.places_of(user, Role.KEY_ADULT, at=monday).establishments == {school.id}
    assert people.places_of(user, Role.KEY_ADULT, at=monday).agencies == frozenset()
    assert people.places_of(user, at=monday).agencies == {agency.id}
    assert people.first_page_for(user, monday) == "this_morning"
