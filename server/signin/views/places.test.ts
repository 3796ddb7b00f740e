// The pages after all factors, by themselves: what they say and what a hostile value cannot do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brandingFrom } from '../../platform/page/branding.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import { connectionsView, type OtherBrowser } from './connections.ts';
import { seatView } from './seat.ts';
import { stationView } from './station.ts';

const common = {
  language: 'en',
  branding: brandingFrom('Northwind', {}),
  nonce: 'bm9uY2U',
  action: '/sign-in/x',
  startHref: '/sign-in',
  formToken: 'token',
} as const;
const other: OtherBrowser = {
  id: 'one',
  browser: 'Chrome on Windows',
  address: '192.0.2.17',
  since: '2026-11-23T07:05:00Z',
  tabs: 1,
};
const message = refusalMessage('en', 'already_signed_in', { tabsPerBrowser: 5 });
const connections = (others: readonly OtherBrowser[]) =>
  connectionsView({ ...common, message, others, timeZone: 'America/New_York' });

test('S8.2 each browser has a button of its own, named after it, and tells since when in the organisation’s time zone', () => {
  const html = connections([other, { ...other, id: 'two', browser: 'Safari on iOS', tabs: 0 }]);
  assert.match(html, /Up to 5 tabs/);
  assert.match(html, /aria-label="Log out there: Chrome on Windows">Log out there<\/button>/);
  assert.match(html, /name="endSession" value="two"/);
  assert.match(html, /Since Mon,? 23 Nov, 02:05/);
  assert.match(html, /192\.0\.2\.17 · 1 tab connected/);
  assert.match(html, /Its last tab was closed just now/);
});

test('S7 T2 one’s own station cannot be typed over, and only a refused one is marked', () => {
  const own = stationView({ ...common, station: '0100', fixed: true });
  assert.match(own, /value="0100"[^>]* readonly[^>]* aria-describedby="station-hint"/);
  assert.doesNotMatch(own, /aria-invalid="true"/);
  const refused = stationView({ ...common, station: '42', fixed: false, error: refusalMessage('en', 'station_taken') });
  assert.match(refused, /value="42"[^>]* aria-invalid="true" aria-describedby="problem station-hint"/);
  assert.match(refused, /ask your Supervisor to release it/);
});

test('V3 hostile names and addresses stay text', () => {
  const hostile = `"><script>alert(1)</script><b x='`;
  const error = { ...message, title: hostile, help: hostile, reference: hostile };
  for (const html of [
    connections([{ id: hostile, browser: hostile, address: hostile, since: other.since, tabs: 1 }]),
    stationView({ ...common, station: hostile, fixed: false, formToken: hostile, error }),
    seatView({ ...common, formToken: hostile, error }),
  ]) {
    assert.ok(!html.includes(hostile));
    assert.doesNotMatch(html, /<script>|<b x/);
  }
});
