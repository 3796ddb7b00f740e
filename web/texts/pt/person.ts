/** Portuguese: one person's page in the console. */
import type { Translation } from '../catalogue.ts';
import type { person as english } from '../en/person.ts';

export const person: Translation<typeof english> = {
  'person.tabs': 'Sobre esta pessoa',
  'person.tab.overview': 'Resumo',
  'person.acts': 'Ações sobre esta pessoa',
  'person.unlock': 'Desbloquear',
  'person.unlock.done': '{name} está desbloqueado',
  'person.unlock.text': 'Pode entrar de novo com a senha que tem.',
  'person.disable': 'Desabilitar',
  'person.disable.done': '{name} está desabilitado',
  'person.disable.text': 'Todas as suas sessões terminam e não pode entrar.',
  'person.enable': 'Habilitar',
  'person.enable.done': '{name} está habilitado',
  'person.enable.text': 'Pode entrar de novo.',
  'person.signOut': 'Sair de todos os lugares',
};
