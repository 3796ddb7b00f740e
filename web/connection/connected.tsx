/**
 * Around every page of a signed-in person: its stream, and what that has to say. The page itself knows nothing of it, but for
 * those that ask (useLive).
 */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { noteSignedOut } from '../leaving.ts';
import { paths } from '../paths.ts';
import { useSession } from '../ui/session-context.ts';
import classes from './dock.module.css';
import { EndingAnnouncements, EndingNotice } from './ending-notice.tsx';
import { LiveProvider, useLive } from './live-provider.tsx';
import { LostHint } from './lost-hint.tsx';
import { MessageDialog } from './message-dialog.tsx';
import { ConnectionPanels } from './panels.tsx';
import { SignedOutPage } from './signed-out-page.tsx';
import { StationPrompt } from './station-form.tsx';

/** They know why: the page that says good-bye is the same as without script. */
const byThemselves: readonly string[] = ['logged_out', 'logged_out_everywhere'];

function Frame({ children }: { readonly children: ReactNode }) {
  const { state } = useLive().live;
  const queryClient = useQueryClient();
  const ended = state.name === 'signed_out' ? state : null;
  const { user } = useSession();
  // While this tab slept somebody else logged in on this browser: nothing here is theirs.
  const isOther = state.name === 'connected' && state.user !== user.id;
  useEffect(() => {
    if (isOther) window.location.reload();
  }, [isOther]);
  const leaves = ended !== null && byThemselves.includes(ended.reason);
  useEffect(() => {
    if (ended === null) return;
    noteSignedOut();
    // What was seen belongs to a session that is over; who it was stays, for the page that says so.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    if (leaves) window.location.assign(paths.signedOut);
  }, [leaves, ended, queryClient]);
  if (leaves || isOther) return null;
  if (ended !== null) return <SignedOutPage state={ended} />;
  return (
    <>
      {children}
      <EndingAnnouncements />
      <LostHint />
      <div className={classes.dock}>
        <EndingNotice />
      </div>
      <StationPrompt />
      <MessageDialog />
      <ConnectionPanels />
    </>
  );
}

export function Connected({ children }: { readonly children: ReactNode }) {
  return (
    <LiveProvider>
      <Frame>{children}</Frame>
    </LiveProvider>
  );
}
