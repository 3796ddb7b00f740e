/** Holds the one stream of this page, for as long as somebody is signed in, and hands what it says to every page. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useReducer, useRef } from 'react';
import { type Connection, connect } from '../../sdk/usher-connect.ts';
import { connectionsChanged } from '../api/connections.ts';
import { usePermittedFor } from '../ui/session-context.ts';
import { afterEvent, type Ending, type Live, quiet } from './live.ts';
import { onceAtATime } from './refresh.ts';

export interface LiveActs {
  /** Connects again, or tries at once. */
  retry(): void;
  /** Disconnects one of one's own tabs. @throws Error when refused */
  disconnect(id: string): Promise<void>;
  understandWarning(kind: Ending['kind']): void;
  /** In every tab of this browser: a message is read once. */
  understandMessage(id: string): void;
  atStation(station: string): void;
  stationLater(): void;
}

/** A shift start moves everybody at once; nobody reads faster. */
const refreshMs = 1_000;

const nothing = () => undefined;
const none: LiveActs = {
  retry: nothing,
  disconnect: () => Promise.resolve(),
  understandWarning: nothing,
  understandMessage: nothing,
  atStation: nothing,
  stationLater: nothing,
};

const LiveContext = createContext<{ readonly live: Live; readonly acts: LiveActs }>({ live: quiet, acts: none });

/** What the stream said last, and what can be done about it. Quiet where there is none (operators). */
export function useLive(): { readonly live: Live; readonly acts: LiveActs } {
  return useContext(LiveContext);
}

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [live, dispatch] = useReducer(afterEvent, quiet);
  const connection = useRef<Connection | null>(null);
  const channel = useRef<BroadcastChannel | null>(null);
  const queryClient = useQueryClient();
  const watches = usePermittedFor('read');

  useEffect(() => {
    const messages = new BroadcastChannel('usher.messages');
    messages.onmessage = ({ data }) => dispatch({ type: 'message_understood', id: String(data) });
    channel.current = messages;
    const held = connect({
      ...(watches ? { watch: 'connections' } : {}),
      on: {
        state: (state) => dispatch({ type: 'state', state }),
        warning: (warning) => dispatch({ type: 'warning', warning, nowMs: Date.now() }),
        message: (message) => dispatch({ type: 'message', message }),
        station: ({ station }) => dispatch({ type: 'station', station }),
        station_released: ({ by, assigned }) => dispatch({ type: 'station_released', by, assigned }),
        changed: onceAtATime(() => connectionsChanged(queryClient), refreshMs),
      },
    });
    connection.current = held;
    return () => {
      messages.close();
      held.close();
    };
  }, [watches, queryClient]);

  const acts = useMemo<LiveActs>(
    () => ({
      retry: () => connection.current?.retry(),
      disconnect: async (id) => connection.current?.disconnect(id),
      understandWarning: (kind) => dispatch({ type: 'warning_understood', kind }),
      understandMessage: (id) => {
        channel.current?.postMessage(id);
        dispatch({ type: 'message_understood', id });
      },
      atStation: (station) => dispatch({ type: 'station', station }),
      stationLater: () => dispatch({ type: 'station_later' }),
    }),
    [],
  );
  const value = useMemo(() => ({ live, acts }), [live, acts]);
  return <LiveContext value={value}>{children}</LiveContext>;
}
