"""Seal every row of the trail to the one before it, and let one function alone add to it.

The canonical form of a row is said twice on purpose: here, where rows are written, and in
`firstbell.foundation.audit.chain`, which recomputes it without this function.
"""

from django.db import migrations

NO_HASH = "decode(repeat('00', 32), 'hex')"

FORM = """
CREATE FUNCTION audit_form(entry audit_auditentry) RETURNS bytea
LANGUAGE sql STABLE
AS $$
    SELECT convert_to(
        'firstbell-trail-1,' || string_agg(
            coalesce(octet_length(convert_to(part, 'UTF8')) || ':' || part, '-') || ',',
            '' ORDER BY place
        ),
        'UTF8'
    )
    FROM unnest(ARRAY[
        entry.shard::text, entry.number::text, encode(entry.previous, 'hex'), entry.id::text,
        entry.written_at::text, entry.at::text, entry.by_id::text, entry.actor, entry.action,
        entry.subject_kind, entry.subject_id, entry.detail::text, entry.why, entry.came_from,
        entry.through, entry.session
    ]) WITH ORDINALITY AS parts(part, place)
$$;
"""

APPEND = f"""
CREATE FUNCTION audit_append(entries jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO, YMD'
AS $$
DECLARE
    person CONSTANT text := coalesce(current_setting('firstbell.person', true), '');
    is_system CONSTANT boolean := coalesce(current_setting('firstbell.acts_as', true), '') = 'system';
    kept CONSTANT text := coalesce(current_setting('firstbell.shard', true), '');
    own integer := pg_backend_pid() % 16;
    head public.audit_audithead;
    entry public.audit_auditentry;
    given jsonb;
BEGIN
    IF kept <> '' THEN
        own := kept::integer;
    END IF;
    -- A shard that nobody else holds, this backend's own first: two transactions that also lock
    -- other rows could else wait for each other.
    SELECT * INTO head FROM public.audit_audithead WHERE shard = own FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT * INTO head FROM public.audit_audithead
         ORDER BY (shard - own + 16) % 16 LIMIT 1 FOR UPDATE SKIP LOCKED;
    END IF;
    IF NOT FOUND THEN
        INSERT INTO public.audit_audithead
            SELECT shard, 0, {NO_HASH} FROM generate_series(0, 15) AS shard
            ON CONFLICT DO NOTHING;
        SELECT * INTO STRICT head FROM public.audit_audithead WHERE shard = own FOR UPDATE;
    END IF;
    PERFORM set_config('firstbell.shard', head.shard::text, true);

    FOR given IN SELECT value FROM jsonb_array_elements(entries) LOOP
        entry.id := nextval(pg_get_serial_sequence('public.audit_auditentry', 'id'));
        entry.at := (given ->> 'at')::timestamptz;
        entry.written_at := clock_timestamp();
        entry.by_id := (given ->> 'by')::uuid;
        entry.actor := given ->> 'actor';
        entry.action := given ->> 'action';
        entry.subject_kind := given ->> 'subject_kind';
        entry.subject_id := given ->> 'subject_id';
        entry.detail := given -> 'detail';
        entry.why := given ->> 'why';
        entry.came_from := given ->> 'came_from';
        entry.through := given ->> 'through';
        entry.session := given ->> 'session';
        entry.shard := head.shard;
        entry.number := head.number + 1;
        entry.previous := head.hash;
        IF person <> '' AND entry.by_id IS NULL AND NOT is_system THEN
            RAISE EXCEPTION 'an entry of the trail leaves out the person of its transaction'
                USING ERRCODE = 'insufficient_privilege';
        ELSIF person <> '' AND entry.by_id::text <> person THEN
            RAISE EXCEPTION 'an entry of the trail names another person than its transaction'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        entry.hash := sha256(public.audit_form(entry));
        INSERT INTO public.audit_auditentry (
            id, at, written_at, by_id, actor, action, subject_kind, subject_id, detail, why,
            came_from, through, session, shard, number, previous, hash
        ) VALUES (
            entry.id, entry.at, entry.written_at, entry.by_id, entry.actor, entry.action,
            entry.subject_kind, entry.subject_id, entry.detail, entry.why, entry.came_from,
            entry.through, entry.session, entry.shard, entry.number, entry.previous, entry.hash
        );
        head.number := entry.number;
        head.hash := entry.hash;
    END LOOP;
    UPDATE public.audit_audithead SET number = head.number, hash = head.hash
     WHERE shard = head.shard;
    RETURN head.number;
END
$$;
REVOKE ALL ON FUNCTION audit_append(jsonb), audit_form(audit_auditentry) FROM PUBLIC;
"""

HEADS = f"INSERT INTO audit_audithead SELECT shard, 0, {NO_HASH} FROM generate_series(0, 15) AS shard"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FORM, "DROP FUNCTION audit_form(audit_auditentry)"),
        migrations.RunSQL(HEADS, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND, "DROP FUNCTION audit_append(jsonb)"),
    ]
