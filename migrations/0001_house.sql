-- The first house: organisations, roles, users, passwords, lock-out, sessions, sign-in flows, mail, audit, API keys.
-- Every tenant-owned table leads its primary key with tenant_id, so that it can be distributed by tenant without a change.
-- Row-level security is the second wall: the application runs as usher_app (not the owner) and sees one tenant at a time,
-- the one named by the transaction-local setting usher.tenant_id. Work across tenants runs as the owner.

CREATE FUNCTION usher_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('usher.tenant_id', true), '')::uuid;
COMMENT ON FUNCTION usher_tenant() IS 'The tenant this transaction works for; null = none, and then row-level security shows nothing.';

-- Tenants --------------------------------------------------------------------------------------------------------------
CREATE TABLE tenants (
  id uuid PRIMARY KEY,
  kind text NOT NULL DEFAULT 'organization' CONSTRAINT tenant_kind CHECK (kind IN ('organization', 'operators')),
  slug text NOT NULL CONSTRAINT tenant_slug CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CONSTRAINT tenant_name CHECK (char_length(name) BETWEEN 1 AND 200),
  domain text CONSTRAINT tenant_domain CHECK (domain ~ '^[a-z0-9.-]{1,253}$'),
  time_zone text NOT NULL DEFAULT 'UTC',
  locale text,
  seats integer NOT NULL DEFAULT 0 CONSTRAINT tenant_seats CHECK (seats >= 0),
  status text NOT NULL DEFAULT 'active' CONSTRAINT tenant_status CHECK (status IN ('active', 'suspended')),
  settings jsonb NOT NULL DEFAULT '{}' CONSTRAINT tenant_settings CHECK (jsonb_typeof(settings) = 'object'),
  revision integer NOT NULL DEFAULT 1,
  exported_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tenant_slug_unique UNIQUE (slug)
);
CREATE UNIQUE INDEX tenant_domain_unique ON tenants (domain) WHERE domain IS NOT NULL;
CREATE UNIQUE INDEX tenant_operators_single ON tenants (kind) WHERE kind = 'operators';
COMMENT ON TABLE tenants IS 'Organisations, and the one built-in tenant whose users are the operators.';
COMMENT ON COLUMN tenants.locale IS 'BCP 47 tag of what the organisation chose; null leaves it to each browser.';
COMMENT ON COLUMN tenants.settings IS 'Only what differs from the defaults; merged with them on reading.';

-- Roles and teams ------------------------------------------------------------------------------------------------------
CREATE TABLE roles (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  key text NOT NULL CONSTRAINT role_key CHECK (key ~ '^[a-z][a-z0-9_-]{0,62}$'),
  name text NOT NULL CONSTRAINT role_name CHECK (char_length(name) BETWEEN 1 AND 100),
  built_in boolean NOT NULL DEFAULT false,
  home text NOT NULL DEFAULT '/home',
  permissions text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT role_key_unique UNIQUE (tenant_id, key)
);

CREATE TABLE teams (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CONSTRAINT team_name CHECK (char_length(name) BETWEEN 1 AND 100),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT team_name_unique UNIQUE (tenant_id, name)
);

