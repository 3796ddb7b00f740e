/** What a column of a file can be, and what its name suggests, in English, Spanish and Portuguese. Pure. */

/** In the order in which a person reads them. */
export const importFields = [
  'username',
  'email',
  'firstName',
  'lastName',
  'role',
  'teams',
  'schedule',
  'extension',
  'station',
  'locale',
  'status',
  'passwordHash',
  'mustChange',
] as const;

export type ImportField = (typeof importFields)[number];

/** Names as people write them, folded: no accents, no case, nothing but letters and digits. */
const names: Readonly<Record<ImportField, readonly string[]>> = {
  username: ['username', 'user', 'login', 'usuario', 'nombredeusuario', 'nomedeusuario', 'utilizador'],
  email: ['email', 'mail', 'emailaddress', 'correo', 'correoelectronico', 'correio', 'correioeletronico'],
  firstName: ['firstname', 'givenname', 'name', 'nombre', 'nombres', 'nome', 'primeironome', 'first'],
  lastName: ['lastname', 'surname', 'familyname', 'apellido', 'apellidos', 'sobrenome', 'apelido', 'last'],
  role: ['role', 'profile', 'rol', 'perfil', 'papel', 'funcao', 'funcion'],
  teams: ['teams', 'team', 'group', 'groups', 'equipo', 'equipos', 'grupo', 'grupos', 'equipe', 'equipes', 'time'],
  schedule: ['schedule', 'hours', 'shift', 'horario', 'horarios', 'turno', 'escala'],
  extension: ['extension', 'ext', 'anexo', 'interno', 'ramal'],
  station: ['station', 'stationid', 'position', 'estacion', 'puesto', 'estacao', 'posto'],
  locale: ['locale', 'language', 'lang', 'idioma', 'lingua'],
  status: ['status', 'state', 'active', 'estado', 'situacao'],
  passwordHash: [
    'passwordhash',
    'hash',
    'hashedpassword',
    'hashdecontrasena',
    'hashcontrasena',
    'hashdasenha',
    'hashsenha',
  ],
  mustChange: [
    'mustchange',
    'mustchangepassword',
    'forcepasswordchange',
    'debecambiar',
    'debecambiarcontrasena',
    'devetrocar',
    'devetrocarsenha',
  ],
};

function folded(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** A field for each column, or null for none; no field twice. */
export function proposedFields(columns: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>();
  return columns.map((column) => {
    const name = folded(column);
    const field = importFields.find((one) => !taken.has(one) && names[one].includes(name)) ?? null;
    if (field !== null) taken.add(field);
    return field;
  });
}

const inactive = ['inactive', 'inactivo', 'inativo'];
const disabled = ['disabled', 'deshabilitado', 'desactivado', 'desativado', 'bloqueado', 'blocked'];
const active = ['active', 'activo', 'ativo', 'enabled', 'habilitado'];

/** What a cell says of the state of somebody; null for what says nothing known. */
export function stateOf(cell: string): 'active' | 'inactive' | 'disabled' | null {
  const word = folded(cell);
  if (active.includes(word)) return 'active';
  if (inactive.includes(word)) return 'inactive';
  return disabled.includes(word) ? 'disabled' : null;
}

const yes = ['yes', 'true', '1', 'y', 'si', 's', 'sim', 'x'];
const no = ['no', 'false', '0', 'n', 'nao'];

/** What a cell answers; null for what is no answer. */
export function answerOf(cell: string): boolean | null {
  const word = folded(cell);
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : null;
}
