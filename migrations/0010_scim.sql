-- SCIM 2.0 (RFC 7643, RFC 7644): what an identity provider calls people and teams, and the indexes that its filters use.

ALTER TABLE users
  -- Compared byte by byte (caseExact), so that what begins with a text is one range of the index.
  ADD COLUMN external_id text COLLATE "C" CONSTRAINT user_external_id CHECK (char_length(external_id) BETWEEN 1 AND 200);
CREATE UNIQUE INDEX user_external_id_unique ON users (tenant_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX user_by_change ON users (tenant_id, updated_at);
CREATE INDEX user_disabled ON users (tenant_id, id) WHERE disabled;
COMMENT ON COLUMN users.external_id IS 'What the identity provider that provisions this user calls them (externalId).';

ALTER TABLE teams
  ADD COLUMN external_id text COLLATE "C" CONSTRAINT team_external_id CHECK (char_length(external_id) BETWEEN 1 AND 200),
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
CREATE UNIQUE INDEX team_external_id_unique ON teams (tenant_id, external_id) WHERE external_id IS NOT NULL;
COMMENT ON COLUMN teams.external_id IS 'What the identity provider that provisions this team calls it (externalId).';
