/** Spanish texts of the mails about codes, links, factors, addresses and expiry. */
import type { Translation } from '../catalogue.ts';
import type { mailCredentials as english } from '../en/mail-credentials.ts';

export const mailCredentials: Translation<typeof english> = {
  'mail.field.code': 'Código',
  'mail.field.newAddress': 'Nueva dirección de correo',
  'mail.field.expires': 'Vence',
  'mail.activation.subject': 'Active su cuenta en {organization}',
  'mail.activation.lead':
    'Su cuenta en {organization} está lista. Elija su contraseña con el enlace de abajo: funciona una sola vez, durante {duration}.',
  'mail.activation.action': 'Elegir contraseña',
  'mail.activation.notYou':
    '¿No esperaba este correo? Si no trabaja con {organization}, elimínelo. El enlace deja de funcionar por sí solo.',
  'mail.code.subject': 'Su código para {organization}',
  'mail.code.lead':
    '{code} es su código para {organization}. Funciona una sola vez, durante {duration}, en el navegador que lo pidió.',
  'mail.code.action': 'Escríbalo en la página que lo pidió. No se lo dé a nadie: nadie de {organization} se lo pedirá.',
  'mail.code.notYou':
    'Si no fue usted quien pidió un código, puede que alguien conozca su contraseña. Sin el código no puede entrar. Cambie su contraseña y avise a su Administrador o Supervisor.',
  'mail.reset.subject': 'Elija una contraseña nueva para {organization}',
  'mail.reset.lead':
    'Alguien, probablemente usted, olvidó la contraseña de su cuenta en {organization}. Elija una nueva con el enlace de abajo: funciona una sola vez, durante {duration}.',
  'mail.reset.action': 'Elegir una contraseña nueva',
  'mail.reset.notYou':
    'Si no fue usted, no haga nada: su contraseña sigue igual y el enlace deja de funcionar por sí solo. Si estos correos se repiten, avise a su Administrador o Supervisor.',
  'mail.portalPassword.subject': 'Se estableció su contraseña del portal en {organization}',
  'mail.portalPassword.lead':
    'Usted estableció la contraseña del portal de su cuenta en {organization}, los dígitos para el portal de voz. La anterior ya no funciona.',
  'mail.portalPassword.byAdministrator':
    'Un Administrador o Supervisor de {organization} estableció para usted una contraseña del portal nueva, los dígitos para el portal de voz, y se la entregará.',
  'mail.portalPassword.action': 'Revisar su contraseña del portal',
  'mail.portalPassword.notYou':
    'Si no lo hizo ni lo pidió usted, avise ahora a su Administrador o Supervisor y establezca otra.',
  'mail.factor.subject': 'Cambió su forma de iniciar sesión en {organization}',
  'mail.factor.lead': 'Cambió la forma de confirmar que es usted al iniciar sesión en {organization}.',
  'mail.factor.totpOn':
    'Una aplicación de autenticación confirma desde ahora que es usted al iniciar sesión en {organization}.',
  'mail.factor.totpOff': 'Se quitó la aplicación de autenticación de su cuenta en {organization}.',
  'mail.factor.passkeyAdded': 'Se añadió una llave de acceso a su cuenta en {organization}.',
  'mail.factor.passkeyRemoved': 'Se quitó una llave de acceso de su cuenta en {organization}.',
  'mail.factor.recoveryCodesNew':
    'Se crearon códigos de recuperación nuevos para su cuenta en {organization}. Los anteriores ya no funcionan.',
  'mail.factor.emailCodeOn':
    'Un código por correo confirma desde ahora que es usted al iniciar sesión en {organization}.',
  'mail.factor.emailCodeOff': 'Se desactivaron los códigos por correo de su cuenta en {organization}.',
  'mail.factor.resetByAdministrator':
    'Un Administrador de {organization} quitó la forma en que usted confirmaba su identidad al iniciar sesión. Es posible que se le pida configurarla de nuevo.',
  'mail.factor.action': 'Revisar su cuenta',
  'mail.factor.notYou':
    'Si usted no lo hizo ni lo pidió, avise ya a su Administrador o Supervisor y cambie su contraseña.',
  'mail.emailChanged.subject': 'Cambió la dirección de correo de su cuenta en {organization}',
  'mail.emailChanged.lead':
    'La dirección de correo de su cuenta en {organization} es ahora {newAddress}. Desde ahora los códigos y avisos se envían allí.',
  'mail.emailChanged.removed':
    'Se quitó la dirección de correo de su cuenta en {organization}. Ya no se envían códigos ni avisos a ella.',
  'mail.emailChanged.action': 'Ayuda para iniciar sesión',
  'mail.emailChanged.notYou':
    'Si no lo esperaba, avise ya a su Administrador o Supervisor: puede ver quién la cambió y volver a poner la anterior.',
  'mail.emailChanged.why':
    'Por qué recibe este correo: esta es, o era hasta ahora, la dirección de correo de una cuenta en {organization} ({address}).',
  'mail.expiry.subject': 'Su contraseña en {organization} vence en {duration}',
  'mail.expiry.lead':
    'Su contraseña en {organization} vence en {duration}. Elija antes una nueva, para que no le detenga al iniciar sesión.',
  'mail.expiry.action': 'Cambiar la contraseña',
  'mail.expiry.notYou':
    'Nadie le pedirá su contraseña por correo, por teléfono ni en un chat. Si alguien lo hace, avise a su Administrador o Supervisor.',
};
