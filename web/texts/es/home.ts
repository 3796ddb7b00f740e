/** Spanish: the home page. */
import type { Translation } from '../catalogue.ts';
import type { home as english } from '../en/home.ts';

export const home: Translation<typeof english> = {
  'home.title': 'Inicio',
  'home.greeting': 'Hola, {name}',
  'home.you': 'Usted',
  'home.name': 'Nombre',
  'home.username': 'Nombre de usuario',
  'home.email': 'Correo electrónico',
  'home.email.none': 'Ninguno. Su Supervisor puede agregar uno.',
  'home.role': 'Rol',
  'home.organization': 'Organización',
  'home.timeZone': 'Zona horaria',
  'home.session': 'Esta sesión',
  'home.since': 'Sesión iniciada el',
  'home.idle': 'Termina sin actividad el',
  'home.absolute': 'Termina a más tardar el',
  'home.sessions': 'Dónde tiene la sesión iniciada',
  'home.sessions.one': 'Solo en este navegador.',
  'home.sessions.other': 'En {count} navegadores, incluido este.',
  'home.sessions.review': 'Revíselos en Seguridad',
  'home.expiry.one': 'Su contraseña vence mañana o antes, el {date}',
  'home.expiry.other': 'Su contraseña vence en {count} días, el {date}',
  'home.expired': 'Su contraseña venció el {date}',
  'home.expiry.help': 'Elija una nueva ahora, para poder iniciar sesión sin demora la próxima vez.',
  'home.expiry.action': 'Cambiar contraseña',
};
