/** Portuguese: the set-up page and the list of captured mails. */

import type { Translation } from '../catalogue.ts';
import type { operator as english } from '../en/operator.ts';

export const operator: Translation<typeof english> = {
  'setup.title': 'Configurar o Usher',
  'setup.heading': 'Configure o primeiro operador',
  'setup.text':
    'O operador administra esta instalação: cria organizações e atribui licenças a elas. Este link funciona uma única vez.',
  'setup.emailHint': 'Somente para avisos sobre esta conta, como uma troca de senha.',
  'setup.submit': 'Criar operador',
  'setup.done': 'O operador está criado. Entre para criar sua primeira organização.',
  'devMail.title': 'E-mails capturados',
  'devMail.intro':
    'Nenhum servidor de e-mail está configurado (USHER_SMTP_URL), por isso os e-mails ficam guardados aqui em vez de serem enviados.',
  'devMail.empty': 'Nenhum e-mail ainda.',
  'devMail.from': 'De',
  'devMail.to': 'Para',
  'devMail.date': 'Data',
  'devMail.noSubject': '(sem assunto)',
  'devMail.noText': 'Este e-mail não tem parte de texto.',
  'devMail.showHtml': 'Mostrar como HTML',
  'devMail.back': 'Todos os e-mails capturados',
};
