/** Portuguese: what is wrong with a field. */
import type { Translation } from '../catalogue.ts';
import type { faults as english } from '../en/faults.ts';

export const faults: Translation<typeof english> = {
  'fault.captcha.key': 'Este provedor precisa dela.',
  'fault.portal.lengths': 'Não digite mais que o comprimento máximo.',
  'fault.sessions.idle': 'Não digite mais do que a sessão inteira pode durar.',
  'fault.range.lengths': 'Um intervalo começa e termina com números de mesmo tamanho.',
  'fault.range.order': 'Um intervalo não pode terminar antes de começar.',
  'fault.team.taken': 'Outra equipe tem este nome.',
  'fault.schedule.taken': 'Outro horário tem este nome.',
  'fault.role.taken': 'Outra função tem esta chave.',
  'fault.twice': 'Está duas vezes: remova uma.',
  'fault.exception.closed': 'Esse dia também está fechado: remova uma das duas.',
  'fault.exception.date': 'Digite uma data dos anos 2000 a 2199.',
  'fault.station.none': 'A quem não usa estação não se pode atribuir uma.',
  overtaken: 'Outra pessoa alterou isto nesse meio-tempo',
  'overtaken.text':
    'Nada seu foi salvo. O que essa pessoa salvou foi carregado e o que você alterou continua aqui: confira e salve.',
};
