-- CAPTCHA (S3): what was given as an answer once is not taken again.

CREATE TABLE captcha_uses (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  answer_hash bytea NOT NULL CONSTRAINT captcha_answer_hash CHECK (octet_length(answer_hash) = 32),
  wait_slot bytea CONSTRAINT captcha_wait_slot CHECK (octet_length(wait_slot) = 32),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, answer_hash),
  -- However many arrive at once, one address is let through once per slot of time by waiting alone.
  CONSTRAINT captcha_wait_slot_unique UNIQUE (tenant_id, wait_slot)
);
CREATE INDEX captcha_use_by_expiry ON captcha_uses (expires_at);
COMMENT ON TABLE captcha_uses IS 'Digests of answers to challenges that were accepted, until those would have expired anyway: each counts once.';
COMMENT ON COLUMN captcha_uses.wait_slot IS 'Set where the answer was a wait (no JavaScript): digest of the address and of the span of seconds it was taken in.';

GRANT SELECT, INSERT, DELETE ON captcha_uses TO usher_app;
ALTER TABLE captcha_uses ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON captcha_uses TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant());
