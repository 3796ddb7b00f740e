/** Spanish: words that many pages share. */

import type { Translation } from '../catalogue.ts';
import type { common as english } from '../en/common.ts';

export const common: Translation<typeof english> = {
  product: 'Usher',
  'field.username': 'Nombre de usuario',
  'field.email': 'Correo electrónico',
  'field.either': 'Usuario o correo electrónico',
  'field.password': 'Contraseña',
  'field.newPassword': 'Contraseña nueva',
  'field.repeatPassword': 'Repita la contraseña nueva',
  'field.organization': 'Nombre de la organización',
  'field.optional': '{label} (opcional)',
  'form.busy': 'Un momento…',
  'error.reference': 'Referencia: {reference}',
  'error.back': 'Volver',
  'scriptOff.heading': 'JavaScript está desactivado',
  'scriptOff.text':
    'Su sesión está iniciada, pero esta página necesita JavaScript. Actívelo en su navegador y recargue la página.',
  'scriptOff.logOut': 'Cerrar sesión',
  'language.label': 'Idioma',
  'station.takenBy': 'En este momento es de {name}. Elija otra estación o libérela antes.',
};
