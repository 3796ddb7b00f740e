/** Spanish: mails. */

import type { Translation } from '../catalogue.ts';
import type { mail as english } from '../en/mail.ts';

export const mail: Translation<typeof english> = {
  'mail.greeting': 'Hola, {name}:',
  'mail.why':
    'Por qué recibe este correo: usted tiene una cuenta en {organization} ({address}) y esta es su dirección de correo.',
  'mail.footer': 'Enviado por Usher, donde {organization} inicia sesión. Nadie lee las respuestas a esta dirección.',
  'mail.field.address': 'Dirección',
  'mail.field.username': 'Nombre de usuario',
  'mail.field.temporaryPassword': 'Contraseña temporal',
  'mail.field.validUntil': 'Válida hasta',
  'mail.field.when': 'Cuándo',
  'mail.field.browser': 'Navegador',
  'mail.field.network': 'Dirección de red',
  'mail.field.webhook': 'Nombre del webhook',
  'mail.field.host': 'Servidor',
  'mail.welcome.subject': 'Su cuenta en {organization}',
  'mail.welcome.lead':
    'Su cuenta en {organization} está lista. Inicie sesión con la contraseña temporal de abajo y luego elija una que solo usted conozca.',
  'mail.welcome.action': 'Iniciar sesión',
  'mail.welcome.notYou':
    '¿No esperaba este correo? Si no trabaja con {organization}, elimínelo. La contraseña deja de funcionar por sí sola.',
  'mail.passwordChanged.subject': 'Se cambió su contraseña en {organization}',
  'mail.passwordChanged.lead':
    'Se cambió la contraseña de su cuenta en {organization}. Si fue usted, no tiene que hacer nada.',
  'mail.passwordChanged.action': 'Revisar su cuenta',
  'mail.passwordChanged.notYou':
    'Si no fue usted, avise ya a su Administrador o Supervisor. Pueden cerrar esa sesión y asignar una contraseña nueva.',
  'mail.newBrowser.subject': 'Inicio de sesión desde un navegador nuevo en {organization}',
  'mail.newBrowser.lead':
    'Se inició sesión en su cuenta de {organization} desde un navegador que no se había usado antes con ella. Si fue usted, no tiene que hacer nada.',
  'mail.newBrowser.action': 'Revisar su cuenta',
  'mail.newBrowser.notYou':
    'Si no fue usted, cambie su contraseña y cierre allí la sesión de ese navegador. Después avise a su Administrador o Supervisor.',
  'mail.locked.subject': 'Su cuenta en {organization} está bloqueada',
  'mail.locked.lead':
    'Su cuenta en {organization} se bloqueó tras demasiados intentos fallidos. Su Administrador o Supervisor puede desbloquearla.',
  'mail.locked.action': 'Ayuda para iniciar sesión',
  'mail.locked.notYou':
    'Si no fue usted quien lo intentó, puede que alguien esté tratando de adivinar su contraseña. No logró entrar. Avise a su Administrador o Supervisor.',
  'mail.passwordSet.subject': 'Se le asignó una contraseña nueva en {organization}',
  'mail.passwordSet.lead':
    'Un Administrador o Supervisor de {organization} le asignó una contraseña temporal nueva y se la entregará.',
  'mail.passwordSet.action': 'Iniciar sesión',
  'mail.passwordSet.notYou':
    'Si no la pidió, pregunte a su Administrador o Supervisor por qué se asignó. Su contraseña anterior ya no funciona.',
  'mail.webhookDisabled.subject': 'Se desactivó un webhook de {organization}',
  'mail.webhookDisabled.gone':
    'El webhook «{webhook}» de {organization} respondió que ya no existe (410), así que se desactivó. No se le avisa de nada hasta que se active de nuevo.',
  'mail.webhookDisabled.failing':
    'Al webhook «{webhook}» de {organization} no ha llegado nada desde hace cinco días, así que se desactivó. No se le avisa de nada hasta que se active de nuevo.',
  'mail.webhookDisabled.action': 'Ver el webhook',
  'mail.webhookDisabled.notYou':
    'Si el programa ya no hace falta, elimine el webhook. Si hace falta, repare primero el programa y después actívelo: allí figura cada intento con su respuesta.',
  'mail.webhookDisabled.why':
    'Por qué lo recibe: tiene una cuenta en {organization} ({address}) y puede administrar sus webhooks.',
  'mail.test.subject': 'Correo de prueba de {organization}',
  'mail.test.lead': 'El correo de {organization} le llega. Usted pidió este correo en la configuración.',
  'mail.test.action': 'Ver la configuración de correo',
  'mail.test.notYou':
    'Si no lo pidió usted, puede que la sesión de un administrador esté en malas manos: consulte el registro de auditoría.',
};
