/** Portuguese: passkeys on the sign-in pages, setting up a second factor on the way in, recovery codes. */
import type { Translation } from '../catalogue.ts';
import type { factors as english } from '../en/factors.ts';

export const factors: Translation<typeof english> = {
  'passkey.signIn': 'Entrar com uma chave de acesso',
  'passkey.use': 'Usar a chave de acesso',
  'passkey.cancelled': 'Nada foi escolhido ou demorou demais. Tente novamente.',
  'passkey.exists': 'Este dispositivo já tem uma chave de acesso da sua conta.',
  'passkey.failed': 'Seu navegador não conseguiu fazer isso. Tente novamente ou escolha outra forma.',
  'passkey.unsupported':
    'Isto requer JavaScript e um navegador atual. Escolha outra forma ou fale com o seu Supervisor.',
  'enrol.title': 'Configure um segundo fator',
  'enrol.why': 'A sua organização pede um além da senha. Configurar leva um minuto, uma única vez.',
  'enrol.app': 'Aplicativo autenticador',
  'enrol.appHelp': 'Códigos de um aplicativo no seu celular. Funciona sem sinal.',
  'enrol.appChoose': 'Configurar um aplicativo',
  'enrol.passkey': 'Chave de acesso',
  'enrol.passkeyHelp': 'Sua digital, seu rosto ou seu PIN neste dispositivo, ou uma chave de segurança.',
  'enrol.passkeyChoose': 'Configurar uma chave de acesso',
  'enrol.scan': 'Escaneie esta imagem com o aplicativo autenticador do seu celular.',
  'enrol.picture': 'QR code da chave abaixo',
  'enrol.key': 'Ou digite nele esta chave:',
  'enrol.code': 'Código exibido no aplicativo',
  'enrol.confirm': 'Confirmar',
  'recoveryCodes.title': 'Guarde seus códigos de recuperação',
  'recoveryCodes.once':
    'Eles são exibidos só desta vez. Mantenha-os longe do seu celular, para o dia em que você o perder.',
  'recoveryCodes.for': 'Códigos de recuperação de {name}, {place}',
  'recoveryCodes.each': 'Cada código vale uma única vez, no lugar do segundo fator.',
  'recoveryCodes.download': 'Baixar',
  'recoveryCodes.print': 'Imprimir',
  'recoveryCodes.continue': 'Já guardei, continuar',
};
