/** Spanish: en/user.ts. */
import type { Translation } from '../catalogue.ts';
import type { user as english } from '../en/user.ts';

export const user: Translation<typeof english> = {
  'user.new.title': 'Crear usuario',
  'user.username': 'Nombre de usuario',
  'user.username.missing': 'Introduzca un nombre de usuario.',
  'user.firstName': 'Nombre',
  'user.firstName.missing': 'Introduzca un nombre.',
  'user.lastName': 'Apellidos',
  'user.lastName.missing': 'Introduzca los apellidos.',
  'user.email': 'Correo electrónico (opcional)',
  'user.email.hint':
    'Si lo indica, el usuario recibe un correo con la dirección, el nombre de usuario y una contraseña temporal. Si no, se le muestran a usted una sola vez.',
  'user.email.invalid': 'Compruebe la dirección: debe tener una @ y un dominio.',
  'user.role': 'Rol',
  'user.created.title': '{name}: usuario creado',
  'user.created.mailed':
    'Un correo a {email} indica dónde y cómo iniciar sesión por primera vez. Si no llega, puede estar en SPAM o la dirección puede ser incorrecta.',
  'user.created.handOver': 'Entregue estas credenciales a {name}.',
  'user.welcome.queued': 'El correo está en espera de envío.',
  'user.welcome.sent': 'El correo se envió. Si no llega, puede estar en el correo no deseado (SPAM).',
  'user.welcome.failed': 'No se pudo entregar el correo: {reason}',
  'user.welcome.expired': 'El correo no se envió a tiempo.',
  'user.welcome.again': 'Enviar de nuevo',
  'user.welcome.again.done': 'El correo se envía de nuevo',
  'user.welcome.again.text': 'Lo que se envió antes ya no funciona.',
  'user.created.another': 'Crear otro usuario',
  'user.created.people': 'Volver a Personas',
  'slip.once':
    'Se muestra una sola vez. Cópielo o imprímalo ahora: no se puede volver a mostrar, solo reemplazar por uno nuevo.',
  'slip.heading': 'Su acceso a {organization}',
  'slip.address': 'Dirección',
  'slip.username': 'Nombre de usuario',
  'slip.password': 'Contraseña temporal',
  'slip.next':
    'En el primer inicio de sesión elegirá una contraseña que solo usted conozca. La temporal deja entonces de funcionar.',
  'slip.copy.of': 'Copiar: {field}',
  'slip.copied.of': 'Copiado: {field}',
  'slip.portal.next': 'Marque estos dígitos en el teléfono cuando el portal de voz pida su contraseña del portal.',
  'person.extension': 'Extensión',
  'credential.portal': 'Contraseña del portal',
};