-- Users ----------------------------------------------------------------------------------------------------------------
CREATE TABLE users (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  username text NOT NULL CONSTRAINT user_username CHECK (char_length(username) BETWEEN 1 AND 100),
  email text CONSTRAINT user_email CHECK (char_length(email) BETWEEN 3 AND 254 AND position('@' in email) > 1),
  email_problem text CONSTRAINT user_email_problem CHECK (char_length(email_problem) BETWEEN 1 AND 300),
  email_problem_at timestamptz,
  email_unconfirmed_since timestamptz,
  first_name text NOT NULL DEFAULT '' CONSTRAINT user_first_name CHECK (char_length(first_name) <= 100),
  last_name text NOT NULL DEFAULT '' CONSTRAINT user_last_name CHECK (char_length(last_name) <= 100),
  role_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'active' CONSTRAINT user_status CHECK (status IN ('active', 'inactive')),
  disabled boolean NOT NULL DEFAULT false,
  locale text,
  extension text CONSTRAINT user_extension CHECK (extension ~ '^\d{1,10}$'),
  number text CONSTRAINT user_number CHECK (char_length(number) BETWEEN 1 AND 32),
  last_sign_in_at timestamptz,
  never_signed_in boolean NOT NULL GENERATED ALWAYS AS (last_sign_in_at IS NULL) STORED,
  session_epoch integer NOT NULL DEFAULT 1,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT user_email_problem_dated CHECK ((email_problem IS NULL) = (email_problem_at IS NULL)),
  CONSTRAINT user_email_unconfirmed CHECK (email_unconfirmed_since IS NULL OR email IS NOT NULL),
  CONSTRAINT user_role FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id)
);
COMMENT ON COLUMN users.email_problem IS 'What the mail server said when it refused a mail to this address for good; null again once one is taken, or the address changes.';
COMMENT ON COLUMN users.email_unconfirmed_since IS 'When a supervisor filled in the address, until its owner has signed in with a code mailed there since: nothing that sets a password is mailed to it. Null: an administrator set it, or it is confirmed.';
COMMENT ON COLUMN users.never_signed_in IS 'Changes once, with the first sign-in. An index on the moment itself would have to be written with every one.';
CREATE INDEX user_by_role ON users (tenant_id, role_id, lower(username));
CREATE INDEX user_by_username ON users (tenant_id, lower(username));
-- The list of people by state: the first page is the beginning of one of these, however few they are.
CREATE INDEX user_listed_active ON users (tenant_id, lower(username)) WHERE status = 'active' AND NOT disabled;
CREATE INDEX user_listed_inactive ON users (tenant_id, lower(username)) WHERE status = 'inactive';
CREATE INDEX user_listed_disabled ON users (tenant_id, lower(username)) WHERE disabled;
CREATE INDEX user_listed_never_signed_in ON users (tenant_id, lower(username)) WHERE never_signed_in;
CREATE INDEX user_listed_email_problem ON users (tenant_id, lower(username)) WHERE email_problem IS NOT NULL;
CREATE UNIQUE INDEX user_extension_unique ON users (tenant_id, extension) WHERE extension IS NOT NULL;

