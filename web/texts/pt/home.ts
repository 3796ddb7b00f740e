/** Portuguese: the home page. */
import type { Translation } from '../catalogue.ts';
import type { home as english } from '../en/home.ts';

export const home: Translation<typeof english> = {
  'home.title': 'Início',
  'home.greeting': 'Olá, {name}',
  'home.you': 'Você',
  'home.name': 'Nome',
  'home.username': 'Nome de usuário',
  'home.email': 'Endereço de e-mail',
  'home.email.none': 'Nenhum. Seu Supervisor pode adicionar um.',
  'home.role': 'Função',
  'home.organization': 'Organização',
  'home.timeZone': 'Fuso horário',
  'home.session': 'Esta sessão',
  'home.since': 'Conectado desde',
  'home.idle': 'Termina sem uso em',
  'home.absolute': 'Termina no máximo em',
  'home.sessions': 'Onde você está conectado',
  'home.sessions.one': 'Somente neste navegador.',
  'home.sessions.other': 'Em {count} navegadores, incluindo este.',
  'home.sessions.review': 'Confira-os em Segurança',
  'home.expiry.one': 'Sua senha expira amanhã ou antes, em {date}',
  'home.expiry.other': 'Sua senha expira em {count} dias, em {date}',
  'home.expired': 'Sua senha expirou em {date}',
  'home.expiry.help': 'Escolha uma nova agora, para entrar sem demora da próxima vez.',
  'home.expiry.action': 'Trocar senha',
};
