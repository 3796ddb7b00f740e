-- Second factors: what a person has enrolled, codes by mail, passkeys, recovery codes, trusted browsers; and what a sign-in and a
-- session remember of them.

-- What a person has ---------------------------------------------------------------------------------------------------
CREATE TABLE user_factors (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  email_code boolean NOT NULL DEFAULT false,
  totp_sealed bytea,
  totp_confirmed_at timestamptz,
  totp_last_step bigint,
  totp_pending_sealed bytea,
  totp_pending_for uuid,
  passkeys integer NOT NULL DEFAULT 0 CONSTRAINT factor_passkeys CHECK (passkeys >= 0),
  recovery_codes integer NOT NULL DEFAULT 0 CONSTRAINT factor_recovery_codes CHECK (recovery_codes >= 0),
  failures_day date,
  failures integer NOT NULL DEFAULT 0 CONSTRAINT factor_failures CHECK (failures >= 0),
  sends_day date,
  sends integer NOT NULL DEFAULT 0 CONSTRAINT factor_sends CHECK (sends >= 0),
  PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT factors_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT factor_totp_confirmed CHECK ((totp_confirmed_at IS NULL) = (totp_sealed IS NULL)),
  CONSTRAINT factor_totp_pending CHECK ((totp_pending_for IS NULL) = (totp_pending_sealed IS NULL))
);
COMMENT ON TABLE user_factors IS 'One row per person who has, or has tried, anything: sign-in learns all of it by one join on the primary key.';
COMMENT ON COLUMN user_factors.email_code IS 'The person chose the e-mailed code themselves; where it is required nobody has to.';
COMMENT ON COLUMN user_factors.totp_sealed IS 'The shared secret, encrypted under a key outside the database, bound to tenant, user and purpose. Always confirmed by a code.';
COMMENT ON COLUMN user_factors.totp_pending_sealed IS 'A secret that was shown and not yet confirmed: no factor, and an older one goes on until it is.';
COMMENT ON COLUMN user_factors.totp_pending_for IS 'The sign-in or session in which it was shown: it is shown again and confirmed there only.';
COMMENT ON COLUMN user_factors.totp_last_step IS 'The newest time step of which a code was accepted: each code is good for one use (RFC 6238 section 5.2).';
COMMENT ON COLUMN user_factors.failures IS 'Wrong codes of any kind on failures_day (UTC), over all sign-ins. Reserved before a code is compared, given back when it was right.';
COMMENT ON COLUMN user_factors.sends IS 'Codes mailed on sends_day (UTC).';

