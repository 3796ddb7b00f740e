/** Spanish: why a line of an imported file is refused. */
import type { Translation } from '../catalogue.ts';
import type { importReasons as reference } from '../en/import-reasons.ts';

export const importReasons: Translation<typeof reference> = {
  'importReason.firstName': 'Nombre',
  'importReason.lastName': 'Apellidos',
  'importReason.width': 'La línea tiene {cells} celdas, pero la primera línea tiene {columns}.',
  'importReason.not_object': 'La línea no es un objeto JSON.',
  'importReason.not_readable': 'La línea contiene algo que ningún usuario tiene o que no es texto.',
  'importReason.username_length': 'El nombre de usuario debe tener de 1 a 100 caracteres.',
  'importReason.username_characters': 'El nombre de usuario no puede tener espacios ni caracteres invisibles.',
  'importReason.email_length': 'El correo electrónico es demasiado largo.',
  'importReason.email_form': 'El correo electrónico debe ser como ana@example.com.',
  'importReason.email_needed': 'Falta el correo electrónico: en esta organización se inicia sesión con él.',
  'importReason.name_length': '{field}: como máximo 100 caracteres.',
  'importReason.name_characters': '{field}: sin saltos de línea ni caracteres de control.',
  'importReason.role_unknown': '«{value}» no es un rol de esta organización.',
  'importReason.team_unknown': '«{value}» no es un equipo de esta organización.',
  'importReason.teams_form': 'Los equipos son como máximo 50 nombres de hasta 100 caracteres.',
  'importReason.schedule_unknown': '«{value}» no es un horario de esta organización.',
  'importReason.extension_form': 'La extensión debe tener de 1 a 10 dígitos.',
  'importReason.extension_taken': 'La extensión {value} es de otra persona.',
  'importReason.station_form': 'La estación debe ser un número de 1 a 10 dígitos, o «none».',
  'importReason.locale_form': 'El idioma debe ser como «es» o «pt-BR».',
  'importReason.status_unknown': 'El estado debe ser activo, inactivo o deshabilitado.',
  'importReason.status_disabled': 'Quien ya existe solo puede pasar a activo o inactivo.',
  'importReason.must_change_unknown': '«Debe cambiar la contraseña» debe ser sí o no.',
  'importReason.hash_unknown':
    'El hash de la contraseña no es de un tipo que se pueda aceptar: bcrypt, PBKDF2, scrypt o Argon2.',
  'importReason.hash_malformed': 'El hash de la contraseña está incompleto o no está escrito como los de su tipo.',
  'importReason.hash_too_costly': 'El hash de la contraseña costaría demasiado en cada inicio de sesión.',
  'importReason.repeated_name': '«{value}» ya está en la línea {line}.',
  'importReason.repeated_extension': 'La extensión {value} ya está en la línea {line}.',
  'importReason.repeated_station': 'La estación {value} ya está en la línea {line}.',
  'importReason.own_account': 'Es usted: cambie su propia cuenta en su página.',
  'importReason.line_failed': 'No se pudo importar la línea.',
  'importReason.not_tried':
    'No se intentó, porque la línea {line} falló: {cause}. Ejecute la importación de nuevo más tarde.',
};
