/** Portuguese: mails. */

import type { Translation } from '../catalogue.ts';
import type { mail as english } from '../en/mail.ts';

export const mail: Translation<typeof english> = {
  'mail.greeting': 'Olá, {name},',
  'mail.why':
    'Por que você recebeu este e-mail: você tem uma conta em {organization} ({address}) e este é o endereço de e-mail dela.',
  'mail.footer': 'Enviado pelo Usher, por onde {organization} entra. Ninguém lê as respostas a este endereço.',
  'mail.field.address': 'Endereço',
  'mail.field.username': 'Nome de usuário',
  'mail.field.temporaryPassword': 'Senha temporária',
  'mail.field.validUntil': 'Válida até',
  'mail.field.when': 'Quando',
  'mail.field.browser': 'Navegador',
  'mail.field.network': 'Endereço de rede',
  'mail.field.webhook': 'Nome do webhook',
  'mail.field.host': 'Servidor',
  'mail.welcome.subject': 'Sua conta em {organization}',
  'mail.welcome.lead':
    'Sua conta em {organization} está pronta. Entre com a senha temporária abaixo e depois escolha uma que só você conheça.',
  'mail.welcome.action': 'Entrar',
  'mail.welcome.notYou':
    'Não esperava este e-mail? Se você não trabalha com {organization}, apague-o. A senha deixa de funcionar sozinha.',
  'mail.passwordChanged.subject': 'Sua senha em {organization} foi trocada',
  'mail.passwordChanged.lead':
    'A senha da sua conta em {organization} foi trocada. Se foi você, não é preciso fazer nada.',
  'mail.passwordChanged.action': 'Conferir a conta',
  'mail.passwordChanged.notYou':
    'Se não foi você, avise já seu Administrador ou Supervisor. Eles podem encerrar essa sessão e definir uma nova senha.',
  'mail.newBrowser.subject': 'Novo navegador entrou em {organization}',
  'mail.newBrowser.lead':
    'Alguém entrou na sua conta em {organization} por um navegador que ainda não tinha sido usado com ela. Se foi você, não é preciso fazer nada.',
  'mail.newBrowser.action': 'Conferir a conta',
  'mail.newBrowser.notYou':
    'Se não foi você, troque sua senha e encerre ali a sessão desse navegador. Depois avise seu Administrador ou Supervisor.',
  'mail.locked.subject': 'Sua conta em {organization} está bloqueada',
  'mail.locked.lead':
    'Sua conta em {organization} foi bloqueada após muitas tentativas sem sucesso. Seu Administrador ou Supervisor pode desbloqueá-la.',
  'mail.locked.action': 'Ajuda para entrar',
  'mail.locked.notYou':
    'Se não foi você quem tentou, alguém pode estar tentando adivinhar sua senha. Essa pessoa não conseguiu entrar. Avise seu Administrador ou Supervisor.',
  'mail.passwordSet.subject': 'Uma nova senha foi definida para você em {organization}',
  'mail.passwordSet.lead':
    'Um Administrador ou Supervisor de {organization} definiu uma nova senha temporária para você e vai entregá-la.',
  'mail.passwordSet.action': 'Entrar',
  'mail.passwordSet.notYou':
    'Se você não a pediu, pergunte ao seu Administrador ou Supervisor por que ela foi definida. Sua senha antiga não funciona mais.',
  'mail.webhookDisabled.subject': 'Um webhook de {organization} foi desativado',
  'mail.webhookDisabled.gone':
    'O webhook “{webhook}” de {organization} respondeu que não existe mais (410) e por isso foi desativado. Ele não é avisado de nada até ser ativado de novo.',
  'mail.webhookDisabled.failing':
    'Nada chega ao webhook “{webhook}” de {organization} há cinco dias, e por isso ele foi desativado. Ele não é avisado de nada até ser ativado de novo.',
  'mail.webhookDisabled.action': 'Ver o webhook',
  'mail.webhookDisabled.notYou':
    'Se o programa não é mais necessário, exclua o webhook. Se é, conserte primeiro o programa e depois ative-o: lá está cada tentativa com a resposta.',
  'mail.webhookDisabled.why':
    'Por que você recebeu isto: você tem uma conta em {organization} ({address}) e pode administrar os webhooks dela.',
  'mail.test.subject': 'E-mail de teste de {organization}',
  'mail.test.lead': 'O e-mail de {organization} chega até você. Você pediu este e-mail nas configurações.',
  'mail.test.action': 'Ver as configurações de e-mail',
  'mail.test.notYou':
    'Se não foi você quem pediu, a sessão de um administrador pode estar em mãos erradas: consulte o registro de auditoria.',
};