CREATE TABLE passkeys (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  credential_id bytea NOT NULL CONSTRAINT passkey_credential_id CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  public_key bytea NOT NULL,
  counter bigint NOT NULL DEFAULT 0,
  transports text[] NOT NULL DEFAULT '{}',
  backed_up boolean NOT NULL DEFAULT false,
  name text NOT NULL CONSTRAINT passkey_name CHECK (char_length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT passkey_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT passkey_credential_unique UNIQUE (tenant_id, credential_id)
);
CREATE INDEX passkey_by_user ON passkeys (tenant_id, user_id);
COMMENT ON COLUMN passkeys.counter IS 'Signature counter of the authenticator (WebAuthn section 6.1.1); 0 where it keeps none.';

CREATE TABLE passkey_challenges (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  challenge bytea NOT NULL,
  purpose text NOT NULL CONSTRAINT challenge_purpose CHECK (purpose IN ('register', 'second_factor', 'sign_in', 'reauthenticate')),
  user_id uuid,
  flow_id uuid,
  session_id uuid,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX passkey_challenge_by_expiry ON passkey_challenges (expires_at);
CREATE INDEX passkey_challenge_by_user ON passkey_challenges (tenant_id, user_id) WHERE user_id IS NOT NULL;
COMMENT ON TABLE passkey_challenges IS 'What a browser is to sign. Consumed by deleting it, so that one answer at most is judged; those of sign-ins by strangers are not stored until they are used (sign_in).';

CREATE TABLE recovery_codes (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  code_mac bytea NOT NULL,
  key_id text NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, user_id, code_mac),
  CONSTRAINT recovery_code_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN recovery_codes.code_mac IS 'HMAC-SHA-256 of tenant, user and code under a key outside the database.';
COMMENT ON COLUMN recovery_codes.key_id IS 'Under which key, so that the codes on somebody''s paper outlive a change of keys.';

CREATE TABLE trusted_browsers (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  browser_name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  password_revision integer NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT trusted_browser_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT trusted_browser_token_unique UNIQUE (tenant_id, token_hash)
);
CREATE INDEX trusted_browser_by_user ON trusted_browsers (tenant_id, user_id);
CREATE INDEX trusted_browser_by_expiry ON trusted_browsers (expires_at);
COMMENT ON TABLE trusted_browsers IS 'Browsers that need no second factor for a while (F5). Over when the password has another revision.';
COMMENT ON COLUMN trusted_browsers.token_hash IS 'SHA-256 of the 256 random bits in the cookie.';

-- What a sign-in and a session remember -------------------------------------------------------------------------------
ALTER TABLE sign_in_flows
  ADD COLUMN way text NOT NULL DEFAULT 'password' CONSTRAINT flow_way CHECK (way IN ('password', 'passkey')),
  ADD COLUMN factor_method text CONSTRAINT flow_factor_method CHECK (factor_method IN ('email_code', 'totp', 'passkey', 'recovery_code')),
  ADD COLUMN factor_proven_at timestamptz,
  ADD CONSTRAINT flow_factor_proven CHECK ((factor_method IS NULL) = (factor_proven_at IS NULL));
COMMENT ON COLUMN sign_in_flows.way IS 'With what it began; a lock ends flows that began with a password only.';
COMMENT ON COLUMN sign_in_flows.factor_method IS 'The second factor proven in this flow.';

CREATE TABLE email_codes (
  tenant_id uuid NOT NULL,
  flow_id uuid NOT NULL,
  user_id uuid NOT NULL,
  code_mac bytea NOT NULL,
  sends integer NOT NULL DEFAULT 1 CONSTRAINT email_code_sends CHECK (sends > 0),
  sent_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0 CONSTRAINT email_code_tries CHECK (tries >= 0),
  used_at timestamptz,
  PRIMARY KEY (tenant_id, flow_id),
  CONSTRAINT email_code_of_flow FOREIGN KEY (tenant_id, flow_id) REFERENCES sign_in_flows (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE email_codes IS 'The one code of a sign-in: sending another overwrites it, so that the old one is dead.';
COMMENT ON COLUMN email_codes.code_mac IS 'HMAC-SHA-256 of tenant, flow, code and address under a key outside the database.';
COMMENT ON COLUMN email_codes.tries IS 'Comparisons with this code, each reserved before it is made.';

ALTER TABLE sessions ADD COLUMN methods text[] NOT NULL DEFAULT '{pwd}'
  CONSTRAINT session_methods CHECK (methods <@ ARRAY['pwd', 'email_code', 'totp', 'passkey', 'recovery_code'] AND cardinality(methods) > 0);
ALTER TABLE sessions ADD COLUMN passkey_id uuid;
COMMENT ON COLUMN sessions.passkey_id IS 'The passkey that opened it without a password: removing that one ends it.';
COMMENT ON COLUMN sessions.methods IS 'With what it was opened, for the claim amr (RFC 8176).';

-- The second wall ------------------------------------------------------------------------------------------------------
GRANT SELECT, INSERT, UPDATE, DELETE ON user_factors, passkeys, passkey_challenges, recovery_codes, email_codes, trusted_browsers TO usher_app;

DO $$
DECLARE owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['user_factors', 'passkeys', 'passkey_challenges', 'recovery_codes', 'email_codes', 'trusted_browsers']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant())', owned);
  END LOOP;
END
$$;
