import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'La chiave non si può usare così come è stata incollata',
    text: 'Copi la chiave in {provider} e poi la incolli qui.',
    next: 'Correggi la chiave',
    why: 'la chiave non è stata incollata per intero',
  },
  key_invalid: {
    title: '{provider} non riconosce questa chiave',
    text: 'Forse mancano dei caratteri, è stata eliminata in {provider} oppure proviene dal sistema di prova di {provider}. La copi di nuovo e la incolli per intero.',
    next: 'Riprova',
    why: '{provider} non ha riconosciuto la chiave',
  },
  permissions_missing: {
    title: 'Questa chiave forse non permette tutto ciò che serve a {product}',
    text: 'La chiave è giusta, ma {provider} non le ha dato: {missing}. {provider} lo stabilisce per {product}, perciò una nuova chiave da sola potrebbe non bastare.',
    next: 'Contatta l’assistenza {product}',
    why: 'mancavano delle autorizzazioni',
  },
  not_entitled: {
    title: 'Il suo piano {provider} non comprende ancora {product}',
    text: 'La chiave è giusta. Chi gestisce {provider} per {company} può aggiungerlo; poi riprovi con la stessa chiave.',
    next: 'Riprova',
    why: 'il piano {provider} non comprendeva {product}',
  },
  wrong_kind_of_key: {
    title: 'Questa chiave è stata creata per altro',
    text: '{provider} la conosce, ma non è destinata a {product}. Usi quella che {provider} mostra quando aggiunge {integration}.',
    next: 'Mostra dove',
    why: 'la chiave era stata creata per altro',
  },
  organisation_key: {
    title: 'Questa chiave apre un gruppo di aziende',
    text: '{product} collega un’azienda alla volta. In {provider}, scelga prima l’azienda e lì aggiunga {integration}.',
    next: 'Usa un’altra chiave',
    why: 'la chiave apriva un gruppo di aziende',
  },
  account_unknown: {
    title: 'Non siamo riusciti a capire quale azienda apre questa chiave',
    text: '{provider} ha accettato la chiave ma non ha indicato alcuna azienda. Noi non tiriamo a indovinare.',
    next: 'Contatta l’assistenza {product}',
    why: '{provider} non ha indicato alcuna azienda',
  },
  account_mismatch: {
    title: 'Questa chiave apre un’altra azienda',
    text: 'Apre {found}. Per {ledger} vale {expected}, e resta così.',
    next: 'Usa un’altra chiave',
    why: 'la chiave apriva un’altra azienda',
  },
  account_already_connected: {
    title: '{company} è già collegata',
    text: 'È collegata per {elsewhere}. Non occorre aggiungerla di nuovo.',
    next: 'Apri quel collegamento',
    why: 'l’azienda era già collegata',
  },
  key_in_use_elsewhere: {
    title: 'Questa chiave non si può usare qui',
    text: 'L’assistenza {product} può scoprire perché. Comunichi questo numero: {reference}.',
    next: 'Contatta l’assistenza {product}',
    why: 'la chiave non si poteva usare qui',
  },
  provider_unreachable: {
    title: '{provider} non ha risposto',
    text: 'La sua chiave non è il problema. Di solito passa in pochi minuti.',
    next: 'Riprova',
    why: '{provider} non ha risposto',
  },
  provider_busy: {
    title: '{provider} ci chiede di attendere un momento',
    text: '{provider} sta ricevendo molte richieste. La sua chiave non è il problema.',
    next: {
      one: 'Riprova tra {n} secondo',
      many: 'Riprova tra {n} di secondi',
      other: 'Riprova tra {n} secondi',
    },
    why: '{provider} ci ha chiesto di attendere',
  },
  provider_refusing_all: {
    title: '{provider} sta rifiutando tutti i collegamenti',
    text: 'Vengono rifiutate anche chiavi corrette, quindi questo non dice nulla della sua. Di solito passa da sé: riprovi più tardi.',
    next: 'Riprova',
    why: '{provider} rifiutava tutti i collegamenti',
  },
  provider_unexpected: {
    title: '{provider} ha dato una risposta che non ci aspettavamo',
    text: 'Questo non dice nulla sulla sua chiave. L’assistenza {product} può esaminarlo con questo numero: {reference}.',
    next: 'Contatta l’assistenza {product}',
    why: '{provider} ha dato una risposta che non ci aspettavamo',
  },
  too_many_tries: {
    title: {
      one: 'Attenda {n} secondo prima del prossimo tentativo',
      many: 'Attenda {n} di secondi prima del prossimo tentativo',
      other: 'Attenda {n} secondi prima del prossimo tentativo',
    },
    text: 'Così si rallenta chi prova a indovinare le chiavi.',
    next: {
      one: 'Riprova tra {n} secondo',
      many: 'Riprova tra {n} di secondi',
      other: 'Riprova tra {n} secondi',
    },
    why: 'è arrivato troppo presto dopo l’ultimo',
  },
  interrupted: {
    title: 'La verifica si è fermata prima che {provider} rispondesse',
    text: 'La sua chiave non è il problema. Con un altro tentativo dovrebbe riuscire.',
    next: 'Riprova',
    why: 'la verifica si è fermata prima che {provider} rispondesse',
  },
  confirmation_expired: {
    title: 'Il tempo per rispondere è passato',
    text: 'Aveva dieci minuti per dire se è la sua azienda, perciò la chiave è stata eliminata. La incolli di nuovo e glielo chiederemo ancora una volta.',
    next: 'Incolla di nuovo la chiave',
    why: 'nessuno ha detto se era l’azienda giusta',
  },
  key_revoked: {
    title: 'Il collegamento a {provider} è interrotto',
    text: '{provider} non accetta più la chiave per {company}. Forse è stata eliminata o sostituita in {provider}. Le sue impostazioni restano: con una nuova chiave tutto funzionerà di nuovo.',
    next: 'Sostituisci la chiave API',
    why: '{provider} ha rifiutato la chiave',
  },
  permissions_lost: {
    title: 'La chiave per {company} ha perso un’autorizzazione',
    text: 'Che cosa non può più fare ({time}): {missing}. Tutto il resto continua a funzionare. L’assistenza {product} può chiedere a {provider} di ripristinarla; se {provider} le ha dato una nuova chiave, la sostituisca qui.',
    next: 'Contatta l’assistenza {product}',
    why: 'la chiave ha perso un’autorizzazione',
  },
  exposed: {
    title: 'Altri potrebbero aver visto la chiave per {company}',
    text: 'È stato segnalato ({time}), perciò {product} ha smesso di usarla. La elimini in {provider} e poi ne aggiunga qui una nuova.',
    next: 'Sostituisci la chiave API',
    why: 'altri potrebbero aver visto la chiave',
  },
  stored_key_unreadable: {
    title: 'Non riusciamo a leggere la nostra copia della chiave',
    text: 'L’errore è nostro: nel suo {provider} è tutto a posto. Aggiunga di nuovo la chiave; se non l’ha più, {provider} gliene dà una nuova.',
    next: 'Sostituisci la chiave API',
    why: 'non riuscivamo a leggere la nostra copia della chiave',
  },
  restored: {
    title: 'Aggiunga ancora una volta la chiave per {company}',
    text: '{product} è dovuto tornare a una copia precedente dei propri dati, perciò la chiave che contiene potrebbe non essere aggiornata. L’errore è nostro.',
    next: 'Sostituisci la chiave API',
    why: 'la nostra copia della chiave potrebbe non essere aggiornata',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Nulla è stato inviato a {provider}.',
  fault: {
    empty: { title: 'Il campo è vuoto', text: 'Copi la chiave in {provider} e poi la incolli qui.' },
    gap_inside: {
      title: 'C’è uno spazio dentro la chiave',
      text: 'Una chiave non ha spazi né interruzioni di riga. Usi il pulsante di copia in {provider} e incolli di nuovo.',
    },
    foreign_character: {
      title: 'Contiene un carattere che una chiave non può avere',
      text: 'Forse è passata per un documento. Usi il pulsante di copia in {provider}.',
    },
    colon: {
      title: 'Ci sono due punti dentro la chiave',
      text: 'Una chiave non ne ha: forse è stato copiato anche un nome.',
    },
    settings_block: {
      title: 'È un blocco di impostazioni, non una chiave',
      text: 'Copi solo la chiave.',
    },
    web_address: {
      title: 'È un indirizzo web, non una chiave',
      text: 'La chiave è ciò che {provider} mostra dopo aver premuto {allow}.',
    },
    masked: {
      title: 'Sono puntini, non la chiave',
      text: 'È stata copiata mentre era nascosta. In {provider}, prema il pulsante di copia accanto alla chiave e poi la incolli qui.',
    },
    too_long: {
      title: 'È molto più lungo di una chiave',
      text: 'Forse è stata copiata un’intera pagina. Copi solo la chiave.',
    },
  },
  tidied: 'Sistemato.',
  removed: 'Abbiamo tolto {list}.',
  repair: {
    space: 'uno spazio prima o dopo la chiave',
    line_break: 'un’interruzione di riga alla fine',
    invisible: {
      one: '{n} carattere invisibile',
      many: '{n} di caratteri invisibili',
      other: '{n} caratteri invisibili',
    },
    quotes: 'le virgolette intorno',
    word_before: 'una parola davanti',
    name_before: 'tutto ciò che precede il segno di uguale',
  },
  hint: {
    older_key: {
      title: 'Sembra un tipo più vecchio di chiave {provider}.',
      text: 'A {product} serve quella che {provider} mostra quando aggiunge {integration}.',
    },
    password: {
      title: 'Sembra una password.',
      text: 'Non invii password: a {product} serve solo la chiave API.',
    },
    very_short: { title: 'È molto corto per una chiave.', text: 'Forse ne manca una parte.' },
  },
  ifYours: 'Se è la sua chiave, prema semplicemente «{button}».',
}
