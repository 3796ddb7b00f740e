/** Portuguese: the page that asks for a second factor (F2–F5). */
import type { Translation } from '../catalogue.ts';
import type { code as english } from '../en/code.ts';

export const code: Translation<typeof english> = {
  'code.title.email_code': 'Digite o código do seu e-mail',
  'code.title.totp': 'Digite o código do seu aplicativo',
  'code.title.passkey': 'Use sua chave de acesso',
  'code.title.recovery_code': 'Digite um código de recuperação',
  'code.sentTo': 'Enviamos um código de 6 dígitos para {address}.',
  'code.arrives':
    'O código deve chegar em até um minuto. Se não chegar, verifique a caixa de SPAM ou peça ao seu Supervisor ou Administrador que verifique o e-mail da sua conta.',
  'code.totp': 'Abra seu aplicativo autenticador e digite os 6 dígitos que ele mostra para esta conta.',
  'code.passkey': 'Seu navegador pedirá a chave, a impressão digital, o rosto ou o PIN do dispositivo.',
  'code.recovery': 'Um dos códigos que você guardou ao configurar seu segundo fator. Cada um vale uma única vez.',
  'code.dayOver': 'Hoje não são aceitos mais códigos. Entre novamente a partir de: {time}, ou fale com seu Supervisor.',
  'code.field': 'Código',
  'code.validFor': 'O código é válido por {time}.',
  'code.expired': 'O código expirou. Escolha Reenviar para receber um novo.',
  'code.submit': 'Continuar',
  'code.resend': 'Reenviar',
  'code.resendIn': 'Reenviar (em {seconds} s)',
  'code.trustDay': 'Confiar neste navegador por um dia',
  'code.trustDays': 'Confiar neste navegador por {days} dias',
  'code.trustHint': 'Somente em um dispositivo que ninguém mais usa. Aqui o segundo fator não será pedido.',
  'code.another': 'Outra forma',
  'code.use.email_code': 'Receber um código por e-mail',
  'code.use.totp': 'Usar seu aplicativo autenticador',
  'code.use.passkey': 'Usar uma chave de acesso',
  'code.use.recovery_code': 'Usar um código de recuperação',
  'code.startAgain': 'Começar de novo',
};
