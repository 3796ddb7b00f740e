-- What the settings of an organisation were before each change (M5): the audit log says who changed what, and forgets; from here
-- a value can be brought back.
CREATE TABLE settings_history (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_kind text NOT NULL CONSTRAINT settings_history_actor_kind CHECK (actor_kind IN ('user', 'api_key', 'operator', 'command_line', 'system', 'nobody')),
  actor_id uuid,
  actor_name text,
  changes jsonb NOT NULL CONSTRAINT settings_history_changes CHECK (jsonb_typeof(changes) = 'array' AND jsonb_array_length(changes) > 0),
  PRIMARY KEY (tenant_id, id)
);
COMMENT ON TABLE settings_history IS 'One row per change of settings, the newest thousand of an organisation. Ids are UUIDv7, so their order is the order of time.';
COMMENT ON COLUMN settings_history.changes IS 'Array of {setting, from, to}, a setting by its path (sessions.idleMinutes). Secrets are masked on both sides.';

GRANT SELECT, INSERT, DELETE ON settings_history TO usher_app;
ALTER TABLE settings_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON settings_history TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant());

-- The console lists the mails that were given up.
CREATE INDEX mail_failed ON mails (tenant_id, id DESC) WHERE status = 'failed';