CREATE TABLE user_identifiers (
  tenant_id uuid NOT NULL,
  identifier text NOT NULL CONSTRAINT identifier_folded CHECK (identifier = lower(identifier)),
  user_id uuid NOT NULL,
  is_username boolean NOT NULL DEFAULT false,
  is_email boolean NOT NULL DEFAULT false,
  -- One namespace (S2, CVE-2021-3754): a text names one user of the organisation, as a username, an address or both.
  PRIMARY KEY (tenant_id, identifier),
  CONSTRAINT identifier_used CHECK (is_username OR is_email),
  CONSTRAINT identifier_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX identifier_by_user ON user_identifiers (tenant_id, user_id);
COMMENT ON TABLE user_identifiers IS 'Usernames and e-mail addresses, folded (NFKC, lower case): the one namespace in which people are found.';

CREATE TABLE user_search_terms (
  tenant_id uuid NOT NULL,
  -- Compared byte by byte, so that what begins with a text is one range of the index, in every locale of the database.
  term text COLLATE "C" NOT NULL CONSTRAINT search_term_length CHECK (char_length(term) BETWEEN 1 AND 200),
  user_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, term, user_id),
  CONSTRAINT search_term_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX search_term_by_user ON user_search_terms (tenant_id, user_id, term);
COMMENT ON TABLE user_search_terms IS 'What users are found by, folded without accents: username, address, both orders of the name, extension, telephone number. A search matches its beginning.';

CREATE TABLE team_members (
  tenant_id uuid NOT NULL,
  team_id uuid NOT NULL,
  user_id uuid NOT NULL,
  supervises boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, team_id, user_id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX team_members_by_user ON team_members (tenant_id, user_id);

-- Passwords ------------------------------------------------------------------------------------------------------------
CREATE TABLE passwords (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  sealed bytea NOT NULL,
  temporary boolean NOT NULL DEFAULT false,
  expires_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  warned_at timestamptz,
  PRIMARY KEY (tenant_id, user_id),
  CONSTRAINT password_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT password_expiry_of_temporary CHECK (temporary OR expires_at IS NULL)
);
COMMENT ON COLUMN passwords.sealed IS 'The PHC string of Argon2id, encrypted under a key outside the database, bound to tenant, user and purpose.';
COMMENT ON COLUMN passwords.warned_at IS 'When the owner was last told that this password is about to be too old.';
COMMENT ON COLUMN passwords.revision IS 'Rises with every change; a sign-in begun with an older revision ends in no session.';

CREATE TABLE password_history (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  revision integer NOT NULL,
  sealed bytea NOT NULL,
  replaced_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id, revision),
  CONSTRAINT history_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

-- Lock-out (S9) --------------------------------------------------------------------------------------------------------
CREATE TABLE attempt_buckets (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  subject text NOT NULL,
  bucket text NOT NULL CONSTRAINT attempt_bucket CHECK (bucket = 'elsewhere' OR bucket ~ '^browser:[0-9a-f-]{36}$'),
  tried bytea[] NOT NULL DEFAULT '{}' CONSTRAINT attempts_bounded CHECK (cardinality(tried) <= 100),
  tried_at timestamptz NOT NULL DEFAULT now(),
  locked_at timestamptz,
  PRIMARY KEY (tenant_id, subject, bucket)
);
COMMENT ON TABLE attempt_buckets IS 'Distinct passwords tried per user and place: "elsewhere", or a browser that signed this user in before.';
COMMENT ON COLUMN attempt_buckets.subject IS 'user:{id}, or unknown:{HMAC of the identifier} so that unknown names lock like known ones.';
COMMENT ON COLUMN attempt_buckets.tried IS 'HMAC-SHA-256 of the distinct passwords under judgement or found wrong; erased on success, unlock and change.';

CREATE TABLE source_failures (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  source bytea NOT NULL,
  window_started_at timestamptz NOT NULL DEFAULT now(),
  failures integer NOT NULL DEFAULT 0,
  repeats integer NOT NULL DEFAULT 0,
  lock_subjects text[] NOT NULL DEFAULT '{}' CONSTRAINT source_locks_bounded CHECK (cardinality(lock_subjects) <= 10),
  PRIMARY KEY (tenant_id, source)
);
CREATE INDEX source_failures_by_age ON source_failures (window_started_at);
COMMENT ON TABLE source_failures IS 'Failures per source (HMAC of the known browser or the address) in its current window: the wall against spraying.';
COMMENT ON COLUMN source_failures.repeats IS 'Wrong passwords that were tried there before: they lock nobody, but each costs an evaluation.';
COMMENT ON COLUMN source_failures.lock_subjects IS 'Whom this source has locked, or is about to, in its window: reserved before the last try is judged, so that it is exact.';

-- Sessions and sign-in flows -------------------------------------------------------------------------------------------
CREATE TABLE sessions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  kind text NOT NULL CONSTRAINT session_kind CHECK (kind IN ('browser', 'native')),
  browser_id uuid NOT NULL,
  browser_name text NOT NULL,
  address text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  authenticated_at timestamptz NOT NULL DEFAULT now(),
  password_revision integer,
  user_epoch integer NOT NULL,
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  idle_minutes integer NOT NULL CONSTRAINT session_idle CHECK (idle_minutes > 0),
  absolute_expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT session_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT session_end CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE UNIQUE INDEX session_by_token ON sessions (tenant_id, token_hash);
-- Not one of the live ones alone, and by the user first: a planner without statistics, as on a new installation, takes those for few
-- and would read them all to find one by its id.
CREATE INDEX session_by_user ON sessions (user_id, tenant_id, ended_at);
CREATE INDEX session_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;
COMMENT ON COLUMN sessions.password_revision IS 'The password that opened this session; when it is not the current one any more, the session is over.';
COMMENT ON COLUMN users.session_epoch IS 'Rises when the user is disabled or made inactive: sessions of an earlier epoch are over, even once the user may enter again.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the 256 random bits in the cookie.';

CREATE TABLE sign_in_flows (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  client text NOT NULL CONSTRAINT flow_client CHECK (client IN ('browser', 'native')),
  password_revision integer NOT NULL,
  attempt_subject text NOT NULL,
  attempt_bucket text NOT NULL,
  return_to text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT flow_of_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX flow_by_expiry ON sign_in_flows (expires_at);
COMMENT ON TABLE sign_in_flows IS 'A sign-in between the accepted password and the session. What is still required is derived from the user at each step, not remembered here.';

-- Mail -----------------------------------------------------------------------------------------------------------------
CREATE TABLE mails (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  user_id uuid,
  template text NOT NULL,
  recipient text NOT NULL,
  sealed bytea,
  status text NOT NULL DEFAULT 'queued' CONSTRAINT mail_status CHECK (status IN ('queued', 'sent', 'failed', 'expired')),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  expires_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT mail_sealed_while_queued CHECK (status <> 'queued' OR sealed IS NOT NULL)
);
CREATE INDEX mail_by_user ON mails (tenant_id, user_id, created_at DESC);
CREATE INDEX mail_by_age ON mails (created_at);
COMMENT ON COLUMN mails.sealed IS 'The mail''s parameters, encrypted: they may hold a temporary password. Erased once sent, failed for good or expired.';

CREATE TABLE captured_mails (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX captured_mail_by_age ON captured_mails (created_at);
COMMENT ON TABLE captured_mails IS 'What would have been sent, for /dev/mail, when no mail server is configured. Encrypted like the queue.';

-- Audit ----------------------------------------------------------------------------------------------------------------
CREATE TABLE audit_events (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  action text NOT NULL,
  outcome text NOT NULL CONSTRAINT audit_outcome CHECK (outcome IN ('done', 'refused', 'failed')),
  reason text,
  actor_kind text NOT NULL CONSTRAINT audit_actor_kind CHECK (actor_kind IN ('user', 'api_key', 'operator', 'command_line', 'system', 'nobody')),
  actor_id uuid,
  actor_name text,
  target_kind text,
  target_id uuid,
  target_name text,
  address text,
  browser text,
  reference text,
  details jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_by_target ON audit_events (tenant_id, target_id, at DESC) WHERE target_id IS NOT NULL;
CREATE INDEX audit_by_actor ON audit_events (tenant_id, actor_id, at DESC) WHERE actor_id IS NOT NULL;
COMMENT ON TABLE audit_events IS 'Who did what, when, from where, and why it was refused. The application may add and read, never change.';

-- The operators' own tenant: the same sign-in, lock-out, sessions and audit as everybody's, under a reserved slug.
INSERT INTO tenants (id, kind, slug, name) VALUES ('00000000-0000-7000-8000-000000000001', 'operators', 'operator', 'Operators');
INSERT INTO roles (tenant_id, id, key, name, built_in, home, permissions) VALUES (
  '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'operator', 'Operator', true, '/operator', ARRAY[
    'users:read', 'users:create', 'users:update', 'users:disable', 'users:unlock', 'users:sign_out', 'users:password:set', 'users:credentials:read', 'users:email:assign', 'users:second_factor:reset',
    'roles:read', 'settings:read', 'settings:update', 'audit:read', 'audit:export', 'api_keys:manage', 'webhooks:manage',
    'organizations:read', 'organizations:create', 'organizations:update', 'organizations:suspend', 'organizations:delete', 'organizations:export', 'installation:read', 'installation:update']);

-- API keys, set-up -----------------------------------------------------------------------------------------------------
CREATE TABLE api_keys (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CONSTRAINT api_key_name CHECK (char_length(name) BETWEEN 1 AND 100),
  key_hash bytea NOT NULL,
  permissions text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text NOT NULL,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX api_key_by_hash ON api_keys (tenant_id, key_hash);

CREATE TABLE setup_links (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
COMMENT ON TABLE setup_links IS 'One-time links that create the first operator. At most one is alive: printing a new one ends the others.';

-- The second wall ------------------------------------------------------------------------------------------------------
GRANT USAGE ON SCHEMA public TO usher_app;
GRANT EXECUTE ON FUNCTION usher_tenant() TO usher_app;
GRANT SELECT, UPDATE ON tenants TO usher_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON roles, teams, users, user_identifiers, user_search_terms, team_members, passwords, password_history,
  attempt_buckets, source_failures, sessions, sign_in_flows, mails, captured_mails, api_keys TO usher_app;
GRANT SELECT, INSERT ON audit_events TO usher_app;

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants TO usher_app USING (id = usher_tenant()) WITH CHECK (id = usher_tenant());

DO $$
DECLARE owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['roles', 'teams', 'users', 'user_identifiers', 'user_search_terms', 'team_members', 'passwords', 'password_history',
    'attempt_buckets', 'source_failures', 'sessions', 'sign_in_flows', 'mails', 'captured_mails', 'audit_events', 'api_keys']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY own_tenant ON %I TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant())', owned);
  END LOOP;
END
$$;
