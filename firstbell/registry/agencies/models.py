"""Who can be told, and who works where: establishments, desks, agencies and their people."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.desk_names import desk_name


class Partnership(models.Model):
    """Whose installation this is. There is one row."""

    name = models.CharField(max_length=200)
    force_pfa = models.CharField(max_length=9)

    def __str__(self) -> str:
        return self.name


@history.kept()
class Rule(models.Model):
    """One rule that the law leaves open, as this partnership set it; `core.policy` names them."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.key


class Agency(models.Model):
    """A council, a police force that sends incidents, or another partner."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        POLICE = "police", _("Police force")
        OTHER = "other", _("Other agency")
        ELSEWHERE = "elsewhere", _("Another area")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)  # a council's of the register, or its own
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    laua = models.CharField(max_length=9, blank=True)
    force_pfa = models.CharField(max_length=9, blank=True)
    is_ours = models.BooleanField(default=False)  # others may be known only by their desks
    machine_client_id = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["laua"], condition=~Q(laua=""), name="one_council_for_an_area"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Establishment(models.Model):
    """A school or college by its URN, a nursery or childminder by `identifiers.place_number`."""

    class Nation(models.TextChoices):
        ENGLAND = "england", _("England")
        WALES = "wales", _("Wales")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    urn = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=300)
    council_code = models.CharField(max_length=3)
    council_name = models.CharField(max_length=200, blank=True)
    establishment_number = models.CharField(max_length=4, blank=True)
    ukprn = models.CharField(max_length=8, blank=True)
    type_code = models.CharField(max_length=4, blank=True)
    type_name = models.CharField(max_length=200, blank=True)
    type_group = models.CharField(max_length=200, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=60)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    lowest_age = models.PositiveSmallIntegerField(null=True)
    highest_age = models.PositiveSmallIntegerField(null=True)
    nation = models.CharField(max_length=8, choices=Nation, default=Nation.ENGLAND)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    head_name = models.CharField(max_length=200, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["council_code", "establishment_number"], name="by_school_number")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the register says that it is open, proposed to close included."""
        return self.status.startswith("Open")


class EstablishmentLink(models.Model):
    """One line of the register's links file. Either end may be a URN that is not loaded."""

    urn = models.PositiveIntegerField(db_index=True)
    link_urn = models.PositiveIntegerField(db_index=True)
    link_name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=100)
    established_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["urn", "link_urn", "kind"], name="one_link_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.kind} {self.link_urn}"


