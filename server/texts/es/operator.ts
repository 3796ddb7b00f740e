/** Spanish: the set-up page and the list of captured mails. */

import type { Translation } from '../catalogue.ts';
import type { operator as english } from '../en/operator.ts';

export const operator: Translation<typeof english> = {
  'setup.title': 'Configurar Usher',
  'setup.heading': 'Configure el primer operador',
  'setup.text':
    'El operador administra esta instalación: crea organizaciones y les asigna licencias. Este enlace funciona una sola vez.',
  'setup.emailHint': 'Solo para avisos sobre esta cuenta, como un cambio de contraseña.',
  'setup.submit': 'Crear operador',
  'setup.done': 'El operador está creado. Inicie sesión para crear su primera organización.',
  'devMail.title': 'Correo capturado',
  'devMail.intro':
    'No hay ningún servidor de correo configurado (USHER_SMTP_URL), por lo que los correos se guardan aquí en lugar de enviarse.',
  'devMail.empty': 'Todavía no hay correos.',
  'devMail.from': 'De',
  'devMail.to': 'Para',
  'devMail.date': 'Fecha',
  'devMail.noSubject': '(sin asunto)',
  'devMail.noText': 'Este correo no tiene parte de texto.',
  'devMail.showHtml': 'Mostrar como HTML',
  'devMail.back': 'Todo el correo capturado',
};
