/** Portuguese: en/places.ts. */
import type { Translation } from '../catalogue.ts';
import type { places as english } from '../en/places.ts';

export const places: Translation<typeof english> = {
  'audit.title': 'Auditoria',
  'connected.title': 'Conectados',
  'installation.title': 'Instalação',
  'organizations.title': 'Organizações',
  'roles.title': 'Funções',
  'schedules.title': 'Horários',
  'settings.title': 'Configurações',
  'settings.section.security': 'Segurança',
  'settings.section.limits': 'Limites',
  'settings.section.branding': 'Identidade visual',
  'settings.section.mail': 'E-mail',
  'settings.section.api-keys': 'Chaves de API',
  'settings.section.webhooks': 'Webhooks',
  'settings.section.history': 'Histórico',
  'shift.title': 'Turno',
  'stations.title': 'Estações',
  'teams.title': 'Equipes',
};
