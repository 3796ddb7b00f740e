/** Spanish: a forgotten password, and the page of a mailed link. */

import type { Translation } from '../catalogue.ts';
import type { recovery as english } from '../en/recovery.ts';

export const recovery: Translation<typeof english> = {
  'forgot.ask':
    'Escriba su nombre de usuario o su dirección de correo. El enlace para elegir una contraseña nueva se envía a su dirección de correo.',
  'forgot.submit': 'Continuar',
  'forgot.sent.title': 'Revise su correo',
  'forgot.sent.text':
    'Un enlace para elegir una contraseña nueva está en camino, si la cuenta existe y tiene una dirección de correo. Funciona una sola vez, durante {minutes} minutos.',
  'forgot.sent.nothing': 'Debería llegar en menos de un minuto. Si no llega, revise el correo no deseado (SPAM).',
  'forgot.sent.noAddress':
    'Si su cuenta no tiene dirección de correo, pida ayuda a un Supervisor o Administrador: puede darle una contraseña temporal nueva.',
  'reset.title': 'Cambie su contraseña',
  'reset.repeat': 'Repita la contraseña',
  'reset.submit': 'Restablecer contraseña',
  'reset.first.title': 'Elija su contraseña',
  'reset.first.submit': 'Guardar contraseña',
  'reset.again': 'Pedir un enlace nuevo',
  'reset.done': 'Su contraseña ha cambiado. Inicie sesión con la nueva.',
};
