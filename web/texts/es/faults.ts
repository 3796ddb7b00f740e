/** Spanish: what is wrong with a field. */
import type { Translation } from '../catalogue.ts';
import type { faults as english } from '../en/faults.ts';

export const faults: Translation<typeof english> = {
  'fault.captcha.key': 'Este proveedor la necesita.',
  'fault.portal.lengths': 'No escriba más que la longitud máxima.',
  'fault.sessions.idle': 'No escriba más de lo que puede durar la sesión entera.',
  'fault.range.lengths': 'Un intervalo empieza y termina con números igual de largos.',
  'fault.range.order': 'Un intervalo no puede terminar antes de empezar.',
  'fault.team.taken': 'Otro equipo tiene este nombre.',
  'fault.schedule.taken': 'Otro horario tiene este nombre.',
  'fault.role.taken': 'Otro rol tiene esta clave.',
  'fault.twice': 'Está dos veces: quite una.',
  'fault.exception.closed': 'Ese día también está cerrado: quite una de las dos.',
  'fault.exception.date': 'Escriba una fecha de los años 2000 a 2199.',
  'fault.station.none': 'A quien no usa estación no se le puede asignar una.',
  overtaken: 'Alguien más lo ha cambiado entretanto',
  'overtaken.text':
    'No se ha guardado nada suyo. Se ha cargado lo que guardó esa persona y lo que usted cambió sigue aquí: revíselo y guarde.',
};
