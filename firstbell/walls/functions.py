"""What the policies ask: who the reader is, where they work now, what is kept from them.

SQL functions that belong to the owner of the tables and run with the owner's sight, so that a
policy of one table can ask about another without going round in a circle. None takes a person
as an argument: each answers about the person of the transaction alone (`firstbell.person`) at
its instant (`firstbell.at`). None returns anything that was said about anybody. `wall_told`
and `wall_sent` are given the reader's places and forces because they are asked row by row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function: what it is called with, what it gives, and its body in PL/pgSQL or SQL."""

    name: str
    arguments: str = ""
    returns: str
    body: str
    is_definer: bool = True
    cost: int = 100
    volatility: str = "STABLE"

    def as_sql(self) -> str:
        """Return the statement that makes it; its `search_path` is fixed: no table slips in."""
        if not self.is_definer:
            return (
                f"CREATE FUNCTION {self.name}({self.arguments}) RETURNS {self.returns}"
                f" LANGUAGE sql {self.volatility} AS $body$ {self.body} $body$"
            )
        return (
            f"CREATE FUNCTION {self.name}({self.arguments}) RETURNS {self.returns}"
            f" LANGUAGE plpgsql {self.volatility} SECURITY DEFINER"
            f" SET search_path = pg_catalog, public, pg_temp COST {self.cost}"
            f" AS $body$ {self.body} $body$"
        )


MEMBERSHIPS_NOW = """
    agencies_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.id = wall_me() AND u.is_active
      AND m.starts_at <= wall_at() AND (m.ends_at IS NULL OR m.ends_at > wall_at())
"""
"""The memberships of the reader that hold now: none for a disabled account, or at no instant."""


def _holds(name: str, *roles: str) -> Function:
    """Return the function that says whether the reader holds one of these roles anywhere."""
    listed = ", ".join(f"'{role}'" for role in roles)
    return Function(
        name=name,
        returns="boolean",
        body=f"BEGIN RETURN EXISTS (SELECT FROM {MEMBERSHIPS_NOW} AND m.role IN ({listed})); END",
    )


IDS_AT = """
BEGIN
    IF of IS NULL OR cardinality(of) = 0 OR level = 'incident' THEN
        RETURN of;
    END IF;
    RETURN (SELECT coalesce(array_agg(found.id), '{}') FROM (
        SELECT c.id FROM intake_recordedchild c
         WHERE level IN ('child', 'subject') AND c.incident_id = ANY (of)
        UNION ALL
        SELECT l.id FROM linkage_link l JOIN intake_recordedchild c ON c.id = l.child_id
         WHERE level IN ('link', 'subject') AND c.incident_id = ANY (of)
        UNION ALL
        SELECT n.id FROM delivery_notification n
         WHERE level IN ('notification', 'subject') AND n.incident_id = ANY (of)
        UNION ALL
        SELECT r.id FROM routing_route r JOIN intake_recordedchild c ON c.id = r.child_id
         WHERE level = 'subject' AND c.incident_id = ANY (of)
        UNION ALL
        SELECT w.id FROM intake_waiting w JOIN intake_recordedchild c ON c.id = w.child_id
         WHERE level = 'subject' AND c.incident_id = ANY (of)
        UNION ALL
        -- A call is about everything that waited there: it is told of while one of them may be.
        SELECT t.call_id FROM delivery_call_notifications t
          JOIN delivery_notification n ON n.id = t.notification_id
         WHERE level = 'call'
         GROUP BY t.call_id HAVING bool_and(n.incident_id = ANY (of))
        UNION ALL
        SELECT r.id FROM delivery_recall r
          JOIN delivery_notification n ON n.id = r.notification_id
         WHERE level = 'subject' AND n.incident_id = ANY (of)
        UNION ALL
        SELECT b.id FROM breaches_breachrecord b
         WHERE level = 'subject' AND b.record_id = ANY (of)
        UNION ALL
        SELECT r.id FROM circles_restriction r
         WHERE level = 'subject' AND r.record_id = ANY (of)
        UNION ALL
        SELECT unnest(of) WHERE level = 'subject'
    ) found);
END
"""

SHUT_OUT = """
BEGIN
    RETURN ARRAY(
        SELECT r.record_id FROM circles_restriction r
         WHERE r.lifted_at IS NULL AND r.kind = ANY (kinds) AND NOT EXISTS (
               SELECT FROM circles_circlemember m
                WHERE m.restriction_id = r.id AND m.user_id = wall_me() AND m.removed_at IS NULL));
END
"""

KEPT = """
DECLARE back uuid[] := wall_stands_back();
BEGIN
    IF back IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN wall_ids_at(level, back || wall_shut_out('{restricted, sealed}'));
END
"""

SEALED = """
DECLARE back uuid[] := wall_stands_back();
BEGIN
    IF back IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN wall_ids_at(level, back || wall_shut_out('{sealed}'));
END
"""

