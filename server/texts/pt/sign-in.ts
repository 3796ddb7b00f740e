/** Portuguese: signing in, finding the organisation, logging out. */

import type { Translation } from '../catalogue.ts';
import type { signIn as english } from '../en/sign-in.ts';

export const signIn: Translation<typeof english> = {
  'signIn.title': 'Entrar',
  'signIn.heading': 'Entre em {organization}',
  'signIn.submit': 'Entrar',
  'signIn.forgot': 'Esqueceu sua senha?',
  'signIn.help': 'Ajuda para entrar',
  'signIn.alreadyAs': 'Conectado como {name}',
  'signIn.continue': 'Continuar',
  'signIn.logOutFirst': 'Encerrar a sessão de {name}',
  'signIn.lockedUntil':
    'Sua conta está bloqueada. Fale com seu Administrador para desbloqueá-la ou aguarde até {time}.',
  'signIn.opensAt':
    'Você poderá entrar novamente a partir de: {time}. Se isso não estiver certo, fale com seu Administrador para verificar a configuração da sua conta.',
  'signIn.notYou': 'Para entrar como outra pessoa, saia primeiro ou use o formulário abaixo.',
  'operator.heading': 'Entrada de operadores',
  'organization.title': 'Sua organização',
  'organization.heading': 'Para qual organização você trabalha?',
  'organization.hint': 'A primeira parte do endereço que você recebeu; por exemplo, “acme” em acme.{host}.',
  'organization.continue': 'Continuar',
  'landing.heading': 'Você entrou',
  'landing.text': '{host} será aberto em instantes.',
  'landing.continue': 'Continuar',
  'signedOut.title': 'Sessão encerrada',
  'signedOut.heading': 'Você saiu',
  'signedOut.text': 'Sua sessão foi encerrada. Em um posto compartilhado, feche também o navegador.',
  'signedOut.again': 'Entrar novamente',
  'forgot.title': 'Esqueceu sua senha?',
  'forgot.back': 'Voltar para a entrada',
};
