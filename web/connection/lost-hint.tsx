/** Says that there is no connection, once that has lasted long enough to matter. */
import { useEffect, useState } from 'react';
import { text } from '../texts/texts.ts';
import classes from './dock.module.css';
import { useLive } from './live-provider.tsx';

/** A reload of the server or a change of network takes less. */
const patienceMs = 4_000;

export function LostHint() {
  const { state } = useLive().live;
  const since = state.name === 'reconnecting' ? state.since : null;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (since === null) return;
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [since]);
  return (
    // It is there before its words are, so that a reader hears them come.
    <div role="status">
      {since === null || !shown ? null : <div className={classes.strip}>{text('connection.lost')}</div>}
    </div>
  );
}
