/** Spanish: en/places.ts. */
import type { Translation } from '../catalogue.ts';
import type { places as english } from '../en/places.ts';

export const places: Translation<typeof english> = {
  'audit.title': 'Auditoría',
  'connected.title': 'Conectados',
  'installation.title': 'Instalación',
  'organizations.title': 'Organizaciones',
  'roles.title': 'Roles',
  'schedules.title': 'Horarios',
  'settings.title': 'Configuración',
  'settings.section.security': 'Seguridad',
  'settings.section.limits': 'Límites',
  'settings.section.branding': 'Imagen',
  'settings.section.mail': 'Correo',
  'settings.section.api-keys': 'Claves de API',
  'settings.section.webhooks': 'Webhooks',
  'settings.section.history': 'Historial',
  'shift.title': 'Turno',
  'stations.title': 'Estaciones',
  'teams.title': 'Equipos',
};
