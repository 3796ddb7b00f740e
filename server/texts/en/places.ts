/** English: what is asked after all factors: other browsers, the station, a seat (S7, S8.2, S8.6). */
export const places = {
  'connections.list': 'Where you are logged in',
  'connections.since': 'Since {time}',
  'connections.noTab': 'Its last tab was closed just now',
  'connections.oneTab': '1 tab connected',
  'connections.tabs': '{count} tabs connected',
  'connections.logOut': 'Log out there',
  'connections.again': 'Try again',
  'station.title': 'Enter your Station ID',
  'station.field': 'Station ID',
  'station.hint': 'The number of the place where you work now, 1 to 10 digits. Zeros at the beginning count.',
  'station.own': 'This is your own station. If it is not the right one, ask your Supervisor.',
  'station.submit': 'Continue',
  'seat.again': 'Try again',
} as const;
