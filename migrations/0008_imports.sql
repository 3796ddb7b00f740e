-- Imports of users (M1): the lines of a file, what became of each, and the temporary passwords that nobody was mailed.

CREATE TABLE imports (
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  id uuid NOT NULL,
  state text NOT NULL DEFAULT 'uploading' CONSTRAINT import_state
    CHECK (state IN ('uploading', 'uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
  file_name text NOT NULL CONSTRAINT import_file_name CHECK (char_length(file_name) BETWEEN 1 AND 200),
  columns text[] NOT NULL DEFAULT '{}',
  plan jsonb NOT NULL CONSTRAINT import_plan CHECK (jsonb_typeof(plan) = 'object'),
  actor jsonb NOT NULL CONSTRAINT import_actor CHECK (jsonb_typeof(actor) = 'object'),
  lines integer NOT NULL DEFAULT 0,
  checked integer NOT NULL DEFAULT 0,
  foreseen jsonb,
  created integer NOT NULL DEFAULT 0,
  updated integer NOT NULL DEFAULT 0,
  skipped integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  fault text,
  begun uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  revision integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX import_one_running ON imports (tenant_id) WHERE state IN ('checking', 'running');
CREATE INDEX import_by_age ON imports (created_at);
COMMENT ON COLUMN imports.plan IS 'Which column is which field, what all lines have in common, and what becomes of people who exist: {"columns": […], "constants": {…}, "existing": …, "passwords": …}.';
COMMENT ON COLUMN imports.actor IS 'Whoever asked for the check or the import, and what they might do then; of people, what their role still permits counts.';
COMMENT ON COLUMN imports.foreseen IS 'What the last check came to: {"created": n, "updated": n, "skipped": n, "refused": n}.';
COMMENT ON COLUMN imports.begun IS 'The entry of the audit log that says that it began; its end completes that.';
COMMENT ON COLUMN imports.fault IS 'Code of the refusal that ended it, where it failed.';

CREATE TABLE import_lines (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  line integer NOT NULL,
  sealed bytea,
  done boolean NOT NULL DEFAULT false,
  username text,
  outcome text NOT NULL DEFAULT 'created' CONSTRAINT import_line_outcome CHECK (outcome IN ('created', 'updated', 'skipped', 'refused')),
  code text,
  reasons jsonb NOT NULL DEFAULT '[]' CONSTRAINT import_line_reasons CHECK (jsonb_typeof(reasons) = 'array'),
  repeated boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, import_id, line),
  CONSTRAINT import_of_line FOREIGN KEY (tenant_id, import_id) REFERENCES imports ON DELETE CASCADE,
  CONSTRAINT import_line_erased CHECK (NOT done OR sealed IS NULL)
);
CREATE INDEX import_line_waiting ON import_lines (tenant_id, import_id, line) WHERE NOT done;
CREATE INDEX import_line_remarkable ON import_lines (tenant_id, import_id, outcome, line) WHERE outcome <> 'created';
COMMENT ON COLUMN import_lines.sealed IS 'The cells, encrypted; erased with the outcome.';
COMMENT ON COLUMN import_lines.reasons IS 'Why it is refused: [{"code": …, "parameters": {…}}]; never a hash.';
COMMENT ON COLUMN import_lines.outcome IS 'What became of it once done; until then what the last check foresees.';

COMMENT ON COLUMN import_lines.repeated IS 'The check found that an earlier line of the file claims the same name, address, extension or station.';

CREATE TABLE import_passwords (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  line integer NOT NULL,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  taken_at timestamptz,
  PRIMARY KEY (tenant_id, import_id, line),
  CONSTRAINT import_of_password FOREIGN KEY (tenant_id, import_id) REFERENCES imports ON DELETE CASCADE
);
CREATE INDEX import_password_by_age ON import_passwords (made_at);
COMMENT ON COLUMN import_passwords.taken_at IS 'When it was first handed over; once more is possible for an hour, lest the answer got lost.';
COMMENT ON TABLE import_passwords IS 'Temporary passwords of people without an address, encrypted: for whoever started the import, who says when they are saved. Erased then, an hour after they were first handed over, or a day after the import ended.';

GRANT SELECT, INSERT, UPDATE, DELETE ON imports, import_lines, import_passwords TO usher_app;
ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_passwords ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON imports TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant());
CREATE POLICY own_tenant ON import_lines TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant());
CREATE POLICY own_tenant ON import_passwords TO usher_app USING (tenant_id = usher_tenant()) WITH CHECK (tenant_id = usher_tenant());
