/** Spanish: why something was refused, and what to do next. */
import type { RefusalTexts } from '../refusal-texts.ts';

export const refusals: RefusalTexts = {
  incorrect_credentials: {
    title: 'Usuario o contraseña incorrectos.',
    help: 'Compruebe que ambos estén bien escritos e inténtelo de nuevo. Si el problema continúa, comuníquese con su Administrador.',
  },
  already_signed_in: {
    title: 'El usuario ya inició sesión',
    help: 'Se pueden conectar hasta {limit} pestañas en el mismo navegador. Cierre la sesión en una de las pestañas o en uno de los dispositivos donde esté abierta e inténtelo de nuevo.',
  },
  connection_limit: {
    title: 'El usuario ya inició sesión',
    help: 'Se pueden conectar hasta {limit} pestañas en el mismo navegador. Cierre o desconecte una de ellas e inténtelo de nuevo.',
  },
  user_disabled: {
    title: 'Usuario deshabilitado por el Administrador.',
    help: 'No podrá iniciar sesión hasta que el Administrador reactive su cuenta.',
  },
  too_many_attempts: {
    title: 'Demasiados intentos fallidos',
    help: 'Su cuenta está bloqueada. Comuníquese con su Administrador para desbloquearla.',
  },
  user_inactive: {
    title: 'Usuario inactivo',
    help: 'Su cuenta no está activa. Comuníquese con su Administrador para verificar la configuración de su cuenta.',
  },
  outside_schedule: {
    title: 'Fuera del horario programado',
    help: 'Solo puede iniciar sesión durante su horario programado. Comuníquese con su Administrador para verificar la configuración de su cuenta.',
  },
  user_limit_reached: {
    title: 'Límite de usuarios alcanzado',
    help: 'Todas las licencias están en uso. Otro usuario debe cerrar sesión primero. Si el problema continúa, comuníquese con su Administrador.',
  },
  no_email_for_code: {
    title: 'Su cuenta no tiene correo electrónico',
    help: 'Para iniciar sesión se necesita un código, que se envía por correo electrónico. Comuníquese con su Supervisor, que puede agregar su dirección.',
  },
  captcha_required: { title: 'Confirme que no es un robot', help: 'Marque la casilla e inténtelo de nuevo.' },
  captcha_failed: {
    title: 'La comprobación no se completó',
    help: 'Vuelva a marcar la casilla e inténtelo de nuevo.',
  },
  code_incorrect: {
    title: 'Código incorrecto',
    help: 'Compruébelo e inténtelo de nuevo. Si llegó por correo electrónico, use el más reciente.',
  },
  code_expired: { title: 'El código venció', help: 'Seleccione Reenviar para recibir uno nuevo.' },
  code_attempts_exceeded: {
    title: 'Demasiados códigos incorrectos',
    help: 'Seleccione Reenviar para recibir uno nuevo. Si tampoco se acepta, inténtelo mañana o comuníquese con su Supervisor.',
  },
  resend_too_soon: {
    title: 'Se acaba de enviar un código',
    help: 'Debería llegar en menos de un minuto. En unos momentos podrá pedir otro.',
  },
  code_used: {
    title: 'Este código ya se usó',
    help: 'Cada código sirve una sola vez. Espere a que su aplicación de autenticación muestre el siguiente.',
  },
  passkey_refused: {
    title: 'No se aceptó esta clave de acceso',
    help: 'Puede que se haya eliminado o que la solicitud haya tardado demasiado. Inténtelo de nuevo o inicie sesión con su contraseña.',
  },
  second_factor_required: {
    title: 'Su organización exige un segundo factor',
    help: 'Este es el último que tiene. Configure otro primero y después elimine este.',
  },
  password_policy: {
    title: 'Esta contraseña no cumple las reglas',
    help: 'Elija otra que cumpla todas las reglas indicadas.',
  },
  password_reused: { title: 'Esta contraseña ya se usó antes', help: 'Elija una que no haya usado recientemente.' },
  temporary_password_expired: {
    title: 'Su contraseña temporal venció',
    help: 'Pida una nueva a su Administrador o Supervisor.',
  },
  link_invalid: {
    title: 'Este enlace no funciona',
    help: 'Es posible que ya se haya usado o que se haya enviado uno más reciente. Solicite uno nuevo.',
  },
  link_expired: { title: 'Este enlace venció', help: 'Solicite uno nuevo.' },
  station_taken: {
    title: 'Esta estación está en uso',
    help: 'Elija otra estación o pida a su Supervisor que la libere.',
  },
  station_not_yours: {
    title: 'Esta estación está asignada a otra persona',
    help: 'Introduzca su propio ID de estación o consulte a su Supervisor.',
  },
  station_unknown: {
    title: 'Esa estación no existe',
    help: 'Compruebe el número. Un ID de estación tiene de 1 a 10 dígitos.',
  },
  organization_unknown: {
    title: 'No conocemos esta organización',
    help: 'Compruebe el nombre. Es la primera parte de la dirección que le dieron.',
  },
  organization_suspended: {
    title: 'Esta organización está suspendida',
    help: 'Por el momento nadie puede iniciar sesión. Su Administrador sabe a quién consultar.',
  },
  flow_expired: {
    title: 'El inicio de sesión tardó demasiado',
    help: 'Por su seguridad, empieza de nuevo. Introduzca su usuario y su contraseña.',
  },
  flow_step_invalid: {
    title: 'Este paso ya se completó',
    help: 'Empiece de nuevo desde la página de inicio de sesión.',
  },
  recent_authentication_required: {
    title: 'Confirme que es usted',
    help: 'Vuelva a introducir su contraseña antes de este cambio.',
  },
  identifier_taken: {
    title: 'Este nombre de usuario o correo electrónico ya está en uso',
    help: 'Cada uno puede pertenecer a un solo usuario de la organización, sea como nombre de usuario o como dirección. Elija otro.',
  },
  no_email_address: {
    title: 'Este usuario no tiene dirección de correo',
    help: 'Añada primero una dirección, o asigne una contraseña temporal y entréguela.',
  },
  email_unconfirmed: {
    title: 'Este usuario no ha confirmado la dirección de correo',
    help: 'La introdujo un Supervisor, y el usuario aún no ha iniciado sesión con un código enviado a ella. Asigne una contraseña temporal y entréguela, o pida a un Administrador que asigne otra dirección.',
  },
  precondition_failed: {
    title: 'Otra persona modificó esto mientras tanto',
    help: 'Recargue la página para ver el estado actual y repita su cambio.',
  },
  idempotency_key_reused: {
    title: 'Esta clave se usó para otra petición',
    help: 'Elija un Idempotency-Key nuevo para cada petición.',
  },
  idempotency_in_progress: {
    title: 'La primera petición aún está en curso',
    help: 'Inténtelo de nuevo en un momento con el mismo Idempotency-Key.',
  },
  idempotency_outcome_unknown: {
    title: 'No se sabe si la primera petición se llevó a cabo',
    help: 'Compruebe si ya existe lo que debía crear. Si no, inténtelo de nuevo con un Idempotency-Key nuevo.',
  },
  last_administrator: {
    title: 'Es el último administrador',
    help: 'Primero convierta a otro usuario en administrador.',
  },
  role_in_use: {
    title: 'Este rol todavía está en uso',
    help: 'Asigne antes otro rol a todas las personas que lo tienen.',
  },
  schedule_in_use: {
    title: 'Este horario todavía está en uso',
    help: 'Asigne antes otro a sus usuarios, equipos y roles.',
  },
  portal_password_policy: {
    title: 'Esta contraseña del portal no cumple las reglas',
    help: 'Use solo dígitos, que no sean su extensión ni una secuencia sencilla.',
  },
  provider_unavailable: {
    title: 'El servicio de inicio de sesión de su organización no responde',
    help: 'Inténtelo de nuevo en un momento. Si el problema continúa, comuníquese con su Administrador.',
  },
  body_too_large: {
    title: 'Es demasiado de una vez',
    help: 'La solicitud supera el tamaño que se acepta en esta dirección.',
  },
  media_type: {
    title: 'Este tipo de contenido no se acepta aquí',
    help: 'Envíe JSON o use el formulario de la página.',
  },
  not_signed_in: { title: 'No ha iniciado sesión', help: 'Inicie sesión e inténtelo de nuevo.' },
  not_permitted: {
    title: 'No tiene permiso para hacer esto',
    help: 'Si lo necesita para su trabajo, consulte a su Administrador.',
  },
  not_found: { title: 'Aquí no hay nada', help: 'Compruebe la dirección, o vuelva atrás y empiece de nuevo.' },
  invalid_request: {
    title: 'Hay algo incorrecto en esta solicitud',
    help: 'Compruebe los campos señalados e inténtelo de nuevo.',
  },
  rate_limited: { title: 'Demasiadas solicitudes', help: 'Espere un momento e inténtelo de nuevo.' },
  unavailable: {
    title: 'Usher está ocupado o reiniciándose',
    help: 'No se cambió nada. Inténtelo de nuevo en unos segundos.',
  },
  import_running: { title: 'Hay otra importación en curso', help: 'Espere a que termine, o cancélela.' },
  slug_taken: { title: 'Este nombre de organización ya está en uso', help: 'Elija otro.' },
  slug_reserved: { title: 'Este nombre de organización está reservado', help: 'Elija otro.' },
  domain_taken: { title: 'Este dominio es de otra organización', help: 'Elija otro, o quítelo allí primero.' },
  export_required: {
    title: 'Exporte primero esta organización',
    help: 'Lo que se elimina no se puede recuperar. Expórtela y elimínela dentro de la hora siguiente.',
  },
  current_password_incorrect: {
    title: 'La contraseña actual es incorrecta',
    help: 'Compruebe que esté bien escrita e inténtelo de nuevo.',
  },
  cross_site_request: {
    title: 'Esta solicitud vino de otro sitio',
    help: 'Abra directamente la página de inicio de sesión e inténtelo de nuevo.',
  },
  host_unknown: { title: 'En esta dirección no hay ningún servicio', help: 'Compruebe la dirección en su navegador.' },
  internal: {
    title: 'Se produjo un error de nuestro lado',
    help: 'Inténtelo de nuevo. Si el problema continúa, dé a su Administrador el número de referencia: también está en el registro de auditoría.',
  },
};
