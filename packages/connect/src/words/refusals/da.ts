import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'Nøglen kan ikke bruges, som den er indsat',
    text: 'Kopiér nøglen i {provider}, og indsæt den så her.',
    next: 'Ret nøglen',
    why: 'nøglen var ikke indsat rigtigt',
  },
  key_invalid: {
    title: '{provider} kender ikke denne nøgle',
    text: 'Der kan mangle tegn, den kan være slettet i {provider}, eller den kommer fra testsystemet hos {provider}. Kopiér den igen, og indsæt det hele.',
    next: 'Prøv igen',
    why: '{provider} kendte ikke nøglen',
  },
  permissions_missing: {
    title: 'Nøglen må måske ikke alt det, {product} har brug for',
    text: 'Nøglen er rigtig, men {provider} har ikke givet den: {missing}. {provider} fastsætter det for {product}, så en ny nøgle alene hjælper måske ikke.',
    next: 'Kontakt supporten hos {product}',
    why: 'der manglede tilladelser',
  },
  not_entitled: {
    title: 'Din aftale med {provider} omfatter ikke {product} endnu',
    text: 'Nøglen er rigtig. Den, der bestyrer {provider} for {company}, kan tilføje det; prøv derefter igen med samme nøgle.',
    next: 'Prøv igen',
    why: 'aftalen med {provider} omfattede ikke {product}',
  },
  wrong_kind_of_key: {
    title: 'Denne nøgle er lavet til noget andet',
    text: '{provider} kender den, men den hører ikke til {product}. Brug den, som {provider} viser, når du tilføjer {integration}.',
    next: 'Vis mig hvor',
    why: 'nøglen var lavet til noget andet',
  },
  organisation_key: {
    title: 'Denne nøgle åbner en gruppe af virksomheder',
    text: '{product} forbinder én virksomhed ad gangen. Vælg først virksomheden i {provider}, og tilføj {integration} dér.',
    next: 'Brug en anden nøgle',
    why: 'nøglen åbnede en gruppe af virksomheder',
  },
  account_unknown: {
    title: 'Vi kunne ikke se, hvilken virksomhed nøglen åbner',
    text: '{provider} godtog nøglen, men nævnte ingen virksomhed. Vi gætter ikke.',
    next: 'Kontakt supporten hos {product}',
    why: '{provider} nævnte ingen virksomhed',
  },
  account_mismatch: {
    title: 'Denne nøgle åbner en anden virksomhed',
    text: 'Den åbner {found}. {ledger} hører til {expected} og bliver ved med det.',
    next: 'Brug en anden nøgle',
    why: 'nøglen åbnede en anden virksomhed',
  },
  account_already_connected: {
    title: '{company} er allerede forbundet',
    text: 'Den er forbundet for {elsewhere}. Du behøver ikke at tilføje den igen.',
    next: 'Åbn den forbindelse',
    why: 'virksomheden var allerede forbundet',
  },
  key_in_use_elsewhere: {
    title: 'Denne nøgle kan ikke bruges her',
    text: 'Supporten hos {product} kan finde ud af hvorfor. Giv dem dette nummer: {reference}.',
    next: 'Kontakt supporten hos {product}',
    why: 'nøglen kunne ikke bruges her',
  },
  provider_unreachable: {
    title: '{provider} svarede ikke',
    text: 'Der er ikke noget i vejen med din nøgle. Det går som regel over inden for få minutter.',
    next: 'Prøv igen',
    why: '{provider} svarede ikke',
  },
  provider_busy: {
    title: '{provider} beder os vente et øjeblik',
    text: '{provider} får mange forespørgsler lige nu. Der er ikke noget i vejen med din nøgle.',
    next: { one: 'Prøv igen om {n} sekund', other: 'Prøv igen om {n} sekunder' },
    why: '{provider} bad os vente',
  },
  provider_refusing_all: {
    title: '{provider} afviser alle forbindelser lige nu',
    text: 'Også gode nøgler bliver afvist, så det siger ikke noget om din. Det går som regel over af sig selv: prøv igen senere.',
    next: 'Prøv igen',
    why: '{provider} afviste alle forbindelser',
  },
  provider_unexpected: {
    title: '{provider} gav et svar, vi ikke ventede',
    text: 'Det siger intet om din nøgle. Supporten hos {product} kan undersøge det med dette nummer: {reference}.',
    next: 'Kontakt supporten hos {product}',
    why: '{provider} gav et svar, vi ikke ventede',
  },
  too_many_tries: {
    title: {
      one: 'Vent {n} sekund før næste forsøg',
      other: 'Vent {n} sekunder før næste forsøg',
    },
    text: 'Det gør det langsomt at gætte nøgler.',
    next: { one: 'Prøv igen om {n} sekund', other: 'Prøv igen om {n} sekunder' },
    why: 'det kom for hurtigt efter det sidste',
  },
  interrupted: {
    title: 'Kontrollen standsede, før {provider} havde svaret',
    text: 'Der er ikke noget i vejen med din nøgle. Prøv en gang til, så går det nok igennem.',
    next: 'Prøv igen',
    why: 'kontrollen standsede, før {provider} havde svaret',
  },
  confirmation_expired: {
    title: 'Tiden til at svare er gået',
    text: 'Du havde ti minutter til at sige, om det er din virksomhed, så nøglen blev smidt væk. Indsæt den igen for at blive spurgt én gang til.',
    next: 'Indsæt nøglen igen',
    why: 'ingen sagde, om det var den rigtige virksomhed',
  },
  key_revoked: {
    title: 'Din forbindelse til {provider} er afbrudt',
    text: '{provider} godtager ikke længere nøglen til {company}. Den kan være slettet eller udskiftet i {provider}. Dine indstillinger er gemt: en ny nøgle får det hele til at virke igen.',
    next: 'Udskift API-nøgle',
    why: '{provider} afviste nøglen',
  },
  permissions_lost: {
    title: 'Nøglen til {company} har mistet en tilladelse',
    text: 'Siden {time} må den ikke længere: {missing}. Alt andet virker stadig. Supporten hos {product} kan bede {provider} om at give den tilbage; har {provider} givet dig en ny nøgle, så udskift den her.',
    next: 'Kontakt supporten hos {product}',
    why: 'nøglen mistede en tilladelse',
  },
  exposed: {
    title: 'Andre kan have set nøglen til {company}',
    text: 'Det blev meldt {time}, så {product} holdt op med at bruge den. Slet den i {provider}, og tilføj så en ny her.',
    next: 'Udskift API-nøgle',
    why: 'andre kan have set nøglen',
  },
  stored_key_unreadable: {
    title: 'Vi kan ikke læse vores kopi af nøglen',
    text: 'Fejlen er hos os: der er ikke noget galt i din {provider}. Tilføj nøglen igen; har du den ikke længere, giver {provider} dig en ny.',
    next: 'Udskift API-nøgle',
    why: 'vi kunne ikke læse vores kopi af nøglen',
  },
  restored: {
    title: 'Tilføj nøglen til {company} én gang til',
    text: '{product} måtte gå tilbage til en tidligere kopi af sine data, så nøglen i den kan være forældet. Fejlen er hos os.',
    next: 'Udskift API-nøgle',
    why: 'vores kopi af nøglen kan være forældet',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Intet blev sendt til {provider}.',
  fault: {
    empty: { title: 'Feltet er tomt', text: 'Kopiér nøglen i {provider}, og indsæt den så her.' },
    gap_inside: {
      title: 'Der er et hul i nøglen',
      text: 'En nøgle har ingen mellemrum eller linjeskift. Brug kopiknappen i {provider}, og indsæt igen.',
    },
    foreign_character: {
      title: 'Der er et tegn i den, som en nøgle ikke kan have',
      text: 'Den har måske været igennem et dokument. Brug kopiknappen i {provider}.',
    },
    colon: {
      title: 'Der er et kolon i nøglen',
      text: 'En nøgle har intet kolon: måske er et navn kommet med.',
    },
    settings_block: {
      title: 'Det er en blok med indstillinger, ikke en nøgle',
      text: 'Kopiér kun selve nøglen.',
    },
    web_address: {
      title: 'Det er en webadresse, ikke en nøgle',
      text: 'Nøglen er det, {provider} viser, når du har trykket på {allow}.',
    },
    masked: {
      title: 'Det er prikker, ikke nøglen',
      text: 'Den blev kopieret, mens den var skjult. Tryk på kopiknappen ved siden af nøglen i {provider}, og indsæt den så her.',
    },
    too_long: {
      title: 'Det er meget længere end en nøgle',
      text: 'Måske blev en hel side kopieret. Kopiér kun nøglen.',
    },
  },
  tidied: 'Ryddet op.',
  removed: 'Vi fjernede {list}.',
  repair: {
    space: 'et mellemrum før eller efter nøglen',
    line_break: 'et linjeskift til sidst',
    invisible: { one: '{n} usynligt tegn', other: '{n} usynlige tegn' },
    quotes: 'anførselstegnene omkring den',
    word_before: 'et ord foran den',
    name_before: 'alt før lighedstegnet',
  },
  hint: {
    older_key: {
      title: 'Det ligner en ældre slags {provider}-nøgle.',
      text: '{product} skal bruge den, som {provider} viser, når du tilføjer {integration}.',
    },
    password: {
      title: 'Det ligner en adgangskode.',
      text: 'Send ikke adgangskoder: {product} skal kun bruge API-nøglen.',
    },
    very_short: { title: 'Det er meget kort for en nøgle.', text: 'Der mangler måske en del.' },
  },
  ifYours: 'Hvis det er din nøgle, så tryk bare på {button}.',
}
