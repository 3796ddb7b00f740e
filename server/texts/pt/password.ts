/** Portuguese: choosing a password, and the rules for it. */

import type { Translation } from '../catalogue.ts';
import type { password as english } from '../en/password.ts';

export const password: Translation<typeof english> = {
  'password.show': 'Mostrar a senha',
  'password.hide': 'Ocultar a senha',
  'password.showShort': 'Mostrar',
  'password.hideShort': 'Ocultar',
  'password.capsLock': 'O Caps Lock está ligado.',
  'password.same': 'As duas senhas são iguais.',
  'password.met': 'cumprida',
  'password.unmet': 'não cumprida',
  'password.rules': 'Sua nova senha precisa de',
  'password.announce': '{met} de {count} regras cumpridas.',
  'password.strength': 'Segurança: {strength}',
  'password.strength0': 'muito fraca',
  'password.strength1': 'fraca',
  'password.strength2': 'razoável',
  'password.strength3': 'boa',
  'password.strength4': 'forte',
  'newPassword.title': 'Escolha uma nova senha',
  'newPassword.why': 'Sua senha é temporária. Para continuar, escolha uma que só você conheça.',
  'newPassword.for': 'Para {identifier}',
  'newPassword.submit': 'Salvar e entrar',
  'newPassword.mismatchHelp': 'Digite a nova senha outra vez, igual nos dois campos.',
  'newPassword.mismatch': 'As duas senhas não são iguais.',
  'rule.min_length': 'Pelo menos {minLength} caracteres',
  'rule.classes': 'Pelo menos {classesAtLeast} de: maiúsculas e minúsculas; letras e dígitos; um caractere especial',
  'rule.letters_and_digits': 'Letras e dígitos',
  'rule.blocklist': 'Não ser uma senha comum nem vazada',
  'rule.context_words': 'Não se basear no seu nome, no seu usuário ou na sua organização',
  'rule.min_score': 'Difícil de adivinhar',
  'rule.too_long': 'No máximo 1.024 bytes',
  'rule.unusable_characters': 'Nenhum caractere não aceito',
  'rule.history': 'Não ser uma das suas últimas {history} senhas',
};
