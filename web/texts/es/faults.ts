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
  'fault.username.length': 'Escriba de 1 a 100 caracteres.',
  'fault.username.characters': 'No use espacios ni caracteres invisibles.',
  'fault.email.length': 'Es más largo de lo que puede ser un correo electrónico.',
  'fault.email.form': 'Escriba una dirección como ana@example.com.',
  'fault.email.needed': 'En esta organización se inicia sesión con el correo electrónico: escriba uno.',
  'fault.name.length': 'Escriba 100 caracteres como máximo.',
  'fault.name.characters': 'No use saltos de línea ni caracteres de control.',
  'fault.extension.taken': 'Otra persona tiene esta extensión.',
  'fault.role': 'Ese rol ya no existe.',
  'fault.team': 'Ese equipo ya no existe o usted no puede verlo.',
  'fault.schedule': 'Ese horario ya no existe.',
  'fault.schedule.last': 'El último administrador sin horario se queda así, para que siempre haya quien lo arregle.',
  'fault.file.nobody':
    'El archivo no contiene a nadie: la primera línea nombra las columnas y cada línea siguiente es una persona.',
  'fault.file.people': 'El archivo contiene más de 100 000 personas: impórtelo por partes.',
  'fault.file.columns': 'La primera línea nombra más de 100 columnas.',
  'fault.file.quote': 'Una comilla está fuera de lugar: ponga toda la celda entre comillas y duplique las de dentro.',
  'fault.file.unclosed': 'Se abre una comilla que nunca se cierra.',
  'fault.file.length': 'Una línea es demasiado larga, o se abre en ella una comilla que nunca se cierra.',
  'fault.file.csv': 'El archivo no es CSV: guárdelo como CSV desde su hoja de cálculo.',
  'fault.file.line': 'Línea {line} del archivo: {fault}',
  'stations.station.wrong': 'Escriba de 1 a 10 cifras.',
};
