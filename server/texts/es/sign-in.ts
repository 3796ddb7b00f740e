/** Spanish: signing in, finding the organisation, logging out. */

import type { Translation } from '../catalogue.ts';
import type { signIn as english } from '../en/sign-in.ts';

export const signIn: Translation<typeof english> = {
  'signIn.title': 'Iniciar sesión',
  'signIn.heading': 'Inicie sesión en {organization}',
  'signIn.submit': 'Iniciar sesión',
  'signIn.forgot': '¿Olvidó su contraseña?',
  'signIn.help': 'Ayuda para iniciar sesión',
  'signIn.alreadyAs': 'Sesión iniciada como {name}',
  'signIn.continue': 'Continuar',
  'signIn.logOutFirst': 'Cerrar la sesión de {name}',
  'signIn.lockedUntil':
    'Su cuenta está bloqueada. Comuníquese con su Administrador para desbloquearla o espere hasta {time}.',
  'signIn.opensAt':
    'Podrá volver a iniciar sesión a partir de: {time}. Si no es correcto, comuníquese con su Administrador para verificar la configuración de su cuenta.',
  'signIn.notYou': 'Para iniciar sesión como otra persona, primero cierre la sesión o use el formulario de abajo.',
  'operator.heading': 'Inicio de sesión de operadores',
  'organization.title': 'Su organización',
  'organization.heading': '¿Para qué organización trabaja?',
  'organization.hint': 'La primera parte de la dirección que le dieron; por ejemplo, «acme» en acme.{host}.',
  'organization.continue': 'Continuar',
  'landing.heading': 'Ha iniciado sesión',
  'landing.text': '{host} se abrirá en un momento.',
  'landing.continue': 'Continuar',
  'signedOut.title': 'Sesión cerrada',
  'signedOut.heading': 'Cerró la sesión',
  'signedOut.text': 'Su sesión terminó. Si comparte el puesto, cierre también el navegador.',
  'signedOut.again': 'Iniciar sesión de nuevo',
  'forgot.title': '¿Olvidó su contraseña?',
  'forgot.back': 'Volver al inicio de sesión',
};
