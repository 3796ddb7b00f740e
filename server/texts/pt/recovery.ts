/** Portuguese: a forgotten password, and the page of a mailed link. */

import type { Translation } from '../catalogue.ts';
import type { recovery as english } from '../en/recovery.ts';

export const recovery: Translation<typeof english> = {
  'forgot.ask':
    'Informe seu nome de usuário ou seu endereço de e-mail. O link para escolher uma nova senha é enviado ao seu endereço de e-mail.',
  'forgot.submit': 'Continuar',
  'forgot.sent.title': 'Verifique seu e-mail',
  'forgot.sent.text':
    'Um link para escolher uma nova senha está a caminho, se a conta existir e tiver um endereço de e-mail. Ele funciona uma única vez, por {minutes} minutos.',
  'forgot.sent.nothing': 'Ele deve chegar em menos de um minuto. Se não chegar, verifique o SPAM.',
  'forgot.sent.noAddress':
    'Se sua conta não tem endereço de e-mail, peça ajuda a um Supervisor ou Administrador: ele pode definir uma nova senha temporária para você.',
  'reset.title': 'Altere sua senha',
  'reset.repeat': 'Repita a senha',
  'reset.submit': 'Redefinir senha',
  'reset.first.title': 'Escolha sua senha',
  'reset.first.submit': 'Salvar senha',
  'reset.again': 'Pedir um novo link',
  'reset.done': 'Sua senha foi alterada. Entre com a nova.',
};
