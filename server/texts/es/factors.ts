/** Spanish: passkeys on the sign-in pages, setting up a second factor on the way in, recovery codes. */
import type { Translation } from '../catalogue.ts';
import type { factors as english } from '../en/factors.ts';

export const factors: Translation<typeof english> = {
  'passkey.signIn': 'Iniciar sesión con una clave de acceso',
  'passkey.use': 'Usar la clave de acceso',
  'passkey.cancelled': 'No se eligió nada o se tardó demasiado. Inténtelo de nuevo.',
  'passkey.exists': 'Este dispositivo ya tiene una clave de acceso de su cuenta.',
  'passkey.failed': 'Su navegador no pudo hacerlo. Inténtelo de nuevo o elija otra forma.',
  'passkey.unsupported': 'Esto requiere JavaScript y un navegador actual. Elija otra forma o consulte a su Supervisor.',
  'enrol.title': 'Configure un segundo factor',
  'enrol.why': 'Su organización pide uno además de la contraseña. Configurarlo lleva un minuto, una sola vez.',
  'enrol.app': 'Aplicación de autenticación',
  'enrol.appHelp': 'Códigos de una aplicación de su teléfono. No necesita cobertura.',
  'enrol.appChoose': 'Configurar una aplicación',
  'enrol.passkey': 'Clave de acceso',
  'enrol.passkeyHelp': 'Su huella, su rostro o su PIN en este dispositivo, o una llave de seguridad.',
  'enrol.passkeyChoose': 'Configurar una clave de acceso',
  'enrol.scan': 'Escanee esta imagen con la aplicación de autenticación de su teléfono.',
  'enrol.picture': 'Código QR de la clave que figura debajo',
  'enrol.key': 'O escriba en ella esta clave:',
  'enrol.code': 'Código que muestra la aplicación',
  'enrol.confirm': 'Confirmar',
  'recoveryCodes.title': 'Guarde sus códigos de recuperación',
  'recoveryCodes.once': 'Solo se muestran esta vez. Consérvelos lejos de su teléfono, para el día en que lo pierda.',
  'recoveryCodes.for': 'Códigos de recuperación de {name}, {place}',
  'recoveryCodes.each': 'Cada código sirve una sola vez, en lugar del segundo factor.',
  'recoveryCodes.download': 'Descargar',
  'recoveryCodes.print': 'Imprimir',
  'recoveryCodes.continue': 'Ya los guardé, continuar',
};
