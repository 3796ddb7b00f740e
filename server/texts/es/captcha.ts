/** Spanish: the check box "I am not a robot". */

import type { Translation } from '../catalogue.ts';
import type { captcha as english } from '../en/captcha.ts';

export const captcha: Translation<typeof english> = {
  'captcha.label': 'No soy un robot',
  'captcha.verifying': 'Comprobando…',
  'captcha.verified': 'Comprobado: no es un robot.',
  'captcha.error': 'La comprobación no se completó. Inténtelo de nuevo en un momento.',
  'captcha.expired': 'La comprobación ha caducado. Marque la casilla otra vez.',
  'captcha.required': 'Primero marque la casilla.',
  'captcha.wait': 'Si no ve ninguna casilla, espere {seconds} segundos antes de iniciar sesión.',
  'captcha.waitLeft': 'Espere {seconds} segundos más y vuelva a iniciar sesión.',
};
