import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'De sleutel is zo geplakt niet te gebruiken',
    text: 'Kopieer de sleutel in {provider} en plak hem dan hier.',
    next: 'Verbeter de sleutel',
    why: 'de sleutel was niet helemaal geplakt',
  },
  key_invalid: {
    title: '{provider} herkent deze sleutel niet',
    text: 'Misschien ontbreken er tekens, is hij in {provider} verwijderd, of komt hij uit het testsysteem van {provider}. Kopieer hem opnieuw en plak alles.',
    next: 'Opnieuw proberen',
    why: '{provider} herkende de sleutel niet',
  },
  permissions_missing: {
    title: 'Deze sleutel mag misschien niet alles wat {product} nodig heeft',
    text: 'De sleutel klopt, maar dit heeft {provider} hem niet gegeven: {missing}. {provider} bepaalt dit voor {product}, dus een nieuwe sleutel alleen helpt misschien niet.',
    next: 'Neem contact op met de support van {product}',
    why: 'er ontbraken rechten',
  },
  not_entitled: {
    title: 'Je abonnement bij {provider} omvat {product} nog niet',
    text: 'De sleutel klopt. Wie {provider} voor {company} beheert, kan het toevoegen; probeer het dan opnieuw met dezelfde sleutel.',
    next: 'Opnieuw proberen',
    why: 'het abonnement bij {provider} omvatte {product} niet',
  },
  wrong_kind_of_key: {
    title: 'Deze sleutel is voor iets anders gemaakt',
    text: '{provider} kent hem, maar hij hoort niet bij {product}. Gebruik de sleutel die {provider} toont wanneer je {integration} toevoegt.',
    next: 'Laat zien waar',
    why: 'de sleutel was voor iets anders gemaakt',
  },
  organisation_key: {
    title: 'Deze sleutel opent een groep bedrijven',
    text: '{product} koppelt één bedrijf tegelijk. Kies in {provider} eerst het bedrijf en voeg {integration} daar toe.',
    next: 'Een andere sleutel gebruiken',
    why: 'de sleutel opende een groep bedrijven',
  },
  account_unknown: {
    title: 'We konden niet zien welk bedrijf deze sleutel opent',
    text: '{provider} accepteerde de sleutel, maar noemde geen bedrijf. We gokken niet.',
    next: 'Neem contact op met de support van {product}',
    why: '{provider} noemde geen bedrijf',
  },
  account_mismatch: {
    title: 'Deze sleutel opent een ander bedrijf',
    text: 'Hij opent {found}. {ledger} hoort bij {expected} en dat blijft zo.',
    next: 'Een andere sleutel gebruiken',
    why: 'de sleutel opende een ander bedrijf',
  },
  account_already_connected: {
    title: '{company} is al gekoppeld',
    text: 'De koppeling bestaat voor {elsewhere}. Je hoeft haar niet opnieuw toe te voegen.',
    next: 'Die koppeling openen',
    why: 'het bedrijf was al gekoppeld',
  },
  key_in_use_elsewhere: {
    title: 'Deze sleutel kan hier niet worden gebruikt',
    text: 'De support van {product} kan uitzoeken waarom. Geef daar dit nummer door: {reference}.',
    next: 'Neem contact op met de support van {product}',
    why: 'de sleutel kon hier niet worden gebruikt',
  },
  provider_unreachable: {
    title: '{provider} gaf geen antwoord',
    text: 'Het ligt niet aan je sleutel. Meestal is dit binnen een paar minuten voorbij.',
    next: 'Opnieuw proberen',
    why: '{provider} gaf geen antwoord',
  },
  provider_busy: {
    title: '{provider} vraagt ons even te wachten',
    text: '{provider} krijgt op dit moment veel verzoeken. Het ligt niet aan je sleutel.',
    next: { one: 'Over {n} seconde opnieuw proberen', other: 'Over {n} seconden opnieuw proberen' },
    why: '{provider} vroeg ons te wachten',
  },
  provider_refusing_all: {
    title: '{provider} weigert op dit moment alle koppelingen',
    text: 'Ook goede sleutels worden geweigerd, dus dit zegt niets over die van jou. Meestal gaat het vanzelf over: probeer het later nog eens.',
    next: 'Opnieuw proberen',
    why: '{provider} weigerde alle koppelingen',
  },
  provider_unexpected: {
    title: '{provider} gaf een antwoord dat we niet verwachtten',
    text: 'Dit zegt niets over je sleutel. De support van {product} kan het met dit nummer uitzoeken: {reference}.',
    next: 'Neem contact op met de support van {product}',
    why: '{provider} gaf een antwoord dat we niet verwachtten',
  },
  too_many_tries: {
    title: {
      one: 'Wacht {n} seconde tot de volgende poging',
      other: 'Wacht {n} seconden tot de volgende poging',
    },
    text: 'Zo kan niemand snel sleutels raden.',
    next: { one: 'Over {n} seconde opnieuw proberen', other: 'Over {n} seconden opnieuw proberen' },
    why: 'ze kwam te snel na de vorige',
  },
  interrupted: {
    title: 'De controle stopte voordat {provider} had geantwoord',
    text: 'Het ligt niet aan je sleutel. Probeer het nog eens, dan lukt het waarschijnlijk.',
    next: 'Opnieuw proberen',
    why: 'de controle stopte voordat {provider} had geantwoord',
  },
  confirmation_expired: {
    title: 'De tijd om te antwoorden is voorbij',
    text: 'Je had tien minuten om te zeggen of het je bedrijf is, dus de sleutel is weggegooid. Plak hem opnieuw om nog eens gevraagd te worden.',
    next: 'Plak de sleutel opnieuw',
    why: 'niemand zei of het het juiste bedrijf was',
  },
  key_revoked: {
    title: 'Je koppeling met {provider} is onderbroken',
    text: '{provider} accepteert de sleutel voor {company} niet meer. Misschien is hij in {provider} verwijderd of vervangen. Je instellingen zijn bewaard: met een nieuwe sleutel werkt alles weer.',
    next: 'API-sleutel vervangen',
    why: '{provider} weigerde de sleutel',
  },
  permissions_lost: {
    title: 'De sleutel voor {company} is een recht kwijt',
    text: 'Dit mag hij sinds {time} niet meer: {missing}. Al het andere blijft werken. De support van {product} kan {provider} vragen het terug te geven; heb je van {provider} een nieuwe sleutel, vervang hem dan hier.',
    next: 'Neem contact op met de support van {product}',
    why: 'de sleutel raakte een recht kwijt',
  },
  exposed: {
    title: 'Anderen hebben de sleutel voor {company} misschien gezien',
    text: 'Dat is gemeld ({time}), dus {product} gebruikt hem niet meer. Verwijder hem in {provider} en voeg hier een nieuwe toe.',
    next: 'API-sleutel vervangen',
    why: 'anderen hebben de sleutel misschien gezien',
  },
  stored_key_unreadable: {
    title: 'We kunnen onze kopie van de sleutel niet lezen',
    text: 'De fout ligt bij ons: in {provider} is bij jou alles in orde. Voeg de sleutel opnieuw toe; heb je hem niet meer, dan geeft {provider} je een nieuwe.',
    next: 'API-sleutel vervangen',
    why: 'we konden onze kopie van de sleutel niet lezen',
  },
  restored: {
    title: 'Voeg de sleutel voor {company} nog één keer toe',
    text: '{product} moest terug naar een eerdere kopie van de gegevens, dus de sleutel daarin kan verouderd zijn. De fout ligt bij ons.',
    next: 'API-sleutel vervangen',
    why: 'onze kopie van de sleutel is misschien verouderd',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Er is niets naar {provider} gestuurd.',
  fault: {
    empty: { title: 'Het veld is leeg', text: 'Kopieer de sleutel in {provider} en plak hem dan hier.' },
    gap_inside: {
      title: 'Er zit een gat in de sleutel',
      text: 'Een sleutel heeft geen spaties of regeleinden. Gebruik de kopieerknop in {provider} en plak opnieuw.',
    },
    foreign_character: {
      title: 'Er zit een teken in dat een sleutel niet kan hebben',
      text: 'Misschien is hij door een document gegaan. Gebruik de kopieerknop in {provider}.',
    },
    colon: {
      title: 'Er zit een dubbele punt in de sleutel',
      text: 'Die hoort er niet in: misschien is er een naam meegekopieerd.',
    },
    settings_block: {
      title: 'Dit is een blok instellingen, geen sleutel',
      text: 'Kopieer alleen de sleutel zelf.',
    },
    web_address: {
      title: 'Dit is een webadres, geen sleutel',
      text: 'De sleutel is wat {provider} toont nadat je op {allow} hebt gedrukt.',
    },
    masked: {
      title: 'Dit zijn stippen, niet de sleutel',
      text: 'Hij is gekopieerd terwijl hij verborgen was. Druk in {provider} op de kopieerknop naast de sleutel en plak hem dan hier.',
    },
    too_long: {
      title: 'Dit is veel langer dan een sleutel',
      text: 'Misschien is een hele pagina gekopieerd. Kopieer alleen de sleutel.',
    },
  },
  tidied: 'Opgeruimd.',
  removed: 'Verwijderd: {list}.',
  repair: {
    space: 'een spatie voor of na de sleutel',
    line_break: 'een regeleinde aan het eind',
    invisible: { one: '{n} onzichtbaar teken', other: '{n} onzichtbare tekens' },
    quotes: 'de aanhalingstekens eromheen',
    word_before: 'een woord ervoor',
    name_before: 'alles voor het isgelijkteken',
  },
  hint: {
    older_key: {
      title: 'Dit lijkt op een ouder soort sleutel van {provider}.',
      text: '{product} heeft de sleutel nodig die {provider} toont wanneer je {integration} toevoegt.',
    },
    password: {
      title: 'Dit lijkt op een wachtwoord.',
      text: 'Stuur geen wachtwoorden: {product} heeft alleen de API-sleutel nodig.',
    },
    very_short: { title: 'Dit is erg kort voor een sleutel.', text: 'Misschien ontbreekt er een deel.' },
  },
  ifYours: 'Als het je sleutel is, druk dan gewoon op {button}.',
}
