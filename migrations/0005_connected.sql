-- Who is connected: access schedules, seats, stations, and the tabs of each session. docs/decisions/0012 says how they hold together.

-- Access schedules (L3) -------------------------------------------------------------------------------------------------
CREATE TABLE schedules (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CONSTRAINT schedule_name CHECK (char_length(name) BETWEEN 1 AND 100),
  definition jsonb NOT NULL CONSTRAINT schedule_definition CHECK (jsonb_typeof(definition) = 'object'),
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT schedule_name_unique UNIQUE (tenant_id, name)
);
COMMENT ON COLUMN schedules.definition IS 'Weekly windows and exceptions, in the wall time of the organisation: {"windows": […], "exceptions": […]}.';

ALTER TABLE tenants
  ADD COLUMN seatless_roles boolean NOT NULL DEFAULT false,
  ADD COLUMN schedules_changed_at timestamptz;
COMMENT ON COLUMN tenants.seatless_roles IS 'Whether its administrators may make roles that take no seat of the licence: operators decide.';
COMMENT ON COLUMN tenants.schedules_changed_at IS 'The last change of any schedule or of what it is assigned to: whoever it would put out has a minute from then.';

CREATE FUNCTION tenant_hours_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.schedules_changed_at := now();
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION tenant_hours_changed() IS 'Before another time zone, or another end of hours, puts somebody out: they have a minute.';
CREATE TRIGGER tenant_hours_changed BEFORE UPDATE OF time_zone, settings ON tenants FOR EACH ROW
  WHEN (OLD.time_zone <> NEW.time_zone OR OLD.settings #> '{schedules}' IS DISTINCT FROM NEW.settings #> '{schedules}')
  EXECUTE FUNCTION tenant_hours_changed();

-- Roles: home, seat, station, hours (S4, L2, L3, T1) ---------------------------------------------------------------------
ALTER TABLE roles
  ADD COLUMN uses_seat boolean NOT NULL DEFAULT true,
  ADD COLUMN seats_max integer CONSTRAINT role_seats_max CHECK (seats_max >= 0),
  ADD COLUMN reserved_seats boolean NOT NULL DEFAULT false,
  ADD COLUMN station_required boolean NOT NULL DEFAULT false,
  ADD COLUMN connected_is_active boolean NOT NULL DEFAULT true,
  ADD COLUMN schedule_id uuid,
  ADD COLUMN revision integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT role_schedule FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id),
  ADD CONSTRAINT role_station_needs_seat CHECK (uses_seat OR NOT station_required),
  ADD CONSTRAINT role_home CHECK (home ~ '^(/([^/\\]|$)|https?://)' AND home !~ '[[:space:]\\]' AND char_length(home) <= 500);
COMMENT ON COLUMN roles.home IS 'Where a sign-in leads: a path of the organisation''s own host, or the address of an application.';
COMMENT ON COLUMN roles.seats_max IS 'At most so many seats are held by people of this role; null: as many as the organisation has.';
COMMENT ON COLUMN roles.reserved_seats IS 'People of this role may take the seats that settings.seats.reservedForAdministrators keeps from everyone else.';
COMMENT ON COLUMN roles.connected_is_active IS 'A live tab counts as activity: an agent on a long call is not signed out as idle.';
UPDATE roles SET reserved_seats = true WHERE built_in AND key = 'administrator';
UPDATE roles SET uses_seat = false WHERE built_in AND key = 'operator';

ALTER TABLE teams
  ADD COLUMN schedule_id uuid,
  ADD COLUMN revision integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT team_schedule FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id);

ALTER TABLE users
  ADD COLUMN schedule_id uuid,
  ADD COLUMN schedule_changed_at timestamptz,
  ADD COLUMN overtime_until timestamptz,
  ADD COLUMN active_since timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN station_mode text NOT NULL DEFAULT 'dynamic' CONSTRAINT user_station_mode CHECK (station_mode IN ('static', 'dynamic', 'none')),
  ADD CONSTRAINT user_schedule FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id);
