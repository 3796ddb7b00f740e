/** Portuguese: the console's stations. */
import type { Translation } from '../catalogue.ts';
import type { stations as english } from '../en/stations.ts';

export const stations: Translation<typeof english> = {
  'stations.intro': 'Números atribuídos a alguém, ou em que alguém está agora. Cada um é de uma pessoa por vez.',
  'stations.search': 'Buscar estações',
  'stations.search.hint': 'Começo de um número, um nome ou usuário.',
  'stations.empty': 'Nenhuma estação está atribuída ou em uso',
  'stations.empty.text': 'Uma dinâmica aparece aqui enquanto alguém a usa.',
  'stations.none': 'Nenhuma estação corresponde a “{search}”',
  'stations.none.text': 'Os números são encontrados a partir do primeiro dígito.',
  'stations.found.one': '{count} estação mostrada',
  'stations.found.other': '{count} estações mostradas',
  'stations.assignedTo': 'Atribuída a',
  'stations.assignedTo.of': 'Atribuída a {name}',
  'stations.heldBy': 'Em uso por',
  'stations.since': 'Desde {time}',
  'stations.assign': 'Atribuir estação',
  'stations.assigned': 'A estação {station} foi atribuída',
  'stations.person': 'Pessoa',
  'stations.person.missing': 'Escolha uma pessoa.',
  'stations.release': 'Liberar',
  'stations.release.of': 'Liberar a estação {station}',
  'stations.release.question': 'Liberar a estação {station}?',
  'stations.release.text':
    '{name} precisará informar uma estação de novo e continua conectado. A estação {station} fica livre para outros.',
  'stations.release.done': 'A estação {station} está livre',
  'stations.unassign': 'Retirar',
  'stations.unassign.of': 'Retirar a estação {station}',
  'stations.unassign.question': 'Retirar a estação {station}?',
  'stations.unassign.text':
    'A partir daí {name} escolhe um número; quem está agora na estação {station} fica até sair.',
  'stations.unassign.done': 'A estação {station} foi retirada',
};
