/** Spanish: the settings of security. */
import type { Translation } from '../catalogue.ts';
import type { settingsSecurity as english } from '../en/settings-security.ts';

export const settingsSecurity: Translation<typeof english> = {
  'settings.security.intro': 'Cómo demuestran las personas quiénes son y qué ocurre cuando no pueden.',
  'settings.card.identifier': 'Inicio de sesión',
  'setting.signIn.identifier': 'Qué se escribe para iniciar sesión',
  'setting.signIn.identifier.hint':
    'El campo de la página de inicio de sesión lleva ese nombre. Los nombres de usuario y las direcciones siguen siendo únicos en todo caso.',
  'option.signIn.identifier.username': 'Nombre de usuario',
  'option.signIn.identifier.email': 'Dirección de correo: quien no tiene no puede entrar',
  'option.signIn.identifier.either': 'Cualquiera de los dos',
  'settings.card.captcha': '«No soy un robot»',
  'settings.card.captcha.intro': 'Frena a los programas que prueban contraseñas.',
  'setting.signIn.captcha': 'Cuándo se muestra la casilla',
  'setting.signIn.captcha.hint': 'Quien entra sin problemas no tiene por qué verla.',
  'option.signIn.captcha.off': 'Nunca',
  'option.signIn.captcha.always': 'En cada inicio de sesión',
  'option.signIn.captcha.after_failures': 'Tras algunos fallos',
  'setting.signIn.captchaAfter': 'Fallos antes de mostrar la casilla',
  'setting.signIn.captchaAfter.hint':
    'Se cuentan durante 10 minutos por navegador, o por dirección si el navegador es nuevo. Solo si la casilla se muestra tras algunos fallos.',
  'setting.captcha.provider': 'Quién juzga',
  'setting.captcha.provider.hint':
    'ALTCHA forma parte de Usher y no cuenta nada a nadie. Los otros ven quién entra y necesitan claves.',
  'option.captcha.provider.altcha': 'ALTCHA',
  'option.captcha.provider.turnstile': 'Cloudflare Turnstile',
  'option.captcha.provider.hcaptcha': 'hCaptcha',
  'option.captcha.provider.recaptcha': 'Google reCAPTCHA',
  'setting.captcha.siteKey': 'Clave del sitio',
  'setting.captcha.siteKey.hint': 'La clave pública que le dio el proveedor.',
  'setting.captcha.secretKey': 'Clave secreta',
  'setting.captcha.secretKey.hint': 'Se guarda cifrada y no se vuelve a mostrar.',
  'settings.secret.set': 'Hay una. Escriba otra para reemplazarla.',
  'settings.card.policy': 'Contraseñas',
  'settings.card.policy.intro':
    'Cómo debe ser una contraseña nueva. También obliga a los administradores que la asignan. Las contraseñas que ya existen siguen valiendo.',
  'setting.passwordPolicy.preset': 'Reglas',
  'setting.passwordPolicy.preset.hint': 'Elegir un modelo fija todas sus reglas; cambiar una las convierte en propias.',
  'option.passwordPolicy.preset.classic': 'Clásicas',
  'option.passwordPolicy.preset.modern': 'Modernas (NIST SP 800-63B-4)',
  'option.passwordPolicy.preset.custom': 'Propias',
  'policy.classic':
    'Exige 8 caracteres de dos de tres clases, como siempre han hecho los productos de centros de contacto. Renuncia a la longitud, que es lo que resiste cuando roban una base de datos.',
  'policy.modern':
    'Exige 15 caracteres de cualquier clase que no estén en listas de contraseñas comunes, sin cambios por calendario. Renuncia a las contraseñas cortas: hacen falta unas palabras o un gestor de contraseñas.',
  'policy.custom': 'Exige lo que fije abajo. Renuncia a lo que se enumera allí.',
  'policy.gaps': 'A qué renuncian estas reglas',
  'policy.gaps.none':
    'Nada de lo que pide NIST SP 800-63B-4. Las personas necesitan contraseñas más largas de lo que quizá acostumbran.',
  'policy.gap.length': 'Longitud: NIST SP 800-63B-4 pide 15 caracteres donde la contraseña es el único factor.',
  'policy.gap.shortest': 'Longitud: menos de 8 caracteres son pocos incluso con un segundo factor.',
  'policy.gap.kinds':
    'Facilidad: las clases de caracteres hacen las contraseñas más difíciles de recordar, apenas más difíciles de adivinar. NIST las desaconseja.',
  'policy.gap.age':
    'Fortaleza: quien debe cambiar por calendario elige contraseñas más débiles y parecidas. NIST lo desaconseja.',
  'policy.gap.blocklist':
    'Protección frente a listas: se aceptan contraseñas comunes y filtradas, que son las primeras que se prueban.',
  'policy.gap.score': 'Fortaleza: se aceptan contraseñas fáciles de adivinar si cumplen las demás reglas.',
  'policy.gap.history': 'Cambio: se puede volver a elegir enseguida la misma contraseña.',
  'setting.passwordPolicy.minLength': 'Longitud mínima',
  'setting.passwordPolicy.minLength.hint': '64 caracteres siempre bastan y cualquier carácter cuenta.',
  'setting.passwordPolicy.classesAtLeast': 'Clases de caracteres',
  'setting.passwordPolicy.classesAtLeast.hint':
    'Al menos tantas de: mayúsculas y minúsculas; letras y cifras; un carácter especial.',
  'option.passwordPolicy.classesAtLeast.0': 'Ninguna',
  'option.passwordPolicy.classesAtLeast.1': 'Una de las tres',
  'option.passwordPolicy.classesAtLeast.2': 'Dos de las tres',
  'option.passwordPolicy.classesAtLeast.3': 'Las tres',
  'setting.passwordPolicy.lettersAndDigits': 'Letras y cifras, ambas',
  'setting.passwordPolicy.lettersAndDigits.hint': 'La regla del acceso web: al menos una letra y una cifra.',
  'setting.passwordPolicy.history': 'No una de las últimas',
  'setting.passwordPolicy.history.hint':
    'Tantas contraseñas anteriores, incluida la actual, no se pueden volver a elegir.',
  'setting.passwordPolicy.maxAgeDays': 'Debe cambiarse después de',
  'setting.passwordPolicy.maxAgeDays.hint':
    'Se avisa a las personas y después deben elegir una nueva al entrar. Vacío: nunca.',
  'setting.passwordPolicy.blocklist': 'Rechazar contraseñas comunes',
  'setting.passwordPolicy.blocklist.hint':
    'Las comunes y filtradas, y las formadas con nombres de personas, de la organización o del producto.',
  'setting.passwordPolicy.minScore': 'Fortaleza estimada',
  'setting.passwordPolicy.minScore.hint':
    'Al menos así de difícil de adivinar, como lo muestra el medidor bajo el campo.',
  'option.passwordPolicy.minScore.0': 'Cualquiera',
  'option.passwordPolicy.minScore.1': 'Débil',
  'option.passwordPolicy.minScore.2': 'Aceptable',
  'option.passwordPolicy.minScore.3': 'Buena',
  'option.passwordPolicy.minScore.4': 'Fuerte',
  'policy.try': 'Pruebe una contraseña',
  'policy.try.hint':
    'Se juzga con las reglas de arriba, guardadas o no, como si la eligiera para usted. No se conserva.',
  'policy.older.one':
    '{count} persona tiene una contraseña más antigua y tendría que elegir otra al entrar la próxima vez.',
  'policy.older.other':
    '{count} personas tienen una contraseña más antigua y tendrían que elegir otra al entrar la próxima vez.',
  'settings.card.factor': 'Segundo factor',
  'settings.card.factor.intro': 'Algo además de la contraseña. Quien no esté obligado puede elegirlo igualmente.',
  'setting.secondFactor.required': 'Quién lo necesita',
  'setting.secondFactor.required.hint': 'Se les pide cada vez que entran, salvo que confíen en el navegador.',
  'option.secondFactor.required.nobody': 'Nadie: cada persona decide',
  'option.secondFactor.required.everyone': 'Todos',
  'option.secondFactor.required.roles': 'Algunos roles',
  'factor.roles': 'Roles que lo necesitan',
  'factor.roles.missing': 'Elija al menos un rol.',
  'setting.secondFactor.methods': 'Qué vale como tal',
  'setting.secondFactor.methods.hint':
    'Las llaves de acceso resisten páginas falsas; los códigos por correo son tan seguros como el buzón. Los códigos de recuperación vienen con la aplicación y las llaves.',
  'option.secondFactor.methods.email_code': 'Código por correo',
  'option.secondFactor.methods.totp': 'Aplicación de autenticación',
  'option.secondFactor.methods.passkey': 'Llave de acceso',
  'factor.methods.missing': 'Elija al menos uno.',
  'setting.secondFactor.trustBrowserDays': 'Confiar en un navegador durante',
  'setting.secondFactor.trustBrowserDays.hint':
    'Durante tantos días una persona puede ahorrarse el segundo factor en un navegador propio. 0: nadie puede.',
  'factor.stuck.one': '{count} persona ya no podría entrar',
  'factor.stuck.other': '{count} personas ya no podrían entrar',
  'factor.stuck.text':
    'Lo necesitarían, no tienen dirección de correo para un código ni otra cosa, y no podrían configurar nada al entrar. Asígneles una dirección o permita también la aplicación o las llaves de acceso.',
  'factor.enrol.one':
    '{count} persona tendría que configurarlo al entrar la próxima vez: no tiene dirección de correo para un código ni otra cosa.',
  'factor.enrol.other':
    '{count} personas tendrían que configurarlo al entrar la próxima vez: no tienen dirección de correo para un código ni otra cosa.',
  'factor.enrol.allowed.one':
    '{count} persona tendría que configurarlo al entrar la próxima vez: no tiene ninguno permitido.',
  'factor.enrol.allowed.other':
    '{count} personas tendrían que configurarlo al entrar la próxima vez: no tienen ninguno permitido.',
  'factor.fine': 'Nadie quedaría fuera: todos los que lo necesitan tienen con qué identificarse.',
  'settings.card.lockout': 'Bloqueo',
  'settings.card.lockout.intro': 'Impide que alguien pruebe una contraseña tras otra.',
  'setting.lockout.threshold': 'Bloqueo después de',
  'setting.lockout.threshold.hint':
    'Tantas contraseñas incorrectas distintas seguidas bloquean la cuenta donde se escribieron.',
  'setting.lockout.unlock': 'Qué levanta un bloqueo',
  'setting.lockout.unlock.hint': 'Los administradores siempre pueden levantarlo desde la página de la persona.',
  'option.lockout.unlock.administrator': 'Solo un administrador o supervisor',
  'option.lockout.unlock.timed': 'El tiempo',
  'option.lockout.unlock.either': 'Cualquiera de los dos',
  'setting.lockout.durationMinutes': 'Un bloqueo por tiempo dura',
  'setting.lockout.durationMinutes.hint': 'Más intentos no lo prolongan. Solo si el tiempo levanta el bloqueo.',
  'setting.lockout.deviceAware': 'Los navegadores conocidos cuentan aparte',
  'setting.lockout.deviceAware.hint':
    'Así, extraños que prueban contraseñas no pueden dejar a nadie fuera del navegador de su propio puesto.',
  'settings.card.welcome': 'Usuarios nuevos y contraseñas temporales',
  'setting.welcome': 'Qué recibe un usuario nuevo con correo',
  'setting.welcome.hint': 'A los usuarios sin dirección usted les entrega una contraseña temporal.',
  'option.welcome.temporary_password': 'Una contraseña temporal, en el correo',
  'option.welcome.activation_link': 'Un enlace para elegir contraseña: no se envía ninguna',
  'setting.temporaryPassword.mailHours': 'Una enviada por correo vale',
  'setting.temporaryPassword.mailHours.hint': 'También lo que vale un enlace de activación.',
  'setting.temporaryPassword.handedOverHours': 'Una entregada en mano vale',
  'setting.temporaryPassword.handedOverHours.hint': 'Después un administrador asigna otra.',
  'settings.card.recovery': 'Contraseñas olvidadas',
  'setting.recovery.linkMinutes': 'El enlace enviado vale',
  'setting.recovery.linkMinutes.hint': 'Y una sola vez; pedirlo de nuevo anula el enlace anterior.',
  'setting.recovery.unlocks': 'El enlace también levanta un bloqueo',
  'setting.recovery.unlocks.hint':
    'Ahorra trabajo a los administradores; convierte el buzón en la llave de una cuenta bloqueada.',
  'settings.card.sessions': 'Sesiones',
  'settings.card.sessions.intro':
    'Valen para los inicios de sesión desde ahora; quien ya está dentro conserva los límites con que entró.',
  'setting.sessions.idleMinutes': 'Se cierra sin usar tras',
  'setting.sessions.idleMinutes.hint': 'Una pestaña conectada cuenta como uso si el rol lo dice.',
  'setting.sessions.absoluteHours': 'Se cierra en todo caso tras',
  'setting.sessions.absoluteHours.hint': 'Un poco más que el turno más largo es una buena elección.',
  'settings.card.office': 'Redes de la oficina',
  'setting.officeNetworks': 'Direcciones y rangos',
  'setting.officeNetworks.hint':
    'Una por línea, como 203.0.113.0/24. Los fallos de allí no se cuentan contra la dirección, porque la comparten muchas personas; los bloqueos de cuentas siguen.',
  'settings.network.wrong': '«{line}» no es una dirección ni un rango como 203.0.113.0/24.',
  'settings.card.stations': 'Estaciones',
  'setting.stations.ranges': 'Números que cualquiera puede tomar',
  'setting.stations.ranges.hint':
    'Un rango por línea, como 1000–1999, ambos extremos con las mismas cifras. Vacío: cualquier número. No afecta a las estaciones asignadas.',
  'settings.range.wrong': '«{line}» no es un rango como 1000–1999 que termine después de empezar.',
  'settings.unseen.one': '{count} persona lleva tanto tiempo sin entrar y quedaría inactiva en una hora.',
  'settings.unseen.other': '{count} personas llevan tanto tiempo sin entrar y quedarían inactivas en una hora.',
  'settings.card.audit': 'Registro de auditoría',
  'setting.audit.retentionDays': 'Se conserva',
  'setting.audit.retentionDays.hint':
    'Las entradas más antiguas se borran para siempre, también si al bajarlo quedan fuera.',
  'settings.list.none': 'Ninguno',
  'unit.failures': 'fallos',
  'unit.failures.one': '{count} fallo',
  'unit.failures.other': '{count} fallos',
  'unit.characters': 'caracteres',
  'unit.characters.one': '{count} carácter',
  'unit.characters.other': '{count} caracteres',
  'unit.passwords': 'contraseñas',
  'unit.passwords.one': '{count} contraseña',
  'unit.passwords.other': '{count} contraseñas',
};
