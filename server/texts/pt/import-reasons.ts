/** Portuguese: why a line of an imported file is refused. */
import type { Translation } from '../catalogue.ts';
import type { importReasons as reference } from '../en/import-reasons.ts';

export const importReasons: Translation<typeof reference> = {
  'importReason.firstName': 'Nome',
  'importReason.lastName': 'Sobrenome',
  'importReason.width': 'A linha tem {cells} células, mas a primeira linha tem {columns}.',
  'importReason.not_object': 'A linha não é um objeto JSON.',
  'importReason.not_readable': 'A linha contém algo que nenhum usuário tem ou que não é texto.',
  'importReason.username_length': 'O nome de usuário deve ter de 1 a 100 caracteres.',
  'importReason.username_characters': 'O nome de usuário não pode ter espaços nem caracteres invisíveis.',
  'importReason.email_length': 'O e-mail é longo demais.',
  'importReason.email_form': 'O e-mail deve ser como ana@example.com.',
  'importReason.email_needed': 'Falta o e-mail: nesta organização, entra-se com ele.',
  'importReason.name_length': '{field}: no máximo 100 caracteres.',
  'importReason.name_characters': '{field}: sem quebras de linha nem caracteres de controle.',
  'importReason.role_unknown': '“{value}” não é um papel desta organização.',
  'importReason.team_unknown': '“{value}” não é uma equipe desta organização.',
  'importReason.teams_form': 'As equipes são no máximo 50 nomes de até 100 caracteres.',
  'importReason.schedule_unknown': '“{value}” não é um horário desta organização.',
  'importReason.extension_form': 'O ramal deve ter de 1 a 10 dígitos.',
  'importReason.extension_taken': 'O ramal {value} é de outra pessoa.',
  'importReason.station_form': 'A estação deve ser um número de 1 a 10 dígitos, ou “none”.',
  'importReason.locale_form': 'O idioma deve ser como “es” ou “pt-BR”.',
  'importReason.status_unknown': 'O estado deve ser ativo, inativo ou desativado.',
  'importReason.status_disabled': 'Quem já existe só pode passar a ativo ou inativo.',
  'importReason.must_change_unknown': '“Deve trocar a senha” deve ser sim ou não.',
  'importReason.hash_unknown':
    'O hash da senha não é de um tipo que se possa aceitar: bcrypt, PBKDF2, scrypt ou Argon2.',
  'importReason.hash_malformed': 'O hash da senha está incompleto ou não está escrito como os do seu tipo.',
  'importReason.hash_too_costly': 'O hash da senha custaria demais a cada login.',
  'importReason.repeated_name': '“{value}” já está na linha {line}.',
  'importReason.repeated_extension': 'O ramal {value} já está na linha {line}.',
  'importReason.repeated_station': 'A estação {value} já está na linha {line}.',
  'importReason.own_account': 'É você: altere a sua própria conta na página dela.',
  'importReason.line_failed': 'Não foi possível importar a linha.',
  'importReason.not_tried':
    'Não tentada, porque a linha {line} falhou: {cause}. Execute a importação de novo mais tarde.',
};
