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

ALTER TABLE tenants ADD COLUMN schedules_changed_at timestamptz;
COMMENT ON COLUMN tenants.schedules_changed_at IS 'The last change of any schedule or of what it is assigned to: whoever it would put out has a minute from then.';

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
  ADD COLUMN station_mode text NOT NULL DEFAULT 'dynamic' CONSTRAINT user_station_mode CHECK (station_mode IN ('static', 'dynamic', 'none')),
  ADD CONSTRAINT user_schedule FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id);
COMMENT ON COLUMN users.schedule_changed_at IS 'When the role, teams or schedule of this user last changed: whoever that would put out has a minute from then.';
COMMENT ON COLUMN users.overtime_until IS 'A supervisor let this user stay until then, whatever the schedule says.';

-- Sessions -----------------------------------------------------------------------------------------------------------------
ALTER TABLE sessions
  ADD COLUMN connected_at timestamptz,
  ADD COLUMN disconnected_at timestamptz;
COMMENT ON COLUMN sessions.connected_at IS 'When its first tab connected; null: none ever did (no JavaScript, native clients).';
COMMENT ON COLUMN sessions.disconnected_at IS 'When its last tab went; null while one is connected.';

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
  day date NOT NULL DEFAULT current_date,
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

-- Takes a seat if there is one, exactly: the row of the organisation is locked first, and everything is judged after that.
CREATE FUNCTION seat_take() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tenant record;
  role record;
BEGIN
  IF EXISTS (SELECT FROM seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.user_id) THEN
    RETURN NEW; -- held already: the statement's ON CONFLICT decides
  END IF;
  INSERT INTO seat_usage (tenant_id) VALUES (NEW.tenant_id) ON CONFLICT DO NOTHING;
  PERFORM FROM seat_usage WHERE tenant_id = NEW.tenant_id FOR UPDATE;
  SELECT seats, (now() AT TIME ZONE time_zone)::date AS today,
    coalesce((settings #>> '{seats,reservedForAdministrators}')::integer, 1) AS reserve INTO tenant FROM tenants WHERE id = NEW.tenant_id;
  SELECT seats_max, reserved_seats INTO role FROM roles WHERE tenant_id = NEW.tenant_id AND id = NEW.role_id;
  NEW.reserved := role.reserved_seats;
  INSERT INTO seat_days (tenant_id, day, peak)
    SELECT tenant_id, day, peak FROM seat_usage WHERE tenant_id = NEW.tenant_id AND day < tenant.today AND peak > 0
    ON CONFLICT (tenant_id, day) DO UPDATE SET peak = greatest(seat_days.peak, excluded.peak);
  UPDATE seat_usage SET in_use = in_use + 1,
    unreserved = unreserved + CASE WHEN role.reserved_seats THEN 0 ELSE 1 END,
    by_role = by_role || jsonb_build_object(NEW.role_id, coalesce((by_role ->> NEW.role_id::text)::integer, 0) + 1),
    peak = CASE WHEN day < tenant.today THEN in_use + 1 ELSE greatest(peak, in_use + 1) END,
    day = greatest(day, tenant.today)
  WHERE tenant_id = NEW.tenant_id AND in_use < tenant.seats
    AND (role.reserved_seats OR unreserved < tenant.seats - tenant.reserve)
    AND (role.seats_max IS NULL OR coalesce((by_role ->> NEW.role_id::text)::integer, 0) < role.seats_max);
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION seat_take() IS 'Before a row enters seats: counts it, or skips it when the organisation, the reserve or the role has none left.';

CREATE FUNCTION seat_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE seat_usage SET in_use = in_use - 1,
    unreserved = unreserved - CASE WHEN OLD.reserved THEN 0 ELSE 1 END,
    by_role = by_role || jsonb_build_object(OLD.role_id, (by_role ->> OLD.role_id::text)::integer - 1)
  WHERE tenant_id = OLD.tenant_id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_free() IS 'After a row left seats, however it left: counts it off.';

CREATE TRIGGER seat_take BEFORE INSERT ON seats FOR EACH ROW EXECUTE FUNCTION seat_take();
CREATE TRIGGER seat_free AFTER DELETE ON seats FOR EACH ROW EXECUTE FUNCTION seat_free();

-- A role change moves the seat, or is refused (class US, which PostgreSQL does not use: US001 = no seat of that role is free).
CREATE FUNCTION seat_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held record;
  role record;
BEGIN
  SELECT claimed_at, held_until INTO held FROM seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT uses_seat INTO role FROM roles WHERE tenant_id = NEW.tenant_id AND id = NEW.role_id;
  DELETE FROM seats WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id;
  IF NOT role.uses_seat THEN
    RETURN NULL;
  END IF;
  INSERT INTO seats (tenant_id, user_id, role_id, claimed_at, held_until)
    VALUES (NEW.tenant_id, NEW.id, NEW.role_id, held.claimed_at, held.held_until);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no seat of the new role is free' USING ERRCODE = 'US001';
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_move() IS 'After a user''s role changed: their seat is freed and taken again for the new role. Their station goes with it: the next role may need none.';
CREATE TRIGGER seat_move AFTER UPDATE OF role_id ON users FOR EACH ROW WHEN (OLD.role_id <> NEW.role_id) EXECUTE FUNCTION seat_move();

-- What a role may take has changed: its seats are counted anew.
CREATE FUNCTION seat_recount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM seat_usage WHERE tenant_id = NEW.tenant_id FOR UPDATE;
  UPDATE seats SET reserved = NEW.reserved_seats WHERE tenant_id = NEW.tenant_id AND role_id = NEW.id;
  UPDATE seat_usage SET unreserved = (SELECT count(*) FROM seats WHERE tenant_id = NEW.tenant_id AND NOT reserved) WHERE tenant_id = NEW.tenant_id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_recount() IS 'After a role may take reserved seats, or may no longer: nobody is put out, the counts follow.';
CREATE TRIGGER seat_recount AFTER UPDATE OF reserved_seats ON roles FOR EACH ROW WHEN (OLD.reserved_seats <> NEW.reserved_seats) EXECUTE FUNCTION seat_recount();

-- A role that takes no seats any more: its people keep their tabs, their seats are free for others.
CREATE FUNCTION seat_unused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM seats WHERE tenant_id = NEW.tenant_id AND role_id = NEW.id;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION seat_unused() IS 'After a role stopped taking seats: those of its people are free. The other way round nobody is put out: they take one when they connect or sign in next.';
CREATE TRIGGER seat_unused AFTER UPDATE OF uses_seat ON roles FOR EACH ROW WHEN (OLD.uses_seat AND NOT NEW.uses_seat) EXECUTE FUNCTION seat_unused();

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

-- The second wall ------------------------------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE, DELETE ON schedules, connections, seats, seat_usage, seat_days, seat_minutes, stations TO usher_app;

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