# A referral and a broken glass let in by name to what is restricted, never to what is sealed.
REFERRED = """
BEGIN
    RETURN wall_ids_at(level, ARRAY(
        SELECT r.record_id FROM circles_referral r
         WHERE r.ended_at IS NULL AND r.agency_id = ANY (wall_my_services())
           AND r.record_id <> ALL (wall_sealed('incident'))));
END
"""

OPENED = """
BEGIN
    IF NOT wall_governs() THEN
        RETURN '{}';
    END IF;
    RETURN wall_ids_at(level, ARRAY(
        SELECT b.record_id FROM circles_breakglass b
         WHERE b.user_id = wall_me() AND b.closed_at IS NULL
           AND b.opened_at <= wall_at() AND b.ends_at > wall_at()
           AND b.record_id <> ALL (wall_sealed('incident'))));
END
"""

NOT_HERE = "'held', 'not_ours', 'recalled', 'handed_over'"
"""The states of a notification that its place reads nothing of: not yet, or no longer."""

TOLD = f"""
BEGIN
    RETURN EXISTS (SELECT FROM delivery_notification n
        WHERE n.id = of AND n.state NOT IN ({NOT_HERE}) AND n.incident_id <> ALL (back)
          AND (n.establishment_id = ANY (places) OR n.desk_id = ANY (places)));
END
"""

HAD = """
BEGIN
    RETURN EXISTS (SELECT FROM delivery_notification n
        WHERE n.id = of AND n.state <> 'held' AND n.incident_id <> ALL (back)
          AND (n.establishment_id = ANY (places) OR n.desk_id = ANY (places)));
END
"""

SENT = """
BEGIN
    IF level = 'incident' THEN
        RETURN EXISTS (SELECT FROM intake_incident i
            WHERE i.id = of AND i.source_id = ANY (forces) AND i.id <> ALL (kept));
    ELSIF level = 'child' THEN
        RETURN EXISTS (SELECT FROM intake_recordedchild c
              JOIN intake_incident i ON i.id = c.incident_id
            WHERE c.id = of AND i.source_id = ANY (forces) AND i.id <> ALL (kept));
    ELSIF level = 'route' THEN
        RETURN EXISTS (SELECT FROM routing_route r
              JOIN intake_recordedchild c ON c.id = r.child_id
              JOIN intake_incident i ON i.id = c.incident_id
            WHERE r.id = of AND i.source_id = ANY (forces) AND i.id <> ALL (kept));
    END IF;
    RETURN EXISTS (SELECT FROM delivery_notification n
          JOIN intake_incident i ON i.id = n.incident_id
        WHERE n.id = of AND i.source_id = ANY (forces) AND i.id <> ALL (kept));
END
"""

# Comparing lists could tell something of a row by failing, so PostgreSQL asks a policy of every
# row of every roll before it would use the index. Only the system asks these three; the owner's own
# policy is no condition at all. Key by key: PostgreSQL takes many keys at once for too many rows
# and passes over their index.
REGISTRATIONS_WITH = """
BEGIN
    IF current_setting('firstbell.acts_as', true) IS DISTINCT FROM 'system' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT found.pupil_id, found.roll_id
          FROM unnest(wanted) AS each (key)
         CROSS JOIN LATERAL (
               SELECT r.pupil_id, r.roll_id FROM people_registration r
                WHERE r.keys @> ARRAY[each.key]) AS found;
END
"""

ADULTS_LIKE = """
BEGIN
    IF current_setting('firstbell.acts_as', true) IS DISTINCT FROM 'system' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT a.id FROM intake_recordedadult a
         WHERE upper(a.email) = upper(with_email) OR a.numbers && with_numbers::varchar[]
            OR a.born_on = ANY (with_born_on);
END
"""

INCIDENTS_NEAR = """
BEGIN
    IF current_setting('firstbell.acts_as', true) IS DISTINCT FROM 'system' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT a.incident_id FROM intake_recordedadult a
         WHERE a.search_keys && with_keys OR upper(a.email) = ANY (with_emails)
        UNION
        SELECT c.incident_id FROM intake_recordedchild c WHERE c.search_keys && with_keys;
END
"""

