/** Portuguese: the console's Settings area. */
import type { Translation } from '../catalogue.ts';
import type { settings as english } from '../en/settings.ts';

export const settings: Translation<typeof english> = {
  'settings.navigation': 'Configurações',
  'settings.locked':
    'A sua função pode ver as configurações. Para alterá-las é preciso a permissão “Alterar configurações”.',
  'settings.saved': 'Salvo: {card}',
  'settings.saved.irreversible': 'O que havia antes não é guardado, por isso não é possível desfazer.',
  'settings.undone': 'Desfeito: {card}',
  'settings.discard': 'Descartar alterações',
  'settings.nothing': 'Ainda não há nada a salvar.',
  'settings.isDefault': 'Padrão',
  'settings.changed': 'Diferente do padrão: {value}',
  'settings.reset': 'Voltar ao padrão',
  'settings.reset.of': 'Voltar ao padrão: {name}',
  'settings.off': 'Não',
  'settings.on': 'Sim',
  'settings.outOfRange': 'Digite um número inteiro de {min} a {max}.',
  'settings.limits.intro':
    'Quanto uma pessoa, e todas juntas, podem ter aberto ao mesmo tempo, e o que o tempo faz com isso.',
  'settings.card.connections': 'Abas e navegadores',
  'settings.card.connections.intro': 'Por pessoa. A quem chega a um limite pede-se que feche algo antes.',
  'settings.card.seats': 'Licenças',
  'settings.card.seats.intro': 'Quantas licenças existem é decidido por quem opera esta instalação.',
  'settings.card.hours': 'Fim do horário',
  'settings.card.inactivity': 'Usuários inativos',
  'setting.connections.tabsPerBrowser': 'Abas por navegador',
  'setting.connections.tabsPerBrowser.hint':
    'Tantas abas de um navegador podem estar conectadas ao mesmo tempo. Mais uma espera e oferece desconectar outra.',
  'setting.connections.browsers': 'Navegadores por pessoa',
  'setting.connections.browsers.hint':
    'Em tantos navegadores uma pessoa pode ter a sessão aberta ao mesmo tempo. Outro toma o lugar de um que não esteja em uso.',
  'setting.native.limit': 'Programas por pessoa',
  'setting.native.limit.hint': 'Tantos softphones e outros programas podem ter a sessão aberta ao mesmo tempo.',
  'setting.seats.graceSeconds': 'Guardar a licença após uma desconexão',
  'setting.seats.graceSeconds.hint':
    'A licença continua ocupada por este tempo depois que a última aba se vai: recarregar ou uma queda breve da rede não custa o lugar a ninguém.',
  'setting.seats.reservedForAdministrators': 'Licenças guardadas para administradores',
  'setting.seats.reservedForAdministrators.hint':
    'Tantas licenças não são dadas a mais ninguém, para que uma casa cheia não deixe os administradores de fora.',
  'setting.schedules.atEnd': 'Quando termina o horário de alguém',
  'setting.schedules.atEnd.hint': 'Todos os que têm a sessão aberta são avisados 15, 5 e 1 minutos antes.',
  'option.schedules.atEnd.sign_out': 'Encerrar a sessão',
  'option.schedules.atEnd.warn': 'Apenas avisar: a pessoa pode continuar até sair',
  'setting.inactivity.afterDays': 'Inativo depois de',
  'setting.inactivity.afterDays.hint':
    'Quem não entra por tantos dias fica inativo e não consegue entrar até que um administrador o ative de novo. Vazio: nunca.',
  'unit.seconds.one': '{count} segundo',
  'unit.seconds.other': '{count} segundos',
  'unit.minutes.one': '{count} minuto',
  'unit.minutes.other': '{count} minutos',
  'unit.hours.one': '{count} hora',
  'unit.hours.other': '{count} horas',
  'unit.days.one': '{count} dia',
  'unit.days.other': '{count} dias',
  'unit.tabs.one': '{count} aba',
  'unit.tabs.other': '{count} abas',
  'unit.browsers.one': '{count} navegador',
  'unit.browsers.other': '{count} navegadores',
  'unit.programs.one': '{count} programa',
  'unit.programs.other': '{count} programas',
  'unit.seats.one': '{count} licença',
  'unit.seats.other': '{count} licenças',
};
