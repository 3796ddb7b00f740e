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
  'fault.username.length': 'Digite de 1 a 100 caracteres.',
  'fault.username.characters': 'Não use espaços nem caracteres invisíveis.',
  'fault.email.length': 'É mais longo do que um e-mail pode ser.',
  'fault.email.form': 'Digite um endereço como ana@example.com.',
  'fault.email.needed': 'Nesta organização entra-se com o e-mail: digite um.',
  'fault.name.length': 'Digite no máximo 100 caracteres.',
  'fault.name.characters': 'Não use quebras de linha nem caracteres de controle.',
  'fault.extension.taken': 'Outra pessoa tem este ramal.',
  'fault.role': 'Essa função não existe mais.',
  'fault.team': 'Essa equipe não existe mais ou você não pode vê-la.',
  'fault.schedule': 'Esse horário não existe mais.',
  'fault.schedule.last': 'O último administrador sem horário fica assim, para que sempre haja quem o corrija.',
  'fault.file.nobody':
    'O arquivo não contém ninguém: a primeira linha nomeia as colunas e cada linha seguinte é uma pessoa.',
  'fault.file.people': 'O arquivo contém mais de 100.000 pessoas: importe-o por partes.',
  'fault.file.columns': 'A primeira linha nomeia mais de 100 colunas.',
  'fault.file.quote': 'Uma aspa está fora do lugar: coloque a célula inteira entre aspas e duplique as de dentro.',
  'fault.file.unclosed': 'Uma aspa é aberta e nunca fechada.',
  'fault.file.length': 'Uma linha é longa demais, ou nela se abre uma aspa que nunca é fechada.',
  'fault.file.csv': 'O arquivo não é CSV: salve-o como CSV na sua planilha.',
  'fault.file.line': 'Linha {line} do arquivo: {fault}',
  'stations.station.wrong': 'Digite de 1 a 10 dígitos.',
};
