/** Spanish: the console's stations. */
import type { Translation } from '../catalogue.ts';
import type { stations as english } from '../en/stations.ts';

export const stations: Translation<typeof english> = {
  'stations.intro':
    'Números asignados a alguien, o en los que hay alguien ahora. Cada uno es de una sola persona a la vez.',
  'stations.search': 'Buscar estaciones',
  'stations.search.hint': 'Comienzo de un número, un nombre o usuario.',
  'stations.empty': 'Ninguna estación está asignada ni en uso',
  'stations.empty.text': 'Una dinámica aparece aquí mientras alguien la usa.',
  'stations.none': 'Ninguna estación coincide con «{search}»',
  'stations.none.text': 'Los números se encuentran desde su primera cifra.',
  'stations.found.one': 'Se muestra {count} estación',
  'stations.found.other': 'Se muestran {count} estaciones',
  'stations.assignedTo': 'Asignada a',
  'stations.assignedTo.of': 'Asignada a {name}',
  'stations.heldBy': 'En uso por',
  'stations.since': 'Desde {time}',
  'stations.assign': 'Asignar estación',
  'stations.assigned': 'La estación {station} está asignada',
  'stations.person': 'Persona',
  'stations.person.missing': 'Elija una persona.',
  'stations.release': 'Liberar',
  'stations.release.of': 'Liberar la estación {station}',
  'stations.release.question': '¿Liberar la estación {station}?',
  'stations.release.text':
    'A {name} se le vuelve a pedir una estación y sigue con la sesión iniciada. La estación {station} queda libre para otros.',
  'stations.release.done': 'La estación {station} está libre',
  'stations.unassign': 'Retirar',
  'stations.unassign.of': 'Retirar la estación {station}',
  'stations.unassign.question': '¿Retirar la estación {station}?',
  'stations.unassign.text':
    'Desde entonces {name} elige un número; quien está ahora en la estación {station} sigue ahí hasta irse.',
  'stations.unassign.done': 'Se retiró la estación {station}',
};
