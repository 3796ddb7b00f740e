/** Spanish: the page that asks for a second factor (F2–F5). */
import type { Translation } from '../catalogue.ts';
import type { code as english } from '../en/code.ts';

export const code: Translation<typeof english> = {
  'code.title.email_code': 'Escriba el código de su correo electrónico',
  'code.title.totp': 'Escriba el código de su aplicación',
  'code.title.passkey': 'Use su clave de acceso',
  'code.title.recovery_code': 'Escriba un código de recuperación',
  'code.sentTo': 'Enviamos un código de 6 dígitos a {address}.',
  'code.arrives':
    'El código debería llegar en menos de un minuto. Si no llega, revise el correo no deseado (SPAM) o pida a su Supervisor o Administrador que verifique el correo electrónico de su cuenta.',
  'code.totp': 'Abra su aplicación de autenticación y escriba los 6 dígitos que muestra para esta cuenta.',
  'code.passkey': 'Su navegador le pedirá la llave, la huella, el rostro o el PIN del dispositivo.',
  'code.recovery': 'Uno de los códigos que guardó al configurar su segundo factor. Cada uno sirve una sola vez.',
  'code.dayOver':
    'Hoy no se aceptan más códigos. Inicie sesión de nuevo a partir de: {time}, o comuníquese con su Supervisor.',
  'code.field': 'Código',
  'code.validFor': 'El código es válido durante {time}.',
  'code.expired': 'El código venció. Seleccione Reenviar para recibir uno nuevo.',
  'code.submit': 'Continuar',
  'code.resend': 'Reenviar',
  'code.resendIn': 'Reenviar (en {seconds} s)',
  'code.trustDay': 'Confiar en este navegador durante un día',
  'code.trustDays': 'Confiar en este navegador durante {days} días',
  'code.trustHint': 'Solo en un dispositivo que nadie más use. Aquí no se le pedirá el segundo factor.',
  'code.another': 'Otra forma',
  'code.use.email_code': 'Recibir un código por correo electrónico',
  'code.use.totp': 'Usar su aplicación de autenticación',
  'code.use.passkey': 'Usar una clave de acceso',
  'code.use.recovery_code': 'Usar un código de recuperación',
  'code.startAgain': 'Empezar de nuevo',
};
