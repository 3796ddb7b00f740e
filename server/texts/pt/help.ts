/** Portuguese: help with logging in. */

import type { Translation } from '../catalogue.ts';
import type { help as english } from '../en/help.ts';

export const help: Translation<typeof english> = {
  'help.title': 'Ajuda para entrar',
  'help.intro': 'O que cada mensagem significa e o que fazer.',
  'help.noMail.title': 'Nenhum e-mail chegou',
  'help.noMail.text':
    'Ele deve chegar em até um minuto. Confira a pasta de SPAM e, se não estiver lá, peça ao seu Supervisor ou Administrador para verificar o endereço de e-mail da sua conta.',
  'help.other.title': 'Qualquer outra mensagem',
  'help.other.text':
    'Ela traz um número de referência. Tente novamente. Se o problema continuar, informe esse número ao seu Administrador: ele também está no registro de auditoria.',
  'help.more': 'O que significa e o que fazer',
};
