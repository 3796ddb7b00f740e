-- The administration API: requests that may be sent again, and what is known of each API key.

-- Idempotency keys (M2, draft-ietf-httpapi-idempotency-key-header) ---------------------------------------------------------
CREATE TABLE idempotency_keys (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  caller text NOT NULL,
  key text NOT NULL CONSTRAINT idempotency_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
  fingerprint text NOT NULL,
  claim uuid NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  held_until timestamptz NOT NULL,
  acted boolean NOT NULL DEFAULT false,
  status smallint CONSTRAINT idempotency_key_status CHECK (status BETWEEN 200 AND 299),
  sealed bytea,
  PRIMARY KEY (tenant_id, caller, key),
  CONSTRAINT idempotency_key_answered CHECK ((status IS NULL) = (sealed IS NULL))
);
CREATE INDEX idempotency_key_by_age ON idempotency_keys (claimed_at);
COMMENT ON TABLE idempotency_keys IS 'Requests that their caller may send again: the first to claim a key carries it out, all others get its answer. Kept for 24 hours.';
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'Keyed digest of the request, because a body may hold a password; the id of its key stands before the colon.';
COMMENT ON COLUMN idempotency_keys.claim IS 'Which attempt has it. What an attempt changes is committed only while the claim is its own.';
COMMENT ON COLUMN idempotency_keys.held_until IS 'An attempt that has done nothing by then is taken for dead, and another may have the claim.';
COMMENT ON COLUMN idempotency_keys.acted IS 'Something of the attempt was committed: set by the same transaction.';
COMMENT ON COLUMN idempotency_keys.sealed IS 'The answer, encrypted: it may hold a temporary password or an API key.';

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO usher_app;
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON idempotency_keys TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant());

-- API keys (M2) ------------------------------------------------------------------------------------------------------------
ALTER TABLE api_keys
  ADD COLUMN created_by_user uuid,
  ADD COLUMN previous_hash bytea,
  ADD COLUMN previous_until timestamptz,
  ADD COLUMN rolled_at timestamptz,
  ADD COLUMN ending text CONSTRAINT api_key_ending CHECK (char_length(ending) = 4),
  ADD CONSTRAINT api_key_maker FOREIGN KEY (tenant_id, created_by_user) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by_user),
  ADD CONSTRAINT api_key_previous CHECK ((previous_hash IS NULL) = (previous_until IS NULL));
CREATE UNIQUE INDEX api_key_by_previous_hash ON api_keys (tenant_id, previous_hash) WHERE previous_hash IS NOT NULL;
COMMENT ON COLUMN api_keys.created_by_user IS 'Null: made at the terminal or by another key, or its maker was deleted. It goes on working either way: it belongs to the organisation.';
COMMENT ON COLUMN api_keys.previous_hash IS 'The secret before the last rolling: works until previous_until.';
COMMENT ON COLUMN api_keys.ending IS 'The last four characters of the secret, by which people recognise it.';
