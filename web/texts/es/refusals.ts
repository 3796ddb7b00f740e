/** Spanish: en/refusals.ts. */
import type { Translation } from '../catalogue.ts';
import type { refusals as english } from '../en/refusals.ts';

export const refusals: Translation<typeof english> = {
  'refusal.incorrect_credentials': 'Nombre de usuario o contraseña incorrectos',
  'refusal.too_many_attempts': 'Bloqueado tras demasiados intentos fallidos',
  'refusal.user_disabled': 'Deshabilitado por el Administrador',
  'refusal.user_inactive': 'Usuario inactivo',
  'refusal.outside_schedule': 'Fuera del horario',
  'refusal.user_limit_reached': 'Límite de usuarios alcanzado: no había licencias libres',
  'refusal.already_signed_in': 'Sesión ya iniciada en otro navegador',
  'refusal.connection_limit': 'Demasiadas pestañas abiertas',
  'refusal.no_email_for_code': 'Sin correo electrónico para el código',
  'refusal.code_incorrect': 'Código incorrecto',
  'refusal.code_expired': 'Código vencido',
  'refusal.code_used': 'Código ya utilizado',
  'refusal.code_attempts_exceeded': 'Demasiados códigos',
  'refusal.passkey_refused': 'Llave de acceso no aceptada',
  'refusal.temporary_password_expired': 'Contraseña temporal vencida',
  'refusal.captcha_required': '«No soy un robot» sin confirmar',
  'refusal.captcha_failed': '«No soy un robot» no aceptado',
  'refusal.rate_limited': 'Demasiados intentos desde un mismo lugar',
  'refusal.station_taken': 'Estación en uso',
  'refusal.station_not_yours': 'Estación de otra persona',
  'refusal.station_unknown': 'Estación desconocida',
  'refusal.organization_suspended': 'Organización suspendida',
};
