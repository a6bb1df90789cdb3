import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'A chave não pode ser usada tal como foi colada',
    text: 'Copie a chave em {provider} e cole-a aqui.',
    next: 'Corrigir a chave',
    why: 'a chave não foi colada por inteiro',
  },
  key_invalid: {
    title: '{provider} não reconhece esta chave',
    text: 'Podem faltar caracteres, pode ter sido eliminada em {provider} ou vir do sistema de testes de {provider}. Copie-a de novo e cole-a por inteiro.',
    next: 'Tentar de novo',
    why: '{provider} não reconheceu a chave',
  },
  permissions_missing: {
    title: 'Esta chave pode não permitir tudo aquilo de que {product} precisa',
    text: 'A chave está certa, mas {provider} não lhe deu: {missing}. {provider} define isto para {product}, por isso uma nova chave por si só pode não ajudar.',
    next: 'Contactar o suporte de {product}',
    why: 'faltavam permissões',
  },
  not_entitled: {
    title: 'O seu plano de {provider} ainda não inclui {product}',
    text: 'A chave está certa. Quem gere {provider} para {company} pode adicioná-lo; depois, tente de novo com a mesma chave.',
    next: 'Tentar de novo',
    why: 'o plano de {provider} não incluía {product}',
  },
  wrong_kind_of_key: {
    title: 'Esta chave foi criada para outra coisa',
    text: '{provider} conhece-a, mas não é para {product}. Use a que {provider} mostra quando adiciona {integration}.',
    next: 'Mostrar-me onde',
    why: 'a chave foi criada para outra coisa',
  },
  organisation_key: {
    title: 'Esta chave abre um grupo de empresas',
    text: '{product} conecta uma empresa de cada vez. Em {provider}, escolha primeiro a empresa e adicione lá {integration}.',
    next: 'Usar outra chave',
    why: 'a chave abria um grupo de empresas',
  },
  account_unknown: {
    title: 'Não conseguimos saber que empresa esta chave abre',
    text: '{provider} aceitou a chave, mas não indicou nenhuma empresa. Não fazemos suposições.',
    next: 'Contactar o suporte de {product}',
    why: '{provider} não indicou nenhuma empresa',
  },
  account_mismatch: {
    title: 'Esta chave abre outra empresa',
    text: 'Abre {found}. Para {ledger} vale {expected}, e assim continua.',
    next: 'Usar outra chave',
    why: 'a chave abria outra empresa',
  },
  account_already_connected: {
    title: '{company} já está conectada',
    text: 'Está conectada para {elsewhere}. Não precisa de a adicionar de novo.',
    next: 'Abrir essa conexão',
    why: 'a empresa já estava conectada',
  },
  key_in_use_elsewhere: {
    title: 'Esta chave não pode ser usada aqui',
    text: 'O suporte de {product} pode descobrir porquê. Indique este número: {reference}.',
    next: 'Contactar o suporte de {product}',
    why: 'a chave não podia ser usada aqui',
  },
  provider_unreachable: {
    title: '{provider} não respondeu',
    text: 'A sua chave não é o problema. Normalmente isto passa em poucos minutos.',
    next: 'Tentar de novo',
    why: '{provider} não respondeu',
  },
  provider_busy: {
    title: '{provider} pede-nos que aguardemos um momento',
    text: '{provider} está a receber muitos pedidos. A sua chave não é o problema.',
    next: {
      one: 'Tentar de novo dentro de {n} segundo',
      many: 'Tentar de novo dentro de {n} de segundos',
      other: 'Tentar de novo dentro de {n} segundos',
    },
    why: '{provider} pediu-nos que aguardássemos',
  },
  provider_refusing_all: {
    title: '{provider} está a recusar todas as conexões',
    text: 'Também são recusadas chaves corretas, por isso isto nada diz sobre a sua. Costuma passar por si só: tente de novo mais tarde.',
    next: 'Tentar de novo',
    why: '{provider} recusava todas as conexões',
  },
  provider_unexpected: {
    title: '{provider} deu uma resposta que não esperávamos',
    text: 'Isto não diz nada sobre a sua chave. O suporte de {product} pode investigar com este número: {reference}.',
    next: 'Contactar o suporte de {product}',
    why: '{provider} deu uma resposta que não esperávamos',
  },
  too_many_tries: {
    title: {
      one: 'Aguarde {n} segundo antes da próxima tentativa',
      many: 'Aguarde {n} de segundos antes da próxima tentativa',
      other: 'Aguarde {n} segundos antes da próxima tentativa',
    },
    text: 'Isto trava quem tente adivinhar chaves.',
    next: {
      one: 'Tentar de novo dentro de {n} segundo',
      many: 'Tentar de novo dentro de {n} de segundos',
      other: 'Tentar de novo dentro de {n} segundos',
    },
    why: 'chegou demasiado cedo depois da anterior',
  },
  interrupted: {
    title: 'A verificação parou antes de {provider} responder',
    text: 'A sua chave não é o problema. Com mais uma tentativa deve resultar.',
    next: 'Tentar de novo',
    why: 'a verificação parou antes de {provider} responder',
  },
  confirmation_expired: {
    title: 'O tempo para responder passou',
    text: 'Tinha dez minutos para dizer se é a sua empresa, por isso a chave foi eliminada. Cole-a de novo para voltarmos a perguntar.',
    next: 'Colar a chave de novo',
    why: 'ninguém disse se era a empresa certa',
  },
  key_revoked: {
    title: 'A sua conexão a {provider} está interrompida',
    text: '{provider} já não aceita a chave para {company}. Pode ter sido eliminada ou substituída em {provider}. As suas definições mantêm-se: com uma nova chave tudo volta a funcionar.',
    next: 'Substituir a chave de API',
    why: '{provider} recusou a chave',
  },
  permissions_lost: {
    title: 'A chave para {company} perdeu uma permissão',
    text: 'O que já não pode fazer ({time}): {missing}. Tudo o resto continua a funcionar. O suporte de {product} pode pedir a {provider} que a reponha; se {provider} lhe deu uma nova chave, substitua-a aqui.',
    next: 'Contactar o suporte de {product}',
    why: 'a chave perdeu uma permissão',
  },
  exposed: {
    title: 'Outras pessoas podem ter visto a chave para {company}',
    text: 'Isso foi comunicado ({time}), por isso {product} deixou de a usar. Elimine-a em {provider} e adicione aqui uma nova.',
    next: 'Substituir a chave de API',
    why: 'outras pessoas podem ter visto a chave',
  },
  stored_key_unreadable: {
    title: 'Não conseguimos ler a nossa cópia da chave',
    text: 'A falha é nossa: em {provider}, do seu lado, está tudo bem. Adicione a chave de novo; se já não a tiver, {provider} dá-lhe uma nova.',
    next: 'Substituir a chave de API',
    why: 'não conseguíamos ler a nossa cópia da chave',
  },
  restored: {
    title: 'Adicione mais uma vez a chave para {company}',
    text: '{product} teve de voltar a uma cópia anterior dos seus dados, por isso a chave nela pode estar desatualizada. A falha é nossa.',
    next: 'Substituir a chave de API',
    why: 'a nossa cópia da chave pode estar desatualizada',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Nada foi enviado a {provider}.',
  fault: {
    empty: { title: 'O campo está vazio', text: 'Copie a chave em {provider} e cole-a aqui.' },
    gap_inside: {
      title: 'Há um espaço dentro da chave',
      text: 'Uma chave não tem espaços nem quebras de linha. Use o botão de copiar em {provider} e cole de novo.',
    },
    foreign_character: {
      title: 'Contém um carácter que uma chave não pode ter',
      text: 'Pode ter passado por um documento. Use o botão de copiar em {provider}.',
    },
    colon: {
      title: 'Há dois pontos dentro da chave',
      text: 'Uma chave não os tem: talvez tenha sido copiado também um nome.',
    },
    settings_block: {
      title: 'Isto é um bloco de definições, não uma chave',
      text: 'Copie apenas a própria chave.',
    },
    web_address: {
      title: 'Isto é um endereço web, não uma chave',
      text: 'A chave é o que {provider} mostra depois de selecionar {allow}.',
    },
    masked: {
      title: 'Isto são pontos, não a chave',
      text: 'Foi copiada enquanto estava oculta. Em {provider}, use o botão de copiar ao lado da chave e cole-a aqui.',
    },
    too_long: {
      title: 'Isto é muito mais longo do que uma chave',
      text: 'Talvez tenha sido copiada uma página inteira. Copie apenas a chave.',
    },
  },
  tidied: 'Arrumado.',
  removed: 'Retirámos {list}.',
  repair: {
    space: 'um espaço antes ou depois da chave',
    line_break: 'uma quebra de linha no fim',
    invisible: {
      one: '{n} carácter invisível',
      many: '{n} de caracteres invisíveis',
      other: '{n} caracteres invisíveis',
    },
    quotes: 'as aspas à sua volta',
    word_before: 'uma palavra antes dela',
    name_before: 'tudo o que vem antes do sinal de igual',
  },
  hint: {
    older_key: {
      title: 'Isto parece um tipo mais antigo de chave de {provider}.',
      text: '{product} precisa da que {provider} mostra quando adiciona {integration}.',
    },
    password: {
      title: 'Isto parece uma palavra-passe.',
      text: 'Não envie palavras-passe: {product} precisa apenas da chave de API.',
    },
    very_short: { title: 'Isto é muito curto para uma chave.', text: 'Pode faltar uma parte.' },
  },
  ifYours: 'Se for a sua chave, basta selecionar «{button}».',
}
