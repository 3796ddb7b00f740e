/** The pages after all factors, in every state worth looking at: other browsers, the station, the full house. */
import type { PageContext } from '../../platform/page/frame.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import type { Language } from '../../texts/texts.ts';
import { type ConnectionsView, connectionsView } from './connections.ts';
import type { SamplePage } from './samples-code.ts';
import { seatView } from './seat.ts';
import { type StationView, stationView } from './station.ts';

const others = [
  {
    id: '01a1fceb-eb01-7ef1-b694-22b13590418d',
    browser: 'Chrome on Windows',
    address: '192.0.2.17',
    since: '2026-11-23T07:05:00Z',
    tabs: 3,
  },
  {
    id: '01a1fceb-eb01-7ef1-b694-22b13590418e',
    browser: 'Safari on iOS',
    address: '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
    since: '2026-11-22T18:40:00Z',
    tabs: 0,
  },
];

/** @param context makes what every page needs, from its nonce */
export function placePages(language: Language, context: (nonce: string) => PageContext): readonly SamplePage[] {
  const common = { startHref: '/sign-in', formToken: 'a-form-token' };
  const connections = (name: string, given: Partial<ConnectionsView>): SamplePage => ({
    name: `connections-${name}`,
    render: (nonce) =>
      connectionsView({
        ...context(nonce),
        ...common,
        action: '/sign-in/connections',
        message: refusalMessage(language, 'already_signed_in'),
        others: others.slice(0, 1),
        timeZone: 'Europe/Lisbon',
        ...given,
      }),
  });
  const station = (name: string, given: Partial<StationView>): SamplePage => ({
    name: `station-${name}`,
    render: (nonce) =>
      stationView({ ...context(nonce), ...common, action: '/sign-in/station', station: '', fixed: false, ...given }),
  });
  return [
    connections('one', {}),
    connections('two', { others, error: refusalMessage(language, 'user_limit_reached') }),
    station('empty', {}),
    station('own', { station: '0100', fixed: true }),
    station('taken', {
      station: '0042',
      error: refusalMessage(language, 'station_taken', { heldBy: 'João Ferreira' }),
    }),
    {
      name: 'seat-full',
      render: (nonce) =>
        seatView({
          ...context(nonce),
          ...common,
          action: '/sign-in/seat',
          error: refusalMessage(language, 'user_limit_reached'),
        }),
    },
  ];
}
