/** Spanish: the console's Settings area. */
import type { Translation } from '../catalogue.ts';
import type { settings as english } from '../en/settings.ts';

export const settings: Translation<typeof english> = {
  'settings.navigation': 'Configuración',
  'settings.locked':
    'Su rol puede ver la configuración. Para cambiarla hace falta el permiso «Cambiar la configuración».',
  'settings.saved': 'Guardado: {card}',
  'settings.saved.irreversible': 'Lo que había antes no se conserva, así que esto no se puede deshacer.',
  'settings.undone': 'Deshecho: {card}',
  'settings.discard': 'Descartar cambios',
  'settings.nothing': 'Aún no hay nada que guardar.',
  'settings.isDefault': 'Predeterminado',
  'settings.changed': 'Distinto del valor predeterminado: {value}',
  'settings.reset': 'Volver al valor predeterminado',
  'settings.reset.of': 'Volver al valor predeterminado: {name}',
  'settings.off': 'No',
  'settings.on': 'Sí',
  'settings.outOfRange': 'Escriba un número entero de {min} a {max}.',
  'settings.limits.intro':
    'Cuánto puede tener abierto a la vez una persona, y todas juntas, y qué hace con ello el tiempo.',
  'settings.card.connections': 'Pestañas y navegadores',
  'settings.card.connections.intro': 'Por persona. A quien llega a un límite se le pide que cierre algo antes.',
  'settings.card.seats': 'Licencias',
  'settings.card.seats.intro': 'Cuántas licencias hay lo decide quien opera esta instalación.',
  'settings.card.hours': 'Fin del horario',
  'settings.card.inactivity': 'Usuarios inactivos',
  'setting.connections.tabsPerBrowser': 'Pestañas por navegador',
  'setting.connections.tabsPerBrowser.hint':
    'Tantas pestañas de un navegador pueden estar conectadas a la vez. Una más espera y ofrece desconectar otra.',
  'setting.connections.browsers': 'Navegadores por persona',
  'setting.connections.browsers.hint':
    'En tantos navegadores puede tener una persona la sesión iniciada a la vez. Otro más toma el lugar de uno que no se esté usando.',
  'setting.native.limit': 'Programas por persona',
  'setting.native.limit.hint': 'Tantos softphones y otros programas pueden tener la sesión iniciada a la vez.',
  'setting.seats.graceSeconds': 'Conservar la licencia tras una desconexión',
  'setting.seats.graceSeconds.hint':
    'La licencia sigue ocupada este tiempo después de irse la última pestaña: recargar o un corte breve de la red no le cuesta el sitio a nadie.',
  'setting.seats.reservedForAdministrators': 'Licencias guardadas para administradores',
  'setting.seats.reservedForAdministrators.hint':
    'Tantas licencias no se dan a nadie más, para que una casa llena no deje fuera a los administradores.',
  'setting.schedules.atEnd': 'Cuando termina el horario de alguien',
  'setting.schedules.atEnd.hint': 'A todos los que tienen la sesión iniciada se les avisa 15, 5 y 1 minutos antes.',
  'option.schedules.atEnd.sign_out': 'Cerrarle la sesión',
  'option.schedules.atEnd.warn': 'Solo avisar: puede seguir hasta que cierre la sesión',
  'setting.inactivity.afterDays': 'Inactivo después de',
  'setting.inactivity.afterDays.hint':
    'Quien no inicia sesión en tantos días pasa a inactivo y no puede entrar hasta que un administrador lo active de nuevo. Vacío: nunca.',
  'unit.seconds.one': '{count} segundo',
  'unit.seconds.other': '{count} segundos',
  'unit.minutes.one': '{count} minuto',
  'unit.minutes.other': '{count} minutos',
  'unit.hours.one': '{count} hora',
  'unit.hours.other': '{count} horas',
  'unit.days.one': '{count} día',
  'unit.days.other': '{count} días',
  'unit.tabs.one': '{count} pestaña',
  'unit.tabs.other': '{count} pestañas',
  'unit.browsers.one': '{count} navegador',
  'unit.browsers.other': '{count} navegadores',
  'unit.programs.one': '{count} programa',
  'unit.programs.other': '{count} programas',
  'unit.seats.one': '{count} licencia',
  'unit.seats.other': '{count} licencias',
};
