/** Portuguese: words that many pages share. */

import type { Translation } from '../catalogue.ts';
import type { common as english } from '../en/common.ts';

export const common: Translation<typeof english> = {
  product: 'Usher',
  'field.username': 'Nome de usuário',
  'field.email': 'Endereço de e-mail',
  'field.either': 'Usuário ou e-mail',
  'field.password': 'Senha',
  'field.newPassword': 'Nova senha',
  'field.repeatPassword': 'Repita a nova senha',
  'field.organization': 'Nome da organização',
  'field.optional': '{label} (opcional)',
  'form.busy': 'Um momento…',
  'error.reference': 'Referência: {reference}',
  'error.back': 'Voltar',
  'scriptOff.heading': 'O JavaScript está desativado',
  'scriptOff.text':
    'Você está conectado, mas esta página precisa de JavaScript. Ative-o no seu navegador e recarregue a página.',
  'scriptOff.logOut': 'Sair',
  'language.label': 'Idioma',
  'station.takenBy': 'No momento ela é de {name}. Escolha outra estação ou libere-a antes.',
};
