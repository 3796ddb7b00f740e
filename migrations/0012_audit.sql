-- The audit log (M4): acts that are begun before they are done, and a way to each thing that it is asked for.

-- Begun and completed (docs/decisions/0013) ------------------------------------------------------------------------------
ALTER TABLE audit_events
  ADD COLUMN completes uuid,
  DROP CONSTRAINT audit_outcome,
  ADD CONSTRAINT audit_outcome CHECK (outcome IN ('begun', 'done', 'refused', 'failed')),
  ADD CONSTRAINT audit_completion CHECK (completes IS NULL OR outcome <> 'begun');
CREATE UNIQUE INDEX audit_completed_once ON audit_events (tenant_id, completes) WHERE completes IS NOT NULL;
COMMENT ON COLUMN audit_events.completes IS 'The entry, of outcome begun, of the act that this one says the end of. No foreign key: the first entry is pruned before this one.';

-- What is looked for, newest first (an id is as old as its entry) ---------------------------------------------------------
DROP INDEX audit_by_target, audit_by_actor;
CREATE INDEX audit_by_target ON audit_events (tenant_id, target_id, id) WHERE target_id IS NOT NULL;
CREATE INDEX audit_by_actor ON audit_events (tenant_id, actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_by_action ON audit_events (tenant_id, action, id);
CREATE INDEX audit_by_outcome ON audit_events (tenant_id, outcome, id) WHERE outcome <> 'done';
CREATE INDEX audit_by_action_not_done ON audit_events (tenant_id, action, id) WHERE outcome <> 'done';
CREATE INDEX audit_by_reason ON audit_events (tenant_id, reason, id) WHERE reason IS NOT NULL;
CREATE INDEX audit_by_address ON audit_events (tenant_id, address, id) WHERE address IS NOT NULL;
CREATE INDEX audit_by_reference ON audit_events (tenant_id, reference) WHERE reference IS NOT NULL;
