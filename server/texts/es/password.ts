/** Spanish: choosing a password, and the rules for it. */

import type { Translation } from '../catalogue.ts';
import type { password as english } from '../en/password.ts';

export const password: Translation<typeof english> = {
  'password.show': 'Mostrar contraseña',
  'password.hide': 'Ocultar contraseña',
  'password.showShort': 'Mostrar',
  'password.hideShort': 'Ocultar',
  'password.capsLock': 'El bloqueo de mayúsculas está activado.',
  'password.same': 'Las dos contraseñas coinciden.',
  'password.met': 'cumplida',
  'password.unmet': 'sin cumplir',
  'password.rules': 'Su contraseña nueva necesita',
  'password.announce': '{met} de {count} reglas cumplidas.',
  'password.strength': 'Seguridad: {strength}',
  'password.strength0': 'muy débil',
  'password.strength1': 'débil',
  'password.strength2': 'aceptable',
  'password.strength3': 'buena',
  'password.strength4': 'fuerte',
  'newPassword.title': 'Elija una contraseña nueva',
  'newPassword.why': 'Su contraseña es temporal. Para continuar, elija una que solo usted conozca.',
  'newPassword.for': 'Para {identifier}',
  'newPassword.submit': 'Guardar e iniciar sesión',
  'newPassword.mismatchHelp': 'Introduzca de nuevo la contraseña nueva, igual en los dos campos.',
  'newPassword.mismatch': 'Las dos contraseñas no coinciden.',
  'rule.min_length': 'Al menos {minLength} caracteres',
  'rule.classes': 'Al menos {classesAtLeast} de: mayúsculas y minúsculas; letras y dígitos; un carácter especial',
  'rule.letters_and_digits': 'Letras y dígitos',
  'rule.blocklist': 'No ser una contraseña común ni filtrada',
  'rule.context_words': 'No estar basada en su nombre, su usuario o su organización',
  'rule.min_score': 'Difícil de adivinar',
  'rule.too_long': 'Como máximo 1024 bytes',
  'rule.unusable_characters': 'Ningún carácter no admitido',
  'rule.history': 'No ser una de sus últimas {history} contraseñas',
};
