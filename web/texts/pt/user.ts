/** Portuguese: en/user.ts. */
import type { Translation } from '../catalogue.ts';
import type { user as english } from '../en/user.ts';

export const user: Translation<typeof english> = {
  'user.new.title': 'Criar usuário',
  'user.username': 'Nome de usuário',
  'user.username.missing': 'Digite um nome de usuário.',
  'user.firstName': 'Nome',
  'user.firstName.missing': 'Digite um nome.',
  'user.lastName': 'Sobrenome',
  'user.lastName.missing': 'Digite um sobrenome.',
  'user.email': 'Endereço de e-mail (opcional)',
  'user.email.hint':
    'Com ele, o usuário recebe um e-mail com o endereço, o nome de usuário e uma senha temporária. Sem ele, esses dados são mostrados a você uma única vez.',
  'user.email.invalid': 'Confira o endereço: ele precisa de um @ e de um domínio.',
  'user.role': 'Função',
  'user.created.title': '{name}: usuário criado',
  'user.created.mailed':
    'Um e-mail para {email} informa onde e como entrar pela primeira vez. Se não chegar, pode estar em SPAM ou o endereço pode estar errado.',
  'user.created.handOver': 'Entregue estas credenciais a {name}.',
  'user.welcome.queued': 'O e-mail está aguardando o envio.',
  'user.welcome.sent': 'O e-mail foi enviado. Se não chegar, pode estar no SPAM.',
  'user.welcome.failed': 'Não foi possível entregar o e-mail: {reason}',
  'user.welcome.expired': 'O e-mail não foi enviado a tempo.',
  'user.welcome.again': 'Enviar novamente',
  'user.welcome.again.done': 'O e-mail será enviado novamente',
  'user.welcome.again.text': 'O que foi enviado antes não funciona mais.',
  'user.created.another': 'Criar outro usuário',
  'user.created.people': 'Voltar para Pessoas',
  'slip.once':
    'Mostrado uma única vez. Copie ou imprima agora: não é possível mostrar de novo, apenas substituir por um novo.',
  'slip.heading': 'Seu acesso a {organization}',
  'slip.address': 'Endereço',
  'slip.username': 'Nome de usuário',
  'slip.password': 'Senha temporária',
  'slip.next':
    'Na primeira entrada, você escolhe uma senha que só você conhece. A temporária deixa então de funcionar.',
  'slip.copy.of': 'Copiar: {field}',
  'slip.copied.of': 'Copiado: {field}',
  'slip.portal.next': 'Digite estes dígitos no telefone quando o portal de voz pedir sua senha do portal.',
  'person.extension': 'Ramal',
  'credential.portal': 'Senha do portal',
};