COMMENT ON COLUMN users.schedule_changed_at IS 'When the role, teams or schedule of this user last changed: whoever that would put out has a minute from then.';
COMMENT ON COLUMN users.active_since IS 'When the user was created, or last made active or enabled: days without a sign-in count from then (L4).';
COMMENT ON COLUMN users.overtime_until IS 'A supervisor let this user stay until then, whatever the schedule says.';

-- Sessions -----------------------------------------------------------------------------------------------------------------
ALTER TABLE sessions
  ADD COLUMN connected_at timestamptz,
  ADD COLUMN disconnected_at timestamptz;
COMMENT ON COLUMN sessions.connected_at IS 'When its first tab connected; null: none ever did (no JavaScript, native clients).';
COMMENT ON COLUMN sessions.disconnected_at IS 'When its last tab went; null while one is connected.';
ALTER TABLE sessions ADD COLUMN replaced_in text;
COMMENT ON COLUMN sessions.replaced_in IS 'If end_reason is "replaced": the browser (as in browser_name) in which somebody signed in, at ended_at.';

-- Signing in: which sessions were judged, and how it goes on after a passkey --------------------------------------------------
ALTER TABLE users ADD COLUMN sign_ins integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN users.sign_ins IS 'Rises with each session that opens: a sign-in that judged the others before opens only if it is still the same.';

ALTER TABLE sign_in_flows
  ALTER COLUMN password_revision DROP NOT NULL,
  ADD COLUMN follows boolean NOT NULL DEFAULT true,
  ADD COLUMN passkey_id uuid,
  ADD CONSTRAINT flow_of_passkey FOREIGN KEY (tenant_id, passkey_id) REFERENCES passkeys (tenant_id, id) ON DELETE CASCADE;
COMMENT ON COLUMN sign_in_flows.follows IS 'False: a client that cannot ask which other session should end; it is refused instead.';
COMMENT ON COLUMN sign_in_flows.passkey_id IS 'The passkey that it began with; the flow goes with it, as a session would.';

