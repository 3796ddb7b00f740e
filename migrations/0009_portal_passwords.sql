-- Portal passwords: the digits that open the voice portal, and what was tried for them.

CREATE TABLE portal_passwords (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  sealed bytea NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT portal_password_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN portal_passwords.sealed IS 'Argon2id, encrypted under a key that is not in the database and bound to tenant and user.';

CREATE TABLE portal_attempts (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  subject text NOT NULL CONSTRAINT portal_attempt_subject CHECK (subject ~ '^(user:[0-9a-f-]{36}|unknown:[0-9a-f]{64})$'),
  tried bytea[] NOT NULL DEFAULT '{}' CONSTRAINT portal_attempts_bounded CHECK (cardinality(tried) <= 100),
  tried_at timestamptz NOT NULL DEFAULT now(),
  locked_at timestamptz,
  PRIMARY KEY (tenant_id, subject)
);
COMMENT ON TABLE portal_attempts IS 'Distinct portal passwords tried per user: their lock-out, apart from that of the web access password.';
COMMENT ON COLUMN portal_attempts.subject IS 'user:{id}, or unknown:{HMAC of the extension} so that unknown extensions lock like known ones.';
COMMENT ON COLUMN portal_attempts.tried IS 'HMAC-SHA-256 of the distinct ones under judgement or found wrong; erased on success, unlock and change.';

GRANT SELECT, INSERT, UPDATE, DELETE ON portal_passwords, portal_attempts TO usher_app;
DO $$
DECLARE owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['portal_passwords', 'portal_attempts']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant())', owned);
  END LOOP;
END
$$;
