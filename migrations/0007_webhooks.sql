-- Signed webhooks (M4): who wants to be told of what, and every delivery. docs/decisions/0016 says why it is built so.

CREATE TABLE webhooks (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CONSTRAINT webhook_name CHECK (char_length(name) BETWEEN 1 AND 100),
  url text NOT NULL CONSTRAINT webhook_url CHECK (url ~ '^https?://' AND char_length(url) <= 2000),
  events text[] NOT NULL CONSTRAINT webhook_events CHECK (cardinality(events) BETWEEN 1 AND 100),
  enabled boolean NOT NULL DEFAULT true,
  disabled_reason text CONSTRAINT webhook_disabled_reason CHECK (disabled_reason IN ('administrator', 'gone', 'failing')),
  secret_sealed bytea NOT NULL,
  previous_secret_sealed bytea,
  previous_secret_until timestamptz,
  failing_since timestamptz,
  delivered_at timestamptz,
  noticed_at timestamptz,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_disabled CHECK (enabled = (disabled_reason IS NULL)),
  CONSTRAINT webhook_previous_secret CHECK ((previous_secret_sealed IS NULL) = (previous_secret_until IS NULL))
);
CREATE INDEX webhook_enabled ON webhooks (tenant_id, id) WHERE enabled;
COMMENT ON TABLE webhooks IS 'Endpoints that are told of events of the audit log.';
COMMENT ON COLUMN webhooks.events IS 'Actions of the audit log: a whole name, a prefix like user.*, or * for all.';
COMMENT ON COLUMN webhooks.previous_secret_sealed IS 'After a change of the secret: signs beside the new one until previous_secret_until.';
COMMENT ON COLUMN webhooks.failing_since IS 'Since when every attempt has failed; null after one that did not.';
COMMENT ON COLUMN webhooks.noticed_at IS 'When administrators were last mailed that it was disabled: at most once a day, however often it is.';

CREATE TABLE webhook_deliveries (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  webhook_id uuid NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  data json NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CONSTRAINT webhook_delivery_state CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  retries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  claimed_until timestamptz,
  attempt_log jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, webhook_id, id),
  CONSTRAINT webhook_delivery_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX webhook_delivery_due ON webhook_deliveries (tenant_id, webhook_id, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_by_state ON webhook_deliveries (tenant_id, webhook_id, state, id);
COMMENT ON TABLE webhook_deliveries IS 'One event for one endpoint. No foreign key to webhooks: its check would make a sign-in wait for, or fail by, the deletion of an endpoint.';
COMMENT ON COLUMN webhook_deliveries.id IS 'Of the entry of the audit log; the header webhook-id, the same at every attempt.';
COMMENT ON COLUMN webhook_deliveries.attempts IS 'Attempts begun: counted before anything is sent.';
COMMENT ON COLUMN webhook_deliveries.retries IS 'Pauses of the back-off that are used up; a replay begins anew.';
COMMENT ON COLUMN webhook_deliveries.due_at IS 'When the next attempt is due.';
COMMENT ON COLUMN webhook_deliveries.claimed_until IS 'While an attempt is under way: when it counts as lost with its process, which is due_at too.';

-- An entry of the audit log that an endpoint wants is a delivery, by the transaction of the entry or not at all. Where nobody listens
-- this is one look into an index.
CREATE FUNCTION webhook_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_deliveries (tenant_id, webhook_id, id, type, at, data)
  SELECT e.tenant_id, w.id, e.id, e.action, e.at, json_build_object(
      'id', e.id, 'action', e.action, 'outcome', e.outcome, 'reason', e.reason,
      'actor', json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', e.actor_name),
      'target', CASE WHEN e.target_kind IS NOT NULL THEN json_build_object('kind', e.target_kind, 'id', e.target_id, 'name', e.target_name) END,
      'address', e.address, 'browser', e.browser, 'reference', e.reference, 'details', e.details)
  FROM entries e JOIN webhooks w ON w.tenant_id = e.tenant_id AND w.enabled
  WHERE e.outcome <> 'begun' AND EXISTS (SELECT FROM unnest(w.events) AS wanted
    WHERE wanted = e.action OR wanted = '*' OR (right(wanted, 2) = '.*' AND starts_with(e.action, left(wanted, -1))));
  IF FOUND THEN
    PERFORM pg_notify('usher_changes', '{"kind":"webhooks"}');
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION webhook_events() IS 'Makes a delivery of each new entry of the audit log for each endpoint that wants it, and wakes the senders at the commit.';
CREATE TRIGGER webhook_events AFTER INSERT ON audit_events REFERENCING NEW TABLE AS entries
  FOR EACH STATEMENT EXECUTE FUNCTION webhook_events();

-- The second wall ---------------------------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks, webhook_deliveries TO usher_app;
DO $$
DECLARE owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['webhooks', 'webhook_deliveries']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant())', owned);
  END LOOP;
END
$$;
