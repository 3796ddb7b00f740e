/** Portuguese: what is asked after all factors: other browsers, the station, a seat (S7, S8.2, S8.6). */
import type { Translation } from '../catalogue.ts';
import type { places as english } from '../en/places.ts';

export const places: Translation<typeof english> = {
  'connections.list': 'Onde você está conectado',
  'connections.since': 'Desde {time}',
  'connections.noTab': 'A última aba acabou de ser fechada',
  'connections.oneTab': '1 aba conectada',
  'connections.tabs': '{count} abas conectadas',
  'connections.logOut': 'Sair de lá',
  'connections.again': 'Tentar novamente',
  'station.title': 'Digite seu ID da estação',
  'station.field': 'ID da estação',
  'station.hint': 'O número do lugar onde você trabalha agora, de 1 a 10 dígitos. Os zeros no início contam.',
  'station.own': 'Esta é a sua própria estação. Se não for a correta, consulte seu Supervisor.',
  'station.submit': 'Continuar',
  'seat.again': 'Tentar novamente',
};