class Desk(models.Model):
    """An officer or team that is told about children without a school, such as home education."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60, unique=True)  # `380:home-education`, `gp:A12345`
    kind = models.CharField(max_length=40)
    council_code = models.CharField(max_length=3, blank=True)

    def __str__(self) -> str:
        return desk_name(self.code)


@history.kept()
class Contact(models.Model):
    """A key adult of one establishment or desk, in the order in which they are told."""

    class Role(models.TextChoices):
        DSL = "dsl", _("Designated safeguarding lead")
        DEPUTY = "deputy", _("Deputy safeguarding lead")
        HEAD = "head", _("Head")
        DUTY = "duty", _("Duty officer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(
        Establishment, null=True, on_delete=models.PROTECT, related_name="contacts"
    )
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=60, blank=True)
    mobile = models.CharField(max_length=60, blank=True)
    mobile_set_at = models.DateTimeField(null=True)  # on a page; a blank cell takes it not away
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    in_term = models.BooleanField(default=True)
    in_holidays = models.BooleanField(default=False)
    trained_on = models.DateField(null=True)
    made_for_cover = models.BooleanField(default=False)  # no file names them: see `cover`

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(establishment=None) ^ Q(desk=None), name="contact_of_exactly_one"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarPeriod(models.Model):
    """One row of a calendar, of one establishment or of a whole council; both days included."""

    class Kind(models.TextChoices):
        TERM = "term", _("Term")
        INSET = "inset", _("Staff training day")
        CLOSURE = "closure", _("Closed")
        OPEN = "open", _("Open")

    establishment = models.ForeignKey(
        Establishment, null=True, on_delete=models.CASCADE, related_name="calendar"
    )
    council_code = models.CharField(max_length=3, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    first_on = models.DateField()
    last_on = models.DateField()
    opens_at = models.TimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(establishment=None) ^ Q(council_code=""), name="calendar_of_exactly_one"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="calendar_period_runs_forwards"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["council_code"], name="calendar_of_a_council")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on} to {self.last_on}"


class Postcode(models.Model):
    """Which council and which police force a postcode lies in."""

    pcds = models.CharField(max_length=8, primary_key=True)
    laua = models.CharField(max_length=9)
    force_pfa = models.CharField(max_length=9)
    ended = models.CharField(max_length=6, blank=True)

    def __str__(self) -> str:
        return self.pcds


class RefusedRow(models.Model):
    """A row of a loaded file that was refused: kept, with its place and the cure, until mended."""

    file_kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=300)
    cure = models.CharField(max_length=300)
    content = models.TextField(blank=True)
    refused_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_kind} line {self.line}"


class Role(models.TextChoices):
    """What a person does here. A role opens nothing by itself: a membership joins it to a place."""

    KEY_ADULT = "key-adult", _("Key adult")
    DESK_OFFICER = "desk-officer", _("Desk officer")
    HUB_WORKER = "hub-worker", _("Hub worker")
    HUB_MANAGER = "hub-manager", _("Hub manager")
    POLICE_SENDER = "police-sender", _("Police sender")
    BUSINESS_UNIT = "business-unit", _("Partnership business unit")
    SCRUTINY_MEMBER = "scrutiny-member", _("Scrutiny member")
    INFORMATION_GOVERNANCE = "information-governance", _("Information governance")
    ADVOCATE = "advocate", _("Advocate")
    ADMINISTRATOR = "administrator", _("Administrator")


class Ending(models.TextChoices):
    """Why somebody is no longer in a role at a place, or no longer here at all."""

    LEFT = "left", _("They have left")
    MOVED = "moved", _("They do other work now")
    MISTAKE = "mistake", _("They should never have had it")
    SECURITY = "security", _("Their account may be in wrong hands")
    UNCONFIRMED = "unconfirmed", _("Nobody said that they still work there")


@history.kept()
class Membership(models.Model):
    """One person in one role at one place (an establishment, a desk or an agency), for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=Role)
    establishment = models.ForeignKey(Establishment, null=True, on_delete=models.PROTECT)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT)
    starts_at = models.DateTimeField()
    # From here on it opens nothing. May lie ahead, where it is known on which day they leave.
    ends_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=12, choices=Ending, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # When what follows from the end was done: sessions ended, contacts ended, the event recorded.
    settled_at = models.DateTimeField(null=True)
    # Somebody else said that they still work there; nobody yet: counted from the start.
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # When those who may confirm were last reminded; silence ends nothing before that.
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")),
                name="confirmed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.KEY_ADULT) | Q(establishment__isnull=False),
                name="key_adult_of_an_establishment",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.DESK_OFFICER) | Q(desk__isnull=False),
                name="desk_officer_of_a_desk",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.POLICE_SENDER) | Q(agency__isnull=False),
                name="police_sender_of_an_agency",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.ADVOCATE) | Q(agency__isnull=False),
                name="advocate_of_an_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Invitation(models.Model):
    """A person asked to join in one role at one place. The link works once; its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=Role)
    establishment = models.ForeignKey(Establishment, null=True, on_delete=models.PROTECT)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} {self.role}"


class Grant(models.Model):
    """A strong role or the enabling of an account, asked for until a second person agrees."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.PROTECT, related_name="grants"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="grants"
    )
    # Null: asked from the command line. Otherwise in which role, of which agency, they asked.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_as = models.CharField(max_length=30, choices=Role, blank=True)
    asked_from = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(invitation=None) ^ Q(account=None), name="grant_of_exactly_one"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(asked_by=None) | ~Q(answered_by=F("asked_by")),
                name="agreed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="answered_by_somebody_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(answer=""), name="asked_once_for_an_invitation"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(answer=""), name="asked_once_for_an_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
