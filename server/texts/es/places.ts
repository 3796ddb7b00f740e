/** Spanish: what is asked after all factors: other browsers, the station, a seat (S7, S8.2, S8.6). */
import type { Translation } from '../catalogue.ts';
import type { places as english } from '../en/places.ts';

export const places: Translation<typeof english> = {
  'connections.list': 'Dónde tiene la sesión iniciada',
  'connections.since': 'Desde {time}',
  'connections.noTab': 'Su última pestaña se acaba de cerrar',
  'connections.oneTab': '1 pestaña conectada',
  'connections.tabs': '{count} pestañas conectadas',
  'connections.logOut': 'Cerrar la sesión allí',
  'connections.again': 'Intentar de nuevo',
  'station.title': 'Introduzca su ID de estación',
  'station.field': 'ID de estación',
  'station.hint': 'El número del puesto en el que trabaja ahora, de 1 a 10 dígitos. Los ceros del principio cuentan.',
  'station.own': 'Esta es su propia estación. Si no es la correcta, consulte a su Supervisor.',
  'station.submit': 'Continuar',
  'seat.again': 'Intentar de nuevo',
};