-- Processes and the tabs they hold (L1) --------------------------------------------------------------------------------------
CREATE TABLE nodes (
  id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  beat_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE nodes IS 'Processes of this installation. One beats every few seconds for all its tabs; the tabs of a dead one go together.';

CREATE TABLE house_clock (
  single boolean PRIMARY KEY DEFAULT true CONSTRAINT house_clock_single CHECK (single),
  beat_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE house_clock IS 'The last beat of any process. A gap means that the database or the whole house was away: clocks of grace stood still in it.';
INSERT INTO house_clock DEFAULT VALUES;

CREATE TABLE connections (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  user_id uuid NOT NULL,
  browser_id uuid NOT NULL,
  tab uuid NOT NULL,
  node_id uuid NOT NULL CONSTRAINT connection_of_node REFERENCES nodes,
  browser_name text NOT NULL,
  address text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT connection_tab_unique UNIQUE (tenant_id, user_id, tab),
  CONSTRAINT connection_of_session FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX connection_by_session ON connections (tenant_id, session_id);
CREATE INDEX connection_by_node ON connections (node_id);
COMMENT ON TABLE connections IS 'One row per connected tab, while its event stream lives. A row is written when it opens and deleted when it ends, never in between.';
COMMENT ON COLUMN connections.tab IS 'Made by the tab and kept over a reload: coming back supersedes the old stream and does not count twice.';
COMMENT ON CONSTRAINT connection_of_node ON connections IS 'A process that was taken for dead cannot add tabs: it learns so, and begins anew.';

-- Seats (L2) -------------------------------------------------------------------------------------------------------------------
CREATE TABLE seats (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role_id uuid NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  held_until timestamptz NOT NULL,
  reserved boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT seat_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT seat_of_role FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id)
);
CREATE INDEX seat_by_end ON seats (held_until);
COMMENT ON TABLE seats IS 'One row per seat in use. Inserting one takes it (the trigger seat_take skips the row when none is free), deleting one frees it.';
COMMENT ON COLUMN seats.reserved IS 'Whether its holder may take reserved ones; kept as roles.reserved_seats is.';
COMMENT ON COLUMN seats.held_until IS 'infinity while a tab lives; else the end of its grace, or of the session if no tab ever connected. After it the seat may be taken away.';

CREATE TABLE seat_usage (
  tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  in_use integer NOT NULL DEFAULT 0 CONSTRAINT seats_in_use CHECK (in_use >= 0),
  unreserved integer NOT NULL DEFAULT 0 CONSTRAINT seats_unreserved CHECK (unreserved BETWEEN 0 AND in_use),
  by_role jsonb NOT NULL DEFAULT '{}',
  day date NOT NULL,
  peak integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE seat_usage IS 'Seats in use, kept by the triggers of seats: the one row that every taking of a seat of the organisation locks.';
COMMENT ON COLUMN seat_usage.unreserved IS 'Of them, those held by people who may not take reserved ones.';
COMMENT ON COLUMN seat_usage.peak IS 'Most in use at once on that day of the organisation''s time zone; earlier days are in seat_days.';

CREATE TABLE seat_days (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  day date NOT NULL,
  peak integer NOT NULL,
  capacity integer,
  refusals integer,
  PRIMARY KEY (tenant_id, day)
);
CREATE INDEX seat_day_uncounted ON seat_days (tenant_id, day) WHERE refusals IS NULL;
COMMENT ON TABLE seat_days IS 'Peak of seats in use per day that is over, in the time zone of its organisation.';
COMMENT ON COLUMN seat_days.capacity IS 'The most seats the organisation had while any was in use; null where that was not sampled.';
COMMENT ON COLUMN seat_days.refusals IS 'How often somebody found no seat; null until counted, soon after the day was over.';

CREATE TABLE seat_minutes (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  at timestamptz NOT NULL,
  in_use integer NOT NULL,
  capacity integer NOT NULL,
  PRIMARY KEY (tenant_id, at)
);
COMMENT ON TABLE seat_minutes IS 'Seats in use, sampled each minute in which anyone is there, for plots; kept for 100 days.';

-- How seats are given out. Whoever takes or frees one locks the organisation's row of seat_usage first, then rows of seats in the
-- order of their users, then those of stations in the order of numbers; tabs that come or go touch the rows of seats only, in the
-- same order. So nobody waits in a circle.

-- Locks the organisation's row of seat_usage (and makes it, once) until the end of the transaction.
CREATE FUNCTION seat_lock(of_tenant uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM seat_usage WHERE tenant_id = of_tenant FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO seat_usage (tenant_id, day) SELECT id, (now() AT TIME ZONE time_zone)::date FROM tenants WHERE id = of_tenant ON CONFLICT DO NOTHING;
    PERFORM FROM seat_usage WHERE tenant_id = of_tenant FOR UPDATE;
  END IF;
END
$$;
COMMENT ON FUNCTION seat_lock(uuid) IS 'From here to the end of the transaction nobody else of the organisation takes or frees a seat.';

-- Counts of a role's seats, one more or less; a role without any is left out.
CREATE FUNCTION seat_counted(by_role jsonb, role uuid, change integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN n > 0 THEN by_role || jsonb_build_object(role, n) ELSE by_role - role::text END
  FROM (SELECT coalesce((by_role ->> role::text)::integer, 0) + change AS n) AS counted
$$;

-- A day that is over: its peak is kept. Whole days in which nobody came or went had as many as there were. Under the lock.
CREATE FUNCTION seat_day_close(of_tenant uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  usage record;
BEGIN
  SELECT u.day, u.in_use, u.peak, (now() AT TIME ZONE t.time_zone)::date AS today INTO usage
    FROM seat_usage u JOIN tenants t ON t.id = u.tenant_id WHERE u.tenant_id = of_tenant;
  IF usage.day >= usage.today THEN
    RETURN;
  END IF;
  INSERT INTO seat_days (tenant_id, day, peak)
    SELECT of_tenant, day::date, peak FROM (
      SELECT day, CASE WHEN day::date = usage.day THEN usage.peak ELSE usage.in_use END AS peak
      FROM generate_series(usage.day::timestamp, (usage.today - 1)::timestamp, interval '1 day') AS day) AS days
    WHERE peak > 0
    ON CONFLICT (tenant_id, day) DO UPDATE SET peak = greatest(seat_days.peak, excluded.peak);
  UPDATE seat_usage SET day = usage.today, peak = in_use WHERE tenant_id = of_tenant;
END
$$;

-- Until when what is true of a user's live sessions holds their seat; null: nothing does.
CREATE FUNCTION seat_hold(of_tenant uuid, of_user uuid) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT max(CASE
      WHEN EXISTS (SELECT FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id) THEN 'infinity'
      WHEN s.connected_at IS NULL THEN least(s.last_seen_at + make_interval(mins => s.idle_minutes), s.absolute_expires_at)
      WHEN s.disconnected_at IS NOT NULL THEN least(s.disconnected_at + seat_grace(of_tenant), s.absolute_expires_at) END)
    FROM live_sessions s WHERE s.tenant_id = of_tenant AND s.user_id = of_user);
END
$$;
COMMENT ON FUNCTION seat_hold(uuid, uuid) IS 'infinity while a tab lives; the end of its grace once the last went; the end of the session where no tab ever connected.';

CREATE FUNCTION seat_grace(of_tenant uuid) RETURNS interval LANGUAGE sql STABLE AS $$
  SELECT make_interval(secs => coalesce((settings #>> '{seats,graceSeconds}')::integer, 60)) FROM tenants WHERE id = of_tenant
$$;

-- Frees the seats of those whom nothing holds in them any more; the others hold theirs as long as is due. Tells how many were freed.
CREATE FUNCTION seats_settle(of_tenant uuid, of_users uuid[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  freed integer;
BEGIN
  PERFORM seat_lock(of_tenant);
  PERFORM FROM seats WHERE tenant_id = of_tenant AND user_id = ANY (of_users) ORDER BY user_id FOR UPDATE;
  PERFORM FROM stations WHERE tenant_id = of_tenant AND holder_id = ANY (of_users) ORDER BY station FOR UPDATE;
  -- What is asked from here on is newer than the locks: a tab or a sign-in that came first is seen, one that comes later waits.
  DELETE FROM seats WHERE tenant_id = of_tenant AND user_id = ANY (of_users)
    AND coalesce(seat_hold(tenant_id, user_id), '-infinity') <= clock_timestamp();
  GET DIAGNOSTICS freed = ROW_COUNT;
  UPDATE seats SET held_until = coalesce(seat_hold(tenant_id, user_id), held_until) WHERE tenant_id = of_tenant AND user_id = ANY (of_users);
  RETURN freed;
END
$$;
COMMENT ON FUNCTION seats_settle(uuid, uuid[]) IS 'Decides anew about the seats of these users, by their live sessions; the number of those freed.';

-- Looks at the seats past their time, and only at them.
CREATE FUNCTION seats_reap(of_tenant uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  moment timestamptz := clock_timestamp();
  late uuid[];
  freed integer := 0;
BEGIN
  LOOP
    late := ARRAY(SELECT user_id FROM seats WHERE tenant_id = of_tenant AND held_until <= moment ORDER BY user_id LIMIT 1000);
    IF cardinality(late) = 0 THEN
      RETURN freed;
    END IF;
    freed := freed + seats_settle(of_tenant, late);
  END LOOP;
END
$$;
COMMENT ON FUNCTION seats_reap(uuid) IS 'Frees what is held by nothing any more; a session that goes on without tabs prolongs its seat. The number of seats freed.';

-- Takes a seat if there is one, exactly: everything is judged after the lock, on the newest state. The role is the user's own,
-- whatever the row says. None is refused before those past their time were looked at.
CREATE FUNCTION seat_take() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  room record;
BEGIN
  SELECT role_id INTO NEW.role_id FROM users WHERE tenant_id = NEW.tenant_id AND id = NEW.user_id FOR NO KEY UPDATE;
  PERFORM seat_lock(NEW.tenant_id);
  PERFORM FROM seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.user_id FOR UPDATE;
  IF FOUND THEN
    RETURN NEW; -- held already: the statement's ON CONFLICT decides
  END IF;
  PERFORM seat_day_close(NEW.tenant_id);
  SELECT t.seats, coalesce((t.settings #>> '{seats,reservedForAdministrators}')::integer, 1) AS reserve, r.seats_max, r.reserved_seats INTO room
    FROM tenants t JOIN roles r ON r.tenant_id = t.id WHERE t.id = NEW.tenant_id AND r.id = NEW.role_id;
  NEW.reserved := room.reserved_seats;
  FOR try IN 1..2 LOOP
    UPDATE seat_usage SET in_use = in_use + 1, peak = greatest(peak, in_use + 1),
      unreserved = unreserved + CASE WHEN room.reserved_seats THEN 0 ELSE 1 END, by_role = seat_counted(by_role, NEW.role_id, 1)
    WHERE tenant_id = NEW.tenant_id AND in_use < room.seats
      AND (room.reserved_seats OR unreserved < room.seats - room.reserve)
      AND (room.seats_max IS NULL OR coalesce((by_role ->> NEW.role_id::text)::integer, 0) < room.seats_max);
    IF FOUND THEN
      RETURN NEW;
    END IF;
    EXIT WHEN try = 2 OR seats_reap(NEW.tenant_id) = 0;
  END LOOP;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_take() IS 'Before a row enters seats: counts it, or skips it when the organisation, the reserve or the role has none left.';

CREATE FUNCTION seats_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM gone) THEN
    RETURN NULL;
  END IF;
  PERFORM seat_lock(tenant_id), seat_day_close(tenant_id) FROM (SELECT DISTINCT tenant_id FROM gone ORDER BY tenant_id) AS tenants;
  UPDATE seat_usage u SET in_use = u.in_use - g.all_gone, unreserved = u.unreserved - g.unreserved_gone,
    by_role = (SELECT coalesce(jsonb_object_agg(key, n), '{}') FROM (
      SELECT key, value::integer - (SELECT count(*) FROM gone WHERE gone.tenant_id = u.tenant_id AND gone.role_id::text = key) AS n
      FROM jsonb_each_text(u.by_role)) AS counted WHERE n > 0)
  FROM (SELECT tenant_id, count(*) AS all_gone, count(*) FILTER (WHERE NOT reserved) AS unreserved_gone FROM gone GROUP BY tenant_id) AS g
  WHERE u.tenant_id = g.tenant_id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seats_free() IS 'After rows left seats, however they left: counts them off.';

CREATE TRIGGER seat_take BEFORE INSERT ON seats FOR EACH ROW EXECUTE FUNCTION seat_take();
CREATE TRIGGER seats_free AFTER DELETE ON seats REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION seats_free();

-- A role change moves the seat, or is refused (class US, which PostgreSQL does not use: US001 = no seat of that role is free).
CREATE FUNCTION seat_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held record;
  room record;
BEGIN
  PERFORM seat_lock(NEW.tenant_id);
  SELECT role_id, reserved INTO held FROM seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id FOR UPDATE;
  SELECT t.seats, coalesce((t.settings #>> '{seats,reservedForAdministrators}')::integer, 1) AS reserve,
      r.uses_seat, r.seats_max, r.reserved_seats, before.uses_seat AS used_seat INTO room
    FROM tenants t JOIN roles r ON r.tenant_id = t.id JOIN roles before ON before.tenant_id = t.id
    WHERE t.id = NEW.tenant_id AND r.id = NEW.role_id AND before.id = OLD.role_id;
  IF held IS NULL THEN
    -- Who needed none until now and is signed in needs one; who has lost theirs takes one again with their next tab.
    IF room.uses_seat AND NOT room.used_seat AND seat_hold(NEW.tenant_id, NEW.id) > now() THEN
      INSERT INTO seats (tenant_id, user_id, held_until) VALUES (NEW.tenant_id, NEW.id, seat_hold(NEW.tenant_id, NEW.id));
      IF NOT FOUND THEN
        RAISE EXCEPTION 'no seat of the new role is free' USING ERRCODE = 'US001';
      END IF;
    END IF;
    RETURN NULL;
  END IF;
  IF NOT room.uses_seat THEN
    DELETE FROM seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id;
    RETURN NULL;
  END IF;
  -- The seat itself stays, so that a house with fewer seats than are taken refuses no role for it.
  FOR try IN 1..2 LOOP
    UPDATE seat_usage SET by_role = seat_counted(seat_counted(by_role, held.role_id, -1), NEW.role_id, 1),
      unreserved = unreserved - CASE WHEN held.reserved THEN 0 ELSE 1 END + CASE WHEN room.reserved_seats THEN 0 ELSE 1 END
    WHERE tenant_id = NEW.tenant_id
      AND (room.reserved_seats OR NOT held.reserved OR unreserved < room.seats - room.reserve)
      AND (room.seats_max IS NULL OR coalesce((by_role ->> NEW.role_id::text)::integer, 0) < room.seats_max);
    EXIT WHEN FOUND;
    IF try = 2 OR seats_reap(NEW.tenant_id) = 0 THEN
      RAISE EXCEPTION 'no seat of the new role is free' USING ERRCODE = 'US001';
    END IF;
  END LOOP;
  UPDATE seats SET role_id = NEW.role_id, reserved = room.reserved_seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_move() IS 'After a user''s role changed: their seat is counted for the new role, or the change is refused.';
CREATE TRIGGER seat_move AFTER UPDATE OF role_id ON users FOR EACH ROW WHEN (OLD.role_id <> NEW.role_id) EXECUTE FUNCTION seat_move();

-- What a role may take has changed: its seats are counted anew.
CREATE FUNCTION seat_recount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM seat_lock(NEW.tenant_id);
  PERFORM FROM seats WHERE tenant_id = NEW.tenant_id AND role_id = NEW.id ORDER BY user_id FOR UPDATE;
  IF NOT NEW.uses_seat THEN
    PERFORM FROM stations t JOIN seats s ON s.tenant_id = t.tenant_id AND s.user_id = t.holder_id
      WHERE t.tenant_id = NEW.tenant_id AND s.role_id = NEW.id ORDER BY t.station FOR UPDATE OF t;
    DELETE FROM seats WHERE tenant_id = NEW.tenant_id AND role_id = NEW.id;
  END IF;
  UPDATE seats SET reserved = NEW.reserved_seats WHERE tenant_id = NEW.tenant_id AND role_id = NEW.id;
  UPDATE seat_usage SET unreserved = (SELECT count(*) FROM seats WHERE tenant_id = NEW.tenant_id AND NOT reserved) WHERE tenant_id = NEW.tenant_id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_recount() IS 'After a role may take reserved seats, or may no longer: nobody is put out, the counts follow. Who needs no seat any more frees theirs; who needs one now takes it with the next tab or sign-in.';
CREATE TRIGGER seat_recount AFTER UPDATE OF reserved_seats, uses_seat ON roles FOR EACH ROW
  WHEN (OLD.reserved_seats <> NEW.reserved_seats OR OLD.uses_seat <> NEW.uses_seat) EXECUTE FUNCTION seat_recount();

-- Whatever ends a session frees its seat with the same transaction: no path can forget it. At the commit, so that a session that
-- takes the place of another keeps seat and station, and that these locks come last.
CREATE FUNCTION seat_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_user uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
BEGIN
  -- Not "who has a seat": one may be on its way, and is seen once its transaction has let go of the lock.
  IF EXISTS (SELECT FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
      WHERE u.tenant_id = NEW.tenant_id AND u.id = of_user AND r.uses_seat) THEN
    PERFORM seats_settle(NEW.tenant_id, ARRAY[of_user]);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_review() IS 'At the commit of what may have ended a session: the seat is freed unless another live session of the user holds it.';
CREATE CONSTRAINT TRIGGER seat_review AFTER UPDATE OF ended_at ON sessions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION seat_review('user_id');
CREATE CONSTRAINT TRIGGER seat_review AFTER UPDATE OF session_epoch ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.session_epoch <> NEW.session_epoch) EXECUTE FUNCTION seat_review('id');
CREATE CONSTRAINT TRIGGER seat_review AFTER UPDATE OF revision ON passwords DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.revision <> NEW.revision) EXECUTE FUNCTION seat_review('user_id');

-- Tabs of a role do not count as use any more: until now they did, so nobody is idle at once.
CREATE FUNCTION role_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH used AS MATERIALIZED (
    SELECT s.id FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    WHERE s.tenant_id = NEW.tenant_id AND u.role_id = NEW.id AND s.ended_at IS NULL
      AND EXISTS (SELECT FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id)
    ORDER BY s.id FOR NO KEY UPDATE OF s)
  UPDATE sessions s SET last_seen_at = now() FROM used WHERE s.tenant_id = NEW.tenant_id AND s.id = used.id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION role_activity() IS 'After connected_is_active was switched off: sessions with a tab were used until then.';
CREATE TRIGGER role_activity AFTER UPDATE OF connected_is_active ON roles FOR EACH ROW
  WHEN (OLD.connected_is_active AND NOT NEW.connected_is_active) EXECUTE FUNCTION role_activity();

-- The same for one person who is given such a role. Whoever signs in locks sessions before the user, so a locked one is not waited
-- for: it is being used, or replaced.
CREATE FUNCTION user_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH used AS MATERIALIZED (
    SELECT s.id FROM sessions s
    WHERE s.tenant_id = NEW.tenant_id AND s.user_id = NEW.id AND s.ended_at IS NULL
      AND EXISTS (SELECT FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id)
      AND EXISTS (SELECT FROM roles r WHERE r.tenant_id = NEW.tenant_id AND r.id = OLD.role_id AND r.connected_is_active)
      AND EXISTS (SELECT FROM roles r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.role_id AND NOT r.connected_is_active)
    ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED)
  UPDATE sessions s SET last_seen_at = now() FROM used WHERE s.tenant_id = NEW.tenant_id AND s.id = used.id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION user_activity() IS 'After a role whose tabs count as use was exchanged for one whose do not: sessions with a tab were used until then.';
CREATE TRIGGER user_activity AFTER UPDATE OF role_id ON users FOR EACH ROW
  WHEN (OLD.role_id <> NEW.role_id) EXECUTE FUNCTION user_activity();

-- Every process shows people their seat from memory. Taking one is told by whoever opens a session or a tab; losing one from here.
CREATE FUNCTION seats_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('usher_changes', json_build_object('kind', 'user', 'tenant', tenant_id, 'user', user_id)::text) FROM gone;
  PERFORM pg_notify('usher_changes', json_build_object('kind', 'connected', 'tenant', tenant_id)::text)
    FROM (SELECT DISTINCT tenant_id FROM gone) AS tenants;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seats_told() IS 'Seats were freed, by whatever: what is remembered of their holders is forgotten, and whoever watches looks again (platform/notify.ts).';
CREATE TRIGGER seats_told AFTER DELETE ON seats REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION seats_told();

-- Stations (T1-T3) ---------------------------------------------------------------------------------------------------------------
CREATE TABLE stations (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  station text NOT NULL CONSTRAINT station_number CHECK (station ~ '^\d{1,10}$'),
  assigned_to uuid,
  holder_id uuid,
  held_since timestamptz,
  PRIMARY KEY (tenant_id, station),
  CONSTRAINT station_assigned_once UNIQUE (tenant_id, assigned_to),
  CONSTRAINT station_held_once UNIQUE (tenant_id, holder_id),
  CONSTRAINT station_of_its_own CHECK (assigned_to IS NULL OR holder_id IS NULL OR assigned_to = holder_id),
  CONSTRAINT station_assigned_to_user FOREIGN KEY (tenant_id, assigned_to) REFERENCES users (tenant_id, id) ON DELETE SET NULL (assigned_to),
  CONSTRAINT station_follows_seat FOREIGN KEY (tenant_id, holder_id) REFERENCES seats (tenant_id, user_id) ON DELETE SET NULL (holder_id)
);
COMMENT ON TABLE stations IS 'Numbers that are assigned to somebody or held by somebody, each at most once: static and dynamic stations share this one namespace.';
COMMENT ON COLUMN stations.assigned_to IS 'The one user who may take it (static); null: whoever comes first (dynamic).';
COMMENT ON COLUMN stations.held_since IS 'Since when its holder has it; says nothing while it has none.';
COMMENT ON CONSTRAINT station_follows_seat ON stations IS 'It is released with the seat, however that one is lost.';

CREATE FUNCTION station_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM stations WHERE tenant_id = NEW.tenant_id AND station = NEW.station AND assigned_to IS NULL AND holder_id IS NULL;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION station_forget() IS 'A number that nobody has any more needs no row.';
CREATE TRIGGER station_forget AFTER UPDATE OF assigned_to, holder_id ON stations FOR EACH ROW
  WHEN (NEW.assigned_to IS NULL AND NEW.holder_id IS NULL) EXECUTE FUNCTION station_forget();

-- The one definition of a live session -----------------------------------------------------------------------------------------
CREATE FUNCTION session_is_live(ended_at timestamptz, absolute_expires_at timestamptz, last_seen_at timestamptz, idle_minutes integer,
  password_revision integer, current_revision integer, user_epoch integer, current_epoch integer, connected boolean)
RETURNS boolean LANGUAGE sql STABLE
RETURN ended_at IS NULL AND absolute_expires_at > now() AND user_epoch = current_epoch
  AND (password_revision IS NULL OR password_revision = current_revision)
  AND (last_seen_at + make_interval(mins => idle_minutes) > now() OR connected);
COMMENT ON FUNCTION session_is_live IS 'Not ended, inside both limits, opened with the password that is still the current one, its owner neither disabled nor made inactive since. connected: it has a tab, and the role says that one counts as use.';

-- A scalar subquery finds the tab by its index; EXISTS would be hashed, reading all tabs of the organisation.
CREATE VIEW live_sessions WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.id, s.user_id, s.kind, s.browser_id, s.browser_name, s.address, s.created_at, s.authenticated_at, s.last_seen_at,
    s.idle_minutes, s.absolute_expires_at, s.connected_at, s.disconnected_at
  FROM sessions s
  JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
  LEFT JOIN passwords p ON p.tenant_id = s.tenant_id AND p.user_id = s.user_id
  WHERE session_is_live(s.ended_at, s.absolute_expires_at, s.last_seen_at, s.idle_minutes, s.password_revision, p.revision, s.user_epoch,
    u.session_epoch, r.connected_is_active
      AND (SELECT true FROM connections c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id LIMIT 1));
COMMENT ON VIEW live_sessions IS 'Sessions of which session_is_live holds. Whoever has one by another column than these asks the function itself.';

-- The second wall ------------------------------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE, DELETE ON schedules, connections, seats, seat_usage, seat_days, seat_minutes, stations TO usher_app;
GRANT SELECT ON live_sessions TO usher_app;

DO $$
DECLARE owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['schedules', 'connections', 'seats', 'seat_usage', 'seat_days', 'seat_minutes', 'stations']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant())', owned);
  END LOOP;
END
$$;
