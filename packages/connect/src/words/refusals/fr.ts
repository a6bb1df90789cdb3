import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'Collée ainsi, la clé ne peut pas être utilisée',
    text: 'Copiez la clé dans {provider}, puis collez-la ici.',
    next: 'Corriger la clé',
    why: 'la clé n’avait pas été collée en entier',
  },
  key_invalid: {
    title: '{provider} ne reconnaît pas cette clé',
    text: 'Il manque peut-être des caractères, elle a pu être supprimée dans {provider}, ou elle provient du système de test utilisé par {provider}. Copiez-la de nouveau et collez-la en entier.',
    next: 'Réessayer',
    why: '{provider} n’a pas reconnu la clé',
  },
  permissions_missing: {
    title: 'Cette clé n’a peut-être pas tous les droits nécessaires à {product}',
    text: 'La clé est correcte, mais {provider} ne lui a pas donné\u00a0: {missing}. {provider} fixe cela pour {product}, une nouvelle clé ne suffira donc peut-être pas.',
    next: 'Contacter l’assistance {product}',
    why: 'il manquait des autorisations',
  },
  not_entitled: {
    title: 'Votre abonnement {provider} ne comprend pas encore {product}',
    text: 'La clé est correcte. La personne qui gère {provider} pour {company} peut l’ajouter\u202f; réessayez ensuite avec la même clé.',
    next: 'Réessayer',
    why: 'l’abonnement {provider} ne comprenait pas {product}',
  },
  wrong_kind_of_key: {
    title: 'Cette clé a été créée pour autre chose',
    text: '{provider} la connaît, mais elle n’est pas destinée à {product}. Utilisez celle affichée par {provider} quand vous ajoutez {integration}.',
    next: 'Me montrer où',
    why: 'la clé avait été créée pour autre chose',
  },
  organisation_key: {
    title: 'Cette clé ouvre un groupe d’entreprises',
    text: '{product} connecte une entreprise à la fois. Dans {provider}, choisissez d’abord l’entreprise et ajoutez-y {integration}.',
    next: 'Utiliser une autre clé',
    why: 'la clé ouvrait un groupe d’entreprises',
  },
  account_unknown: {
    title: 'Nous n’avons pas pu savoir quelle entreprise cette clé ouvre',
    text: '{provider} a accepté la clé sans nommer d’entreprise. Nous ne devinons pas.',
    next: 'Contacter l’assistance {product}',
    why: '{provider} n’a nommé aucune entreprise',
  },
  account_mismatch: {
    title: 'Cette clé ouvre une autre entreprise',
    text: 'Elle ouvre {found}. {ledger} est lié à {expected}, et le reste.',
    next: 'Utiliser une autre clé',
    why: 'la clé ouvrait une autre entreprise',
  },
  account_already_connected: {
    title: '{company} a déjà une connexion',
    text: 'Elle existe pour {elsewhere}. Vous n’avez pas besoin de l’ajouter de nouveau.',
    next: 'Ouvrir cette connexion',
    why: 'l’entreprise était déjà connectée',
  },
  key_in_use_elsewhere: {
    title: 'Cette clé ne peut pas être utilisée ici',
    text: 'L’assistance {product} peut trouver pourquoi. Veuillez lui donner ce numéro\u00a0: {reference}.',
    next: 'Contacter l’assistance {product}',
    why: 'la clé ne pouvait pas être utilisée ici',
  },
  provider_unreachable: {
    title: '{provider} n’a pas répondu',
    text: 'Votre clé n’est pas en cause. En général, cela passe en quelques minutes.',
    next: 'Réessayer',
    why: '{provider} n’a pas répondu',
  },
  provider_busy: {
    title: '{provider} nous demande d’attendre un moment',
    text: '{provider} reçoit beaucoup de demandes en ce moment. Votre clé n’est pas en cause.',
    next: {
      one: 'Réessayer dans {n} seconde',
      many: 'Réessayer dans {n} de secondes',
      other: 'Réessayer dans {n} secondes',
    },
    why: '{provider} nous a demandé d’attendre',
  },
  provider_refusing_all: {
    title: '{provider} refuse toutes les connexions en ce moment',
    text: 'Même de bonnes clés sont refusées, cela ne dit donc rien de la vôtre. En général, cela passe tout seul\u00a0: veuillez réessayer plus tard.',
    next: 'Réessayer',
    why: '{provider} refusait toutes les connexions',
  },
  provider_unexpected: {
    title: '{provider} a donné une réponse inattendue',
    text: 'Cela ne dit rien de votre clé. L’assistance {product} peut l’examiner avec ce numéro\u00a0: {reference}.',
    next: 'Contacter l’assistance {product}',
    why: '{provider} a donné une réponse inattendue',
  },
  too_many_tries: {
    title: {
      one: 'Veuillez attendre {n} seconde avant le prochain essai',
      many: 'Veuillez attendre {n} de secondes avant le prochain essai',
      other: 'Veuillez attendre {n} secondes avant le prochain essai',
    },
    text: 'Cela ralentit quiconque cherche à deviner des clés.',
    next: {
      one: 'Réessayer dans {n} seconde',
      many: 'Réessayer dans {n} de secondes',
      other: 'Réessayer dans {n} secondes',
    },
    why: 'il suivait de trop près le précédent',
  },
  interrupted: {
    title: '{provider} n’avait pas encore répondu quand la vérification s’est arrêtée',
    text: 'Votre clé n’est pas en cause. Un nouvel essai devrait suffire.',
    next: 'Réessayer',
    why: '{provider} n’avait pas encore répondu quand la vérification s’est arrêtée',
  },
  confirmation_expired: {
    title: 'Le délai de réponse est passé',
    text: 'Vous aviez dix minutes pour dire s’il s’agit de votre entreprise, la clé a donc été jetée. Collez-la de nouveau pour que la question vous soit reposée.',
    next: 'Coller la clé de nouveau',
    why: 'personne n’a dit s’il s’agissait de la bonne entreprise',
  },
  key_revoked: {
    title: 'Votre connexion à {provider} est interrompue',
    text: '{provider} n’accepte plus la clé pour {company}. Elle a pu être supprimée ou remplacée dans {provider}. Vos réglages sont conservés\u00a0: avec une nouvelle clé, tout fonctionnera de nouveau.',
    next: 'Remplacer la clé API',
    why: '{provider} a refusé la clé',
  },
  permissions_lost: {
    title: 'La clé pour {company} a perdu une autorisation',
    text: 'Ce qui lui est retiré ({time})\u00a0: {missing}. Tout le reste continue de fonctionner. L’assistance {product} peut demander à {provider} de la rétablir\u202f; si {provider} vous a donné une nouvelle clé, remplacez-la ici.',
    next: 'Contacter l’assistance {product}',
    why: 'la clé a perdu une autorisation',
  },
  exposed: {
    title: 'D’autres personnes ont peut-être vu la clé pour {company}',
    text: 'Cela a été signalé ({time})\u00a0: {product} a donc cessé de l’utiliser. Supprimez-la dans {provider}, puis ajoutez-en une nouvelle ici.',
    next: 'Remplacer la clé API',
    why: 'd’autres personnes ont peut-être vu la clé',
  },
  stored_key_unreadable: {
    title: 'Nous ne parvenons pas à lire notre copie de la clé',
    text: 'Le défaut est de notre côté\u00a0: tout va bien dans votre {provider}. Veuillez ajouter la clé de nouveau\u202f; si vous ne l’avez plus, {provider} vous en donne une nouvelle.',
    next: 'Remplacer la clé API',
    why: 'nous ne parvenions pas à lire notre copie de la clé',
  },
  restored: {
    title: 'Veuillez ajouter une fois encore la clé pour {company}',
    text: '{product} a dû revenir à une copie antérieure de ses données, la clé qui s’y trouve est donc peut-être dépassée. Le défaut est de notre côté.',
    next: 'Remplacer la clé API',
    why: 'notre copie de la clé est peut-être dépassée',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Rien n’a été envoyé à {provider}.',
  fault: {
    empty: { title: 'Le champ est vide', text: 'Copiez la clé dans {provider}, puis collez-la ici.' },
    gap_inside: {
      title: 'Il y a un vide à l’intérieur de la clé',
      text: 'Une clé ne contient ni espace ni saut de ligne. Utilisez le bouton de copie dans {provider} et collez de nouveau.',
    },
    foreign_character: {
      title: 'Elle contient un caractère impossible dans une clé',
      text: 'Elle est peut-être passée par un document. Utilisez le bouton de copie dans {provider}.',
    },
    colon: {
      title: 'Il y a un deux-points dans la clé',
      text: 'Une clé n’en contient pas\u00a0: un nom a peut-être été copié avec elle.',
    },
    settings_block: {
      title: 'C’est un bloc de réglages, pas une clé',
      text: 'Copiez seulement la clé elle-même.',
    },
    web_address: {
      title: 'C’est une adresse web, pas une clé',
      text: 'La clé est ce qui s’affiche dans {provider} une fois le bouton {allow} pressé.',
    },
    masked: {
      title: 'Ce sont des points, pas la clé',
      text: 'Elle a été copiée alors qu’elle était masquée. Dans {provider}, appuyez sur le bouton de copie à côté de la clé, puis collez-la ici.',
    },
    too_long: {
      title: 'C’est beaucoup plus long qu’une clé',
      text: 'Une page entière a peut-être été copiée. Copiez seulement la clé.',
    },
  },
  tidied: 'Nettoyé.',
  removed: 'Nous avons retiré {list}.',
  repair: {
    space: 'une espace avant ou après la clé',
    line_break: 'un saut de ligne à la fin',
    invisible: {
      one: '{n} caractère invisible',
      many: '{n} de caractères invisibles',
      other: '{n} caractères invisibles',
    },
    quotes: 'les guillemets qui l’entourent',
    word_before: 'un mot placé devant',
    name_before: 'tout ce qui précède le signe égal',
  },
  hint: {
    older_key: {
      title: 'Cela ressemble à un ancien type de clé {provider}.',
      text: '{product} a besoin de celle affichée par {provider} quand vous ajoutez {integration}.',
    },
    password: {
      title: 'Cela ressemble à un mot de passe.',
      text: 'Veuillez ne pas envoyer de mot de passe\u00a0: {product} n’a besoin que de la clé API.',
    },
    very_short: { title: 'C’est très court pour une clé.', text: 'Il en manque peut-être une partie.' },
  },
  ifYours: 'Si c’est bien votre clé, appuyez simplement sur «\u00a0{button}\u00a0».',
}
