/** Spanish: help with logging in. */

import type { Translation } from '../catalogue.ts';
import type { help as english } from '../en/help.ts';

export const help: Translation<typeof english> = {
  'help.title': 'Ayuda para iniciar sesión',
  'help.intro': 'Qué significa cada mensaje y qué hacer.',
  'help.noMail.title': 'No llegó ningún correo',
  'help.noMail.text':
    'Debería llegar en menos de un minuto. Revise la carpeta de SPAM y, si no está allí, pida a su Supervisor o Administrador que verifique la dirección de correo de su cuenta.',
  'help.other.title': 'Cualquier otro mensaje',
  'help.other.text':
    'Incluye un número de referencia. Inténtelo de nuevo. Si el problema continúa, dé ese número a su Administrador: también está en el registro de auditoría.',
  'help.more': 'Qué significa y qué hacer',
};