FUNCTIONS = (
    Function(
        name="wall_me",
        returns="uuid",
        is_definer=False,
        body="SELECT nullif(current_setting('firstbell.person', true), '')::uuid",
    ),
    Function(
        name="wall_at",
        returns="timestamptz",
        is_definer=False,
        body="SELECT nullif(current_setting('firstbell.at', true), '')::timestamptz",
    ),
    Function(
        name="wall_stands_back",
        returns="uuid[]",
        is_definer=False,
        body="SELECT nullif(current_setting('firstbell.stands_back', true), '')::uuid[]",
    ),
    Function(
        name="wall_my_address",
        returns="text",
        body="BEGIN RETURN (SELECT lower(email) FROM accounts_user WHERE id = wall_me()); END",
    ),
    Function(
        name="wall_my_places",
        returns="uuid[]",
        body=f"""BEGIN RETURN ARRAY(
            SELECT place FROM (SELECT unnest(ARRAY[m.establishment_id, m.desk_id]) AS place
              FROM {MEMBERSHIPS_NOW} AND m.role IN ('key-adult', 'desk-officer')) AS held
             WHERE place IS NOT NULL); END""",  # noqa: S608 - our own text
    ),
    Function(
        name="wall_my_forces",
        returns="uuid[]",
        body=f"""BEGIN RETURN ARRAY(
            SELECT a.id FROM agencies_agency a WHERE a.kind = 'police' AND a.id IN (
            SELECT m.agency_id FROM {MEMBERSHIPS_NOW} AND m.role = 'police-sender')); END""",  # noqa: S608
    ),
    Function(
        name="wall_my_polices",
        returns="uuid[]",
        body=f"""BEGIN RETURN ARRAY(
            SELECT a.id FROM agencies_agency a WHERE a.kind = 'police' AND a.id IN (
            SELECT m.agency_id FROM {MEMBERSHIPS_NOW})); END""",  # noqa: S608
    ),
    Function(
        name="wall_of_live",
        arguments="of uuid",
        returns="uuid",
        body="BEGIN RETURN (SELECT source_id FROM lookup_liveincident WHERE id = of); END",
    ),
    Function(
        name="wall_my_services",
        returns="uuid[]",
        body=f"""BEGIN RETURN ARRAY(
            SELECT m.agency_id FROM {MEMBERSHIPS_NOW} AND m.role = 'advocate'); END""",  # noqa: S608
    ),
    _holds("wall_in_hub", "hub-worker", "hub-manager"),
    _holds("wall_keeps_rolls", "hub-manager", "administrator"),
    _holds("wall_administers", "administrator"),
    _holds("wall_governs", "information-governance"),
    _holds("wall_manages_hub", "hub-manager"),
    Function(
        name="wall_who_governs",
        returns="uuid[]",
        body="""BEGIN RETURN ARRAY(
            SELECT m.user_id FROM agencies_membership m
              JOIN accounts_user u ON u.id = m.user_id AND u.is_active
             WHERE m.role = 'information-governance' AND m.starts_at <= wall_at()
               AND (m.ends_at IS NULL OR m.ends_at > wall_at())); END""",
    ),
    Function(
        name="wall_ids_at",
        arguments="level text, of uuid[]",
        returns="uuid[]",
        body=IDS_AT,
    ),
    Function(
        name="wall_shut_out",
        arguments="kinds text[]",
        returns="uuid[]",
        body=SHUT_OUT,
    ),
    Function(name="wall_kept", arguments="level text", returns="uuid[]", body=KEPT),
    Function(name="wall_sealed", arguments="level text", returns="uuid[]", body=SEALED),
    Function(name="wall_referred", arguments="level text", returns="uuid[]", body=REFERRED),
    Function(name="wall_opened", arguments="level text", returns="uuid[]", body=OPENED),
    Function(
        name="wall_told",
        arguments="of uuid, places uuid[], back uuid[]",
        returns="boolean",
        body=TOLD,
        cost=500,
    ),
    Function(
        name="wall_had",
        arguments="of uuid, places uuid[], back uuid[]",
        returns="boolean",
        body=HAD,
        cost=500,
    ),
    Function(
        name="wall_sent",
        arguments="level text, of uuid, forces uuid[], kept uuid[]",
        returns="boolean",
        body=SENT,
        cost=500,
    ),
    Function(
        name="wall_references_kept",
        returns="text[]",
        body="""BEGIN RETURN ARRAY(
            SELECT i.source_id::text || '/' || i.reference FROM intake_incident i
             WHERE i.id = ANY (wall_kept('incident'))); END""",
    ),
    Function(
        name="wall_registrations_with",
        arguments="wanted bigint[]",
        returns="TABLE (pupil_id uuid, roll_id uuid)",
        body="#variable_conflict use_column\n" + REGISTRATIONS_WITH,
    ),
    Function(
        name="wall_adults_like",
        arguments="with_email text, with_numbers text[], with_born_on date[]",
        returns="SETOF uuid",
        body=ADULTS_LIKE,
    ),
    Function(
        name="wall_incidents_near",
        arguments="with_keys bigint[], with_emails text[]",
        returns="SETOF uuid",
        body=INCIDENTS_NEAR,
    ),
)
"""Every function, each after those that it calls."""

INNER = ("wall_ids_at", "wall_shut_out")
"""Asked by other functions alone: these take what they answer about from their caller."""
