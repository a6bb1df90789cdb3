import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'Nøkkelen kan ikke brukes slik den er limt inn',
    text: 'Kopier nøkkelen i {provider} og lim den så inn her.',
    next: 'Rett nøkkelen',
    why: 'nøkkelen ble ikke limt inn hel',
  },
  key_invalid: {
    title: '{provider} kjenner ikke igjen nøkkelen',
    text: 'Det kan mangle tegn, den kan være slettet i {provider}, eller den kommer fra testmiljøet hos {provider}. Kopier den igjen og lim inn alt.',
    next: 'Prøv igjen',
    why: '{provider} kjente ikke igjen nøkkelen',
  },
  permissions_missing: {
    title: 'Nøkkelen får kanskje ikke gjøre alt {product} trenger',
    text: 'Nøkkelen er riktig, men {provider} har ikke gitt den: {missing}. {provider} bestemmer dette for {product}, så en ny nøkkel alene hjelper kanskje ikke.',
    next: 'Kontakt kundestøtten for {product}',
    why: 'tillatelser manglet',
  },
  not_entitled: {
    title: 'Avtalen din med {provider} omfatter ikke {product} ennå',
    text: 'Nøkkelen er riktig. Den som administrerer {provider} for {company}, kan legge det til. Prøv så igjen med samme nøkkel.',
    next: 'Prøv igjen',
    why: 'avtalen med {provider} omfattet ikke {product}',
  },
  wrong_kind_of_key: {
    title: 'Nøkkelen er laget til noe annet',
    text: '{provider} kjenner den, men den hører ikke til {product}. Bruk den som {provider} viser når du legger til {integration}.',
    next: 'Vis meg hvor',
    why: 'nøkkelen var laget til noe annet',
  },
  organisation_key: {
    title: 'Nøkkelen åpner en gruppe av selskaper',
    text: '{product} kobler til ett selskap om gangen. Velg først selskapet i {provider} og legg til {integration} der.',
    next: 'Bruk en annen nøkkel',
    why: 'nøkkelen åpnet en gruppe av selskaper',
  },
  account_unknown: {
    title: 'Vi kunne ikke se hvilket selskap nøkkelen åpner',
    text: '{provider} godtok nøkkelen, men nevnte ikke noe selskap. Vi gjetter ikke.',
    next: 'Kontakt kundestøtten for {product}',
    why: '{provider} nevnte ikke noe selskap',
  },
  account_mismatch: {
    title: 'Nøkkelen åpner et annet selskap',
    text: 'Den åpner {found}. {ledger} hører til {expected}, og det forblir slik.',
    next: 'Bruk en annen nøkkel',
    why: 'nøkkelen åpnet et annet selskap',
  },
  account_already_connected: {
    title: '{company} er allerede tilkoblet',
    text: 'Det er tilkoblet for {elsewhere}. Du trenger ikke å legge det til igjen.',
    next: 'Åpne den tilkoblingen',
    why: 'selskapet var allerede tilkoblet',
  },
  key_in_use_elsewhere: {
    title: 'Nøkkelen kan ikke brukes her',
    text: 'Kundestøtten for {product} kan finne ut hvorfor. Gi dem dette nummeret: {reference}.',
    next: 'Kontakt kundestøtten for {product}',
    why: 'nøkkelen kunne ikke brukes her',
  },
  provider_unreachable: {
    title: '{provider} svarte ikke',
    text: 'Det er ikke noe galt med nøkkelen din. Dette går som regel over i løpet av noen minutter.',
    next: 'Prøv igjen',
    why: '{provider} svarte ikke',
  },
  provider_busy: {
    title: '{provider} ber oss vente et øyeblikk',
    text: '{provider} får mange forespørsler akkurat nå. Det er ikke noe galt med nøkkelen din.',
    next: { one: 'Prøv igjen om {n} sekund', other: 'Prøv igjen om {n} sekunder' },
    why: '{provider} ba oss vente',
  },
  provider_refusing_all: {
    title: '{provider} avviser alle tilkoblinger akkurat nå',
    text: 'Også nøkler som virker, blir avvist, så dette sier ingenting om din. Det går som regel over av seg selv: prøv igjen senere.',
    next: 'Prøv igjen',
    why: '{provider} avviste alle tilkoblinger',
  },
  provider_unexpected: {
    title: '{provider} ga et svar vi ikke ventet',
    text: 'Det sier ingenting om nøkkelen din. Kundestøtten for {product} kan undersøke det med dette nummeret: {reference}.',
    next: 'Kontakt kundestøtten for {product}',
    why: '{provider} ga et svar vi ikke ventet',
  },
  too_many_tries: {
    title: {
      one: 'Vent {n} sekund før neste forsøk',
      other: 'Vent {n} sekunder før neste forsøk',
    },
    text: 'Det gjør det langsomt å gjette nøkler.',
    next: { one: 'Prøv igjen om {n} sekund', other: 'Prøv igjen om {n} sekunder' },
    why: 'det kom for raskt etter det forrige',
  },
  interrupted: {
    title: 'Kontrollen stanset før {provider} hadde svart',
    text: 'Det er ikke noe galt med nøkkelen din. Én gang til, så går det nok igjennom.',
    next: 'Prøv igjen',
    why: 'kontrollen stanset før {provider} hadde svart',
  },
  confirmation_expired: {
    title: 'Tiden for å svare er ute',
    text: 'Du hadde ti minutter på å svare på om det er selskapet ditt, så nøkkelen ble kastet. Lim den inn igjen for å bli spurt én gang til.',
    next: 'Lim inn nøkkelen igjen',
    why: 'ingen svarte på om det var riktig selskap',
  },
  key_revoked: {
    title: 'Tilkoblingen til {provider} er brutt',
    text: '{provider} godtar ikke lenger nøkkelen for {company}. Den kan være slettet eller byttet i {provider}. Innstillingene dine er beholdt: en ny nøkkel får alt til å virke igjen.',
    next: 'Bytt API-nøkkel',
    why: '{provider} avviste nøkkelen',
  },
  permissions_lost: {
    title: 'Nøkkelen for {company} har mistet en tillatelse',
    text: 'Siden {time} får den ikke lenger: {missing}. Alt annet virker fortsatt. Kundestøtten for {product} kan be {provider} om å gi den tilbake. Har {provider} gitt deg en ny nøkkel, bytter du den her.',
    next: 'Kontakt kundestøtten for {product}',
    why: 'nøkkelen mistet en tillatelse',
  },
  exposed: {
    title: 'Andre kan ha sett nøkkelen for {company}',
    text: 'Det ble meldt ({time}), så {product} sluttet å bruke den. Slett den i {provider} og legg så til en ny her.',
    next: 'Bytt API-nøkkel',
    why: 'andre kan ha sett nøkkelen',
  },
  stored_key_unreadable: {
    title: 'Vi kan ikke lese vår kopi av nøkkelen',
    text: 'Feilen er hos oss: det er ikke noe galt i {provider} hos deg. Legg til nøkkelen igjen. Har du den ikke lenger, får du en ny av {provider}.',
    next: 'Bytt API-nøkkel',
    why: 'vi kunne ikke lese vår kopi av nøkkelen',
  },
  restored: {
    title: 'Legg til nøkkelen for {company} én gang til',
    text: '{product} måtte gå tilbake til en tidligere kopi av dataene sine, så nøkkelen i den kan være utdatert. Feilen er hos oss.',
    next: 'Bytt API-nøkkel',
    why: 'vår kopi av nøkkelen kan være utdatert',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Ingenting ble sendt til {provider}.',
  fault: {
    empty: { title: 'Feltet er tomt', text: 'Kopier nøkkelen i {provider} og lim den så inn her.' },
    gap_inside: {
      title: 'Det er et mellomrom inne i nøkkelen',
      text: 'En nøkkel har ingen mellomrom eller linjeskift. Bruk kopiknappen i {provider} og lim inn igjen.',
    },
    foreign_character: {
      title: 'Det er et tegn i den som en nøkkel ikke kan ha',
      text: 'Den kan ha gått gjennom et dokument. Bruk kopiknappen i {provider}.',
    },
    colon: {
      title: 'Det er et kolon i nøkkelen',
      text: 'En nøkkel har ikke noe kolon: kanskje kom et navn med.',
    },
    settings_block: {
      title: 'Dette er en blokk med innstillinger, ikke en nøkkel',
      text: 'Kopier bare selve nøkkelen.',
    },
    web_address: {
      title: 'Dette er en nettadresse, ikke en nøkkel',
      text: 'Nøkkelen er det {provider} viser når du har trykket på {allow}.',
    },
    masked: {
      title: 'Dette er prikker, ikke nøkkelen',
      text: 'Den ble kopiert mens den var skjult. Trykk på kopiknappen ved siden av nøkkelen i {provider} og lim den så inn her.',
    },
    too_long: {
      title: 'Dette er mye lengre enn en nøkkel',
      text: 'Kanskje ble en hel side kopiert. Kopier bare nøkkelen.',
    },
  },
  tidied: 'Ryddet opp.',
  removed: 'Vi fjernet {list}.',
  repair: {
    space: 'et mellomrom før eller etter nøkkelen',
    line_break: 'et linjeskift på slutten',
    invisible: { one: '{n} usynlig tegn', other: '{n} usynlige tegn' },
    quotes: 'anførselstegnene rundt den',
    word_before: 'et ord foran den',
    name_before: 'alt før likhetstegnet',
  },
  hint: {
    older_key: {
      title: 'Dette ser ut som en eldre type nøkkel fra {provider}.',
      text: '{product} trenger den som {provider} viser når du legger til {integration}.',
    },
    password: {
      title: 'Dette ser ut som et passord.',
      text: 'Ikke send passord: {product} trenger bare API-nøkkelen.',
    },
    very_short: { title: 'Dette er svært kort for en nøkkel.', text: 'En del mangler kanskje.' },
  },
  ifYours: 'Hvis det er nøkkelen din, trykker du bare på {button}.',
}
