/** Portuguese: why something was refused, and what to do next. */
import type { RefusalTexts } from '../refusal-texts.ts';

export const refusals: RefusalTexts = {
  incorrect_credentials: {
    title: 'Usuário ou senha incorretos.',
    help: 'Confira a grafia de ambos e tente novamente. Se o problema continuar, fale com seu Administrador.',
  },
  already_signed_in: {
    title: 'O usuário já está conectado',
    help: 'Até {limit} abas podem estar conectadas no mesmo navegador. Saia em uma das abas ou em um dos dispositivos onde a sessão está aberta e tente novamente.',
  },
  connection_limit: {
    title: 'O usuário já está conectado',
    help: 'Até {limit} abas podem estar conectadas no mesmo navegador. Feche ou desconecte uma delas e tente novamente.',
  },
  user_disabled: {
    title: 'Usuário desabilitado pelo Administrador.',
    help: 'Você não poderá entrar até que o Administrador reative sua conta.',
  },
  too_many_attempts: {
    title: 'Muitas tentativas sem sucesso',
    help: 'Sua conta está bloqueada. Fale com seu Administrador para desbloqueá-la.',
  },
  user_inactive: {
    title: 'Usuário inativo',
    help: 'Sua conta não está ativa. Fale com seu Administrador para verificar a configuração da sua conta.',
  },
  outside_schedule: {
    title: 'Fora do horário programado',
    help: 'Você só pode entrar durante o seu horário programado. Fale com seu Administrador para verificar a configuração da sua conta.',
  },
  user_limit_reached: {
    title: 'Limite de usuários atingido',
    help: 'Todas as licenças estão em uso. Outro usuário precisa sair primeiro. Se o problema continuar, fale com seu Administrador.',
  },
  no_email_for_code: {
    title: 'Sua conta não tem endereço de e-mail',
    help: 'Para entrar é preciso um código, que é enviado por e-mail. Fale com seu Supervisor, que pode adicionar o seu endereço.',
  },
  captcha_required: { title: 'Confirme que você não é um robô', help: 'Marque a caixa e tente novamente.' },
  captcha_failed: { title: 'A verificação não foi concluída', help: 'Marque a caixa outra vez e tente novamente.' },
  code_incorrect: {
    title: 'Código incorreto',
    help: 'Confira-o e tente novamente. Se chegou por e-mail, use o mais recente.',
  },
  code_expired: { title: 'O código expirou', help: 'Escolha Reenviar para receber um novo.' },
  code_attempts_exceeded: {
    title: 'Muitos códigos incorretos',
    help: 'Escolha Reenviar para receber um novo. Se isso também for recusado, tente amanhã ou fale com seu Supervisor.',
  },
  resend_too_soon: {
    title: 'Um código acabou de ser enviado',
    help: 'Ele deve chegar em até um minuto. Daqui a pouco você poderá pedir outro.',
  },
  code_used: {
    title: 'Este código já foi usado',
    help: 'Cada código vale uma única vez. Aguarde até que o seu aplicativo autenticador mostre o próximo.',
  },
  passkey_refused: {
    title: 'Esta chave de acesso não foi aceita',
    help: 'Ela pode ter sido removida ou a solicitação demorou demais. Tente novamente ou entre com a sua senha.',
  },
  second_factor_required: {
    title: 'A sua organização exige um segundo fator',
    help: 'Este é o último que você tem. Configure outro primeiro e depois remova este.',
  },
  password_policy: {
    title: 'Esta senha não cumpre as regras',
    help: 'Escolha outra que cumpra todas as regras indicadas.',
  },
  password_reused: {
    title: 'Esta senha já foi usada antes',
    help: 'Escolha uma que você não tenha usado recentemente.',
  },
  temporary_password_expired: {
    title: 'Sua senha temporária expirou',
    help: 'Peça uma nova ao seu Administrador ou Supervisor.',
  },
  link_invalid: {
    title: 'Este link não funciona',
    help: 'Talvez ele já tenha sido usado ou um mais recente tenha sido enviado. Peça um novo.',
  },
  link_expired: { title: 'Este link expirou', help: 'Peça um novo.' },
  station_taken: {
    title: 'Esta estação está em uso',
    help: 'Escolha outra estação ou peça ao seu Supervisor para liberá-la.',
  },
  station_not_yours: {
    title: 'Esta estação está atribuída a outra pessoa',
    help: 'Digite o seu próprio ID da estação ou consulte seu Supervisor.',
  },
  station_unknown: {
    title: 'Essa estação não existe',
    help: 'Confira o número. Um ID da estação tem de 1 a 10 dígitos.',
  },
  organization_unknown: {
    title: 'Não conhecemos esta organização',
    help: 'Confira o nome. É a primeira parte do endereço que você recebeu.',
  },
  organization_suspended: {
    title: 'Esta organização está suspensa',
    help: 'No momento, ninguém pode entrar. Seu Administrador sabe com quem falar.',
  },
  flow_expired: {
    title: 'A entrada demorou demais',
    help: 'Para sua segurança, ela começa de novo. Digite seu usuário e sua senha.',
  },
  flow_step_invalid: { title: 'Esta etapa já foi concluída', help: 'Comece de novo pela página de entrada.' },
  recent_authentication_required: {
    title: 'Confirme que é você',
    help: 'Digite sua senha novamente antes desta alteração.',
  },
  identifier_taken: {
    title: 'Este nome de usuário ou endereço de e-mail já está em uso',
    help: 'Cada um só pode pertencer a um usuário da organização, como nome de usuário ou como endereço. Escolha outro.',
  },
  no_email_address: {
    title: 'Este usuário não tem endereço de e-mail',
    help: 'Adicione um endereço primeiro, ou defina uma senha temporária e entregue-a.',
  },
  email_unconfirmed: {
    title: 'Este usuário não confirmou o endereço de e-mail',
    help: 'Um Supervisor o preencheu, e o usuário ainda não entrou com um código enviado a ele. Defina uma senha temporária e entregue-a, ou peça a um Administrador que defina outro endereço.',
  },
  precondition_failed: {
    title: 'Outra pessoa alterou isto nesse meio-tempo',
    help: 'Recarregue a página para ver o estado atual e refaça sua alteração.',
  },
  idempotency_key_reused: {
    title: 'Esta chave foi usada para outra solicitação',
    help: 'Escolha um Idempotency-Key novo para cada solicitação.',
  },
  idempotency_in_progress: {
    title: 'A primeira solicitação ainda está em andamento',
    help: 'Tente novamente daqui a pouco com o mesmo Idempotency-Key.',
  },
  idempotency_outcome_unknown: {
    title: 'Não se sabe se a primeira solicitação foi realizada',
    help: 'Verifique se já existe o que ela devia criar. Se não, tente novamente com um Idempotency-Key novo.',
  },
  last_administrator: {
    title: 'Este é o último administrador',
    help: 'Primeiro torne outro usuário administrador.',
  },
  role_in_use: {
    title: 'Esta função ainda está em uso',
    help: 'Atribua antes outra função a todas as pessoas que a têm.',
  },
  schedule_in_use: {
    title: 'Este horário ainda está em uso',
    help: 'Antes, atribua outro a seus usuários, equipes e funções.',
  },
  portal_password_policy: {
    title: 'Esta senha do portal não cumpre as regras',
    help: 'Use apenas dígitos, que não sejam o seu ramal nem uma sequência simples.',
  },
  provider_unavailable: {
    title: 'O serviço de entrada da sua organização não responde',
    help: 'Tente novamente daqui a pouco. Se o problema continuar, fale com seu Administrador.',
  },
  body_too_large: {
    title: 'É muita coisa de uma vez',
    help: 'A solicitação é maior do que este endereço aceita.',
  },
  media_type: {
    title: 'Este tipo de conteúdo não é aceito aqui',
    help: 'Envie JSON ou use o formulário da página.',
  },
  not_signed_in: { title: 'Você não está conectado', help: 'Entre e tente novamente.' },
  not_permitted: {
    title: 'Você não tem permissão para fazer isto',
    help: 'Se precisar disto para o seu trabalho, fale com seu Administrador.',
  },
  not_found: { title: 'Não há nada aqui', help: 'Confira o endereço, ou volte e comece de novo.' },
  invalid_request: {
    title: 'Há algo incorreto nesta solicitação',
    help: 'Confira os campos assinalados e tente novamente.',
  },
  rate_limited: { title: 'Muitas solicitações', help: 'Aguarde um momento e tente novamente.' },
  unavailable: {
    title: 'O Usher está ocupado ou reiniciando',
    help: 'Nada foi alterado. Tente novamente em alguns segundos.',
  },
  import_running: { title: 'Há outra importação em andamento', help: 'Espere que termine, ou cancele-a.' },
  slug_taken: { title: 'Este nome de organização já está em uso', help: 'Escolha outro.' },
  slug_reserved: { title: 'Este nome de organização é reservado', help: 'Escolha outro.' },
  domain_taken: { title: 'Este domínio é de outra organização', help: 'Escolha outro ou remova-o lá primeiro.' },
  export_required: {
    title: 'Exporte primeiro esta organização',
    help: 'O que é excluído não pode ser recuperado. Exporte-a e exclua-a em até uma hora.',
  },
  current_password_incorrect: {
    title: 'A senha atual está incorreta',
    help: 'Confira a grafia e tente novamente.',
  },
  cross_site_request: {
    title: 'Esta solicitação veio de outro site',
    help: 'Abra diretamente a página de entrada e tente novamente.',
  },
  host_unknown: { title: 'Não há nenhum serviço neste endereço', help: 'Confira o endereço no seu navegador.' },
  internal: {
    title: 'Algo deu errado do nosso lado',
    help: 'Tente novamente. Se o problema continuar, informe ao seu Administrador o número de referência: ele também está no registro de auditoria.',
  },
};
