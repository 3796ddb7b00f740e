-- Links that let a person choose a password: to replace a forgotten one, or for the first time. And how often each source asks.

CREATE TABLE password_links (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  purpose text NOT NULL CONSTRAINT password_link_purpose CHECK (purpose IN ('reset', 'activation')),
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  replaced_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT password_link_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT password_link_ends_once CHECK (used_at IS NULL OR replaced_at IS NULL)
);
CREATE UNIQUE INDEX password_link_by_token ON password_links (tenant_id, token_hash);
-- At most one works per person, whatever it is for: a new one ends the old.
CREATE UNIQUE INDEX password_link_alive ON password_links (tenant_id, user_id) WHERE used_at IS NULL AND replaced_at IS NULL;
CREATE INDEX password_link_by_user ON password_links (tenant_id, user_id, created_at);
CREATE INDEX password_link_by_expiry ON password_links (expires_at);
COMMENT ON COLUMN password_links.token_hash IS 'SHA-256 of the 256 random bits in the link.';
COMMENT ON COLUMN password_links.replaced_at IS 'Ended without being used: a newer link was asked for, or the password was set another way.';

CREATE TABLE recovery_requests (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  source bytea NOT NULL,
  window_started_at timestamptz NOT NULL DEFAULT now(),
  requests integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, source)
);
CREATE INDEX recovery_requests_by_age ON recovery_requests (window_started_at);
COMMENT ON TABLE recovery_requests IS 'How often a source (HMAC of the address) asked for links in its current window, for anybody and nobody alike.';

GRANT SELECT, INSERT, UPDATE, DELETE ON password_links, recovery_requests TO usher_app;
DO $$
DECLARE owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['password_links', 'recovery_requests']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant())', owned);
  END LOOP;
END
$$;
