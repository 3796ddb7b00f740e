/** Portuguese: the check box "I am not a robot". */

import type { Translation } from '../catalogue.ts';
import type { captcha as english } from '../en/captcha.ts';

export const captcha: Translation<typeof english> = {
  'captcha.label': 'Não sou um robô',
  'captcha.verifying': 'Verificando…',
  'captcha.verified': 'Verificado: você não é um robô.',
  'captcha.error': 'A verificação não foi concluída. Tente novamente em instantes.',
  'captcha.expired': 'A verificação expirou. Marque a caixa outra vez.',
  'captcha.required': 'Primeiro marque a caixa.',
  'captcha.wait': 'Se não aparecer nenhuma caixa, espere {seconds} segundos antes de entrar.',
  'captcha.waitLeft': 'Espere mais {seconds} segundos e entre novamente.',
};
