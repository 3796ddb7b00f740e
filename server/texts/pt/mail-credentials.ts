/** Portuguese (Brazil) texts of the mails about codes, links, factors, addresses and expiry. */
import type { Translation } from '../catalogue.ts';
import type { mailCredentials as english } from '../en/mail-credentials.ts';

export const mailCredentials: Translation<typeof english> = {
  'mail.field.code': 'Código',
  'mail.field.newAddress': 'Novo endereço de e-mail',
  'mail.field.expires': 'Expira',
  'mail.activation.subject': 'Ative sua conta em {organization}',
  'mail.activation.lead':
    'Sua conta em {organization} está pronta. Escolha sua senha pelo link abaixo: ele funciona uma única vez, durante {duration}.',
  'mail.activation.action': 'Escolher a senha',
  'mail.activation.notYou':
    'Não esperava este e-mail? Se você não trabalha com {organization}, apague-o. O link deixa de funcionar sozinho.',
  'mail.code.subject': 'Seu código para {organization}',
  'mail.code.lead':
    '{code} é o seu código para {organization}. Ele funciona uma única vez, durante {duration}, no navegador que o pediu.',
  'mail.code.action': 'Digite-o na página que o pediu. Não o passe a ninguém: ninguém de {organization} vai pedi-lo.',
  'mail.code.notYou':
    'Se não foi você quem pediu um código, alguém pode saber a sua senha. Sem o código, essa pessoa não consegue entrar. Troque a senha e avise seu Administrador ou Supervisor.',
  'mail.reset.subject': 'Escolha uma nova senha para {organization}',
  'mail.reset.lead':
    'Alguém, provavelmente você, esqueceu a senha da sua conta em {organization}. Escolha uma nova pelo link abaixo: ele funciona uma única vez, durante {duration}.',
  'mail.reset.action': 'Escolher uma nova senha',
  'mail.reset.notYou':
    'Se não foi você, não faça nada: sua senha continua a mesma e o link deixa de funcionar sozinho. Se estes e-mails se repetirem, avise seu Administrador ou Supervisor.',
  'mail.portalPassword.subject': 'A senha do portal da sua conta em {organization} foi definida',
  'mail.portalPassword.lead':
    'Você definiu a senha do portal da sua conta em {organization}, os dígitos do portal de voz. A anterior não funciona mais.',
  'mail.portalPassword.byAdministrator':
    'Um Administrador ou Supervisor de {organization} definiu uma nova senha do portal para você, os dígitos do portal de voz, e vai entregá-la.',
  'mail.portalPassword.action': 'Verificar sua senha do portal',
  'mail.portalPassword.notYou':
    'Se você não fez nem pediu isso, avise agora seu Administrador ou Supervisor e defina outra.',
  'mail.factor.subject': 'A sua forma de entrar em {organization} mudou',
  'mail.factor.lead': 'A forma de confirmar que é você ao entrar em {organization} mudou.',
  'mail.factor.totpOn': 'Um aplicativo autenticador passa a confirmar que é você ao entrar em {organization}.',
  'mail.factor.totpOff': 'O aplicativo autenticador foi removido da sua conta em {organization}.',
  'mail.factor.passkeyAdded': 'Uma chave de acesso foi adicionada à sua conta em {organization}.',
  'mail.factor.passkeyRemoved': 'Uma chave de acesso foi removida da sua conta em {organization}.',
  'mail.factor.recoveryCodesNew':
    'Novos códigos de recuperação foram criados para a sua conta em {organization}. Os anteriores não funcionam mais.',
  'mail.factor.emailCodeOn': 'Um código por e-mail passa a confirmar que é você ao entrar em {organization}.',
  'mail.factor.emailCodeOff': 'Os códigos por e-mail foram desativados na sua conta em {organization}.',
  'mail.factor.resetByAdministrator':
    'Um Administrador de {organization} removeu a forma como você confirmava a sua identidade ao entrar. Talvez seja preciso configurá-la de novo.',
  'mail.factor.action': 'Conferir a conta',
  'mail.factor.notYou': 'Se você não fez isso nem pediu, avise já seu Administrador ou Supervisor e troque a senha.',
  'mail.emailChanged.subject': 'O endereço de e-mail da sua conta em {organization} mudou',
  'mail.emailChanged.lead':
    'O endereço de e-mail da sua conta em {organization} agora é {newAddress}. A partir de agora, códigos e avisos são enviados para lá.',
  'mail.emailChanged.removed':
    'O endereço de e-mail da sua conta em {organization} foi removido. Códigos e avisos não são mais enviados para ele.',
  'mail.emailChanged.action': 'Ajuda para entrar',
  'mail.emailChanged.notYou':
    'Se você não esperava por isso, avise já seu Administrador ou Supervisor: ele pode ver quem mudou o endereço e desfazer a mudança.',
  'mail.emailChanged.why':
    'Por que você recebeu este e-mail: este é, ou era até agora, o endereço de e-mail de uma conta em {organization} ({address}).',
  'mail.expiry.subject': 'Sua senha em {organization} expira em {duration}',
  'mail.expiry.lead':
    'Sua senha em {organization} expira em {duration}. Escolha uma nova antes disso, para não ficar parado ao entrar.',
  'mail.expiry.action': 'Trocar a senha',
  'mail.expiry.notYou':
    'Ninguém vai pedir a sua senha por e-mail, por telefone nem em um chat. Se alguém pedir, avise seu Administrador ou Supervisor.',
};
