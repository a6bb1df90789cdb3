import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'Nyckeln kan inte användas som den klistrades in',
    text: 'Kopiera nyckeln i {provider} och klistra sedan in den här.',
    next: 'Rätta nyckeln',
    why: 'nyckeln klistrades inte in hel',
  },
  key_invalid: {
    title: '{provider} känner inte igen nyckeln',
    text: 'Tecken kan saknas, den kan ha tagits bort i {provider}, eller så kommer den från testmiljön hos {provider}. Kopiera den igen och klistra in allt.',
    next: 'Försök igen',
    why: '{provider} kände inte igen nyckeln',
  },
  permissions_missing: {
    title: 'Nyckeln får kanske inte göra allt som {product} behöver',
    text: 'Nyckeln är rätt, men {provider} har inte gett den: {missing}. {provider} bestämmer det för {product}, så det är inte säkert att en ny nyckel hjälper.',
    next: 'Kontakta supporten för {product}',
    why: 'behörigheter saknades',
  },
  not_entitled: {
    title: 'I ditt avtal med {provider} ingår inte {product} än',
    text: 'Nyckeln är rätt. Den som sköter {provider} för {company} kan lägga till det. Försök sedan igen med samma nyckel.',
    next: 'Försök igen',
    why: '{product} ingick inte i avtalet med {provider}',
  },
  wrong_kind_of_key: {
    title: 'Nyckeln är gjord för något annat',
    text: '{provider} känner till den, men den hör inte till {product}. Använd den som {provider} visar när du lägger till {integration}.',
    next: 'Visa mig var',
    why: 'nyckeln var gjord för något annat',
  },
  organisation_key: {
    title: 'Nyckeln öppnar en grupp av företag',
    text: '{product} ansluter ett företag i taget. Välj först företaget i {provider} och lägg till {integration} där.',
    next: 'Använd en annan nyckel',
    why: 'nyckeln öppnade en grupp av företag',
  },
  account_unknown: {
    title: 'Vi kunde inte se vilket företag nyckeln öppnar',
    text: '{provider} godtog nyckeln men nämnde inget företag. Vi gissar inte.',
    next: 'Kontakta supporten för {product}',
    why: '{provider} nämnde inget företag',
  },
  account_mismatch: {
    title: 'Nyckeln öppnar ett annat företag',
    text: 'Den öppnar {found}. {ledger} hör till {expected}, och så förblir det.',
    next: 'Använd en annan nyckel',
    why: 'nyckeln öppnade ett annat företag',
  },
  account_already_connected: {
    title: '{company} har redan en anslutning',
    text: 'Den finns för {elsewhere}. Du behöver inte lägga till den igen.',
    next: 'Öppna den anslutningen',
    why: 'företaget var redan anslutet',
  },
  key_in_use_elsewhere: {
    title: 'Nyckeln kan inte användas här',
    text: 'Supporten för {product} kan ta reda på varför. Ge dem det här numret: {reference}.',
    next: 'Kontakta supporten för {product}',
    why: 'nyckeln kunde inte användas här',
  },
  provider_unreachable: {
    title: '{provider} svarade inte',
    text: 'Det är inget fel på din nyckel. Det går oftast över inom några minuter.',
    next: 'Försök igen',
    why: '{provider} svarade inte',
  },
  provider_busy: {
    title: '{provider} ber oss vänta en stund',
    text: '{provider} får många förfrågningar just nu. Det är inget fel på din nyckel.',
    next: { one: 'Försök igen om {n} sekund', other: 'Försök igen om {n} sekunder' },
    why: '{provider} bad oss vänta',
  },
  provider_refusing_all: {
    title: '{provider} avvisar alla anslutningar just nu',
    text: 'Även nycklar som fungerar avvisas, så det säger ingenting om din. Det går oftast över av sig självt: försök igen senare.',
    next: 'Försök igen',
    why: '{provider} avvisade alla anslutningar',
  },
  provider_unexpected: {
    title: '{provider} gav ett svar som vi inte väntade oss',
    text: 'Det säger inget om din nyckel. Supporten för {product} kan undersöka det med det här numret: {reference}.',
    next: 'Kontakta supporten för {product}',
    why: '{provider} gav ett svar som vi inte väntade oss',
  },
  too_many_tries: {
    title: {
      one: 'Vänta {n} sekund före nästa försök',
      other: 'Vänta {n} sekunder före nästa försök',
    },
    text: 'Det gör det långsamt att gissa nycklar.',
    next: { one: 'Försök igen om {n} sekund', other: 'Försök igen om {n} sekunder' },
    why: 'det kom för tätt efter det förra',
  },
  interrupted: {
    title: 'Kontrollen stannade innan {provider} hade svarat',
    text: 'Det är inget fel på din nyckel. En gång till, så bör det gå igenom.',
    next: 'Försök igen',
    why: 'kontrollen stannade innan {provider} hade svarat',
  },
  confirmation_expired: {
    title: 'Tiden för att svara är slut',
    text: 'Du hade tio minuter på dig att svara på om det är ditt företag, så nyckeln kastades. Klistra in den igen för att få frågan en gång till.',
    next: 'Klistra in nyckeln igen',
    why: 'ingen svarade på om det var rätt företag',
  },
  key_revoked: {
    title: 'Anslutningen till {provider} är avbruten',
    text: '{provider} godtar inte längre nyckeln för {company}. Den kan ha tagits bort eller bytts i {provider}. Dina inställningar finns kvar: med en ny nyckel fungerar allt igen.',
    next: 'Byt API-nyckel',
    why: '{provider} avvisade nyckeln',
  },
  permissions_lost: {
    title: 'Nyckeln för {company} har förlorat en behörighet',
    text: 'Sedan {time} får den inte längre: {missing}. Allt annat fungerar fortfarande. Supporten för {product} kan be {provider} att ge den tillbaka. Har {provider} gett dig en ny nyckel byter du den här.',
    next: 'Kontakta supporten för {product}',
    why: 'nyckeln förlorade en behörighet',
  },
  exposed: {
    title: 'Andra kan ha sett nyckeln för {company}',
    text: 'Det anmäldes ({time}), så {product} slutade använda den. Ta bort den i {provider} och lägg sedan till en ny här.',
    next: 'Byt API-nyckel',
    why: 'andra kan ha sett nyckeln',
  },
  stored_key_unreadable: {
    title: 'Vi kan inte läsa vår kopia av nyckeln',
    text: 'Felet är vårt: det är inget fel i {provider} hos dig. Lägg till nyckeln igen. Om du inte har den kvar får du en ny av {provider}.',
    next: 'Byt API-nyckel',
    why: 'vi kunde inte läsa vår kopia av nyckeln',
  },
  restored: {
    title: 'Lägg till nyckeln för {company} en gång till',
    text: '{product} fick gå tillbaka till en tidigare kopia av sina data, så nyckeln i den kan vara inaktuell. Felet är vårt.',
    next: 'Byt API-nyckel',
    why: 'vår kopia av nyckeln kan vara inaktuell',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Inget skickades till {provider}.',
  fault: {
    empty: { title: 'Fältet är tomt', text: 'Kopiera nyckeln i {provider} och klistra sedan in den här.' },
    gap_inside: {
      title: 'Det finns ett mellanrum i nyckeln',
      text: 'En nyckel har inga mellanslag eller radbrytningar. Använd kopieringsknappen i {provider} och klistra in igen.',
    },
    foreign_character: {
      title: 'Den innehåller ett tecken som en nyckel inte kan ha',
      text: 'Den kan ha gått genom ett dokument. Använd kopieringsknappen i {provider}.',
    },
    colon: {
      title: 'Det finns ett kolon i nyckeln',
      text: 'En nyckel har inget kolon: kanske kom ett namn med.',
    },
    settings_block: {
      title: 'Det här är ett block med inställningar, inte en nyckel',
      text: 'Kopiera bara själva nyckeln.',
    },
    web_address: {
      title: 'Det här är en webbadress, inte en nyckel',
      text: 'Nyckeln är det som {provider} visar när du har tryckt på {allow}.',
    },
    masked: {
      title: 'Det här är punkter, inte nyckeln',
      text: 'Den kopierades medan den var dold. Tryck på kopieringsknappen bredvid nyckeln i {provider} och klistra sedan in den här.',
    },
    too_long: {
      title: 'Det här är mycket längre än en nyckel',
      text: 'Kanske kopierades en hel sida. Kopiera bara nyckeln.',
    },
  },
  tidied: 'Uppstädat.',
  removed: 'Vi tog bort {list}.',
  repair: {
    space: 'ett mellanslag före eller efter nyckeln',
    line_break: 'en radbrytning i slutet',
    invisible: { one: '{n} osynligt tecken', other: '{n} osynliga tecken' },
    quotes: 'citattecknen runt den',
    word_before: 'ett ord framför den',
    name_before: 'allt före likhetstecknet',
  },
  hint: {
    older_key: {
      title: 'Det här ser ut som en äldre sorts nyckel från {provider}.',
      text: '{product} behöver den som {provider} visar när du lägger till {integration}.',
    },
    password: {
      title: 'Det här ser ut som ett lösenord.',
      text: 'Skicka inga lösenord: {product} behöver bara API-nyckeln.',
    },
    very_short: { title: 'Det här är mycket kort för en nyckel.', text: 'En del kan saknas.' },
  },
  ifYours: 'Om det är din nyckel trycker du bara på {button}.',
}
