/** Spanish: one person's page in the console. */
import type { Translation } from '../catalogue.ts';
import type { person as english } from '../en/person.ts';

export const person: Translation<typeof english> = {
  'person.tabs': 'Sobre esta persona',
  'person.tab.overview': 'Resumen',
  'person.acts': 'Acciones sobre esta persona',
  'person.unlock': 'Desbloquear',
  'person.unlock.done': '{name} está desbloqueado',
  'person.unlock.text': 'Puede volver a iniciar sesión con la contraseña que tiene.',
  'person.disable': 'Deshabilitar',
  'person.disable.done': '{name} está deshabilitado',
  'person.disable.text': 'Se cierran todas sus sesiones y no puede iniciar sesión.',
  'person.enable': 'Habilitar',
  'person.enable.done': '{name} está habilitado',
  'person.enable.text': 'Puede volver a iniciar sesión.',
  'person.signOut': 'Cerrar todas las sesiones',
};
