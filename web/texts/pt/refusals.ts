/** Portuguese: en/refusals.ts. */
import type { Translation } from '../catalogue.ts';
import type { refusals as english } from '../en/refusals.ts';

export const refusals: Translation<typeof english> = {
  'refusal.incorrect_credentials': 'Nome de usuário ou senha incorretos',
  'refusal.too_many_attempts': 'Bloqueado após muitas tentativas malsucedidas',
  'refusal.user_disabled': 'Desativado pelo Administrador',
  'refusal.user_inactive': 'Usuário inativo',
  'refusal.outside_schedule': 'Fora do horário',
  'refusal.user_limit_reached': 'Limite de usuários atingido: não havia licença livre',
  'refusal.already_signed_in': 'Já conectado em outro navegador',
  'refusal.connection_limit': 'Abas demais abertas',
  'refusal.no_email_for_code': 'Sem e-mail para o código',
  'refusal.code_incorrect': 'Código incorreto',
  'refusal.code_expired': 'Código expirado',
  'refusal.code_used': 'Código já utilizado',
  'refusal.code_attempts_exceeded': 'Códigos demais',
  'refusal.passkey_refused': 'Chave de acesso não aceita',
  'refusal.temporary_password_expired': 'Senha temporária expirada',
  'refusal.captcha_required': '“Não sou um robô” não confirmado',
  'refusal.captcha_failed': '“Não sou um robô” não aceito',
  'refusal.rate_limited': 'Tentativas demais de um mesmo lugar',
  'refusal.station_taken': 'Estação em uso',
  'refusal.station_not_yours': 'Estação de outra pessoa',
  'refusal.station_unknown': 'Estação desconhecida',
  'refusal.organization_suspended': 'Organização suspensa',
};
