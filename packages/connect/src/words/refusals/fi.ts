import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'Avainta ei voi käyttää tällaisena',
    text: 'Kopioi avain palvelussa {provider} ja liitä se sitten tähän.',
    next: 'Korjaa avain',
    why: 'avainta ei liitetty kokonaan',
  },
  key_invalid: {
    title: '{provider} ei tunnista tätä avainta',
    text: 'Siitä voi puuttua merkkejä, se on ehkä poistettu palvelussa {provider}, tai se on peräisin palvelun {provider} testijärjestelmästä. Kopioi se uudelleen ja liitä kaikki.',
    next: 'Yritä uudelleen',
    why: '{provider} ei tunnistanut avainta',
  },
  permissions_missing: {
    title: 'Tämä avain ei ehkä saa tehdä kaikkea, mitä {product} tarvitsee',
    text: 'Avain on oikea, mutta {provider} ei ole antanut sille näitä: {missing}. {provider} päättää tästä ohjelmalle {product}, joten pelkkä uusi avain ei ehkä auta.',
    next: 'Ota yhteyttä ohjelman {product} tukeen',
    why: 'käyttöoikeuksia puuttui',
  },
  not_entitled: {
    title: 'Palvelun {provider} tilaukseesi ei vielä kuulu {product}',
    text: 'Avain on oikea. Se, joka hallinnoi palvelua {provider} yrityksessä {company}, voi lisätä sen. Yritä sitten uudelleen samalla avaimella.',
    next: 'Yritä uudelleen',
    why: 'palvelun {provider} tilaukseen ei kuulunut {product}',
  },
  wrong_kind_of_key: {
    title: 'Tämä avain on tehty muuhun käyttöön',
    text: '{provider} tuntee sen, mutta sitä ei ole tarkoitettu ohjelmalle {product}. Käytä sitä, jonka {provider} näyttää, kun lisäät integraation {integration}.',
    next: 'Näytä, mistä',
    why: 'avain oli tehty muuhun käyttöön',
  },
  organisation_key: {
    title: 'Tämä avain avaa yritysryhmän',
    text: '{product} yhdistää yhden yrityksen kerrallaan. Valitse palvelussa {provider} ensin yritys ja lisää {integration} siellä.',
    next: 'Käytä toista avainta',
    why: 'avain avasi yritysryhmän',
  },
  account_unknown: {
    title: 'Emme saaneet selville, minkä yrityksen tämä avain avaa',
    text: '{provider} hyväksyi avaimen mutta ei kertonut yritystä. Emme arvaa.',
    next: 'Ota yhteyttä ohjelman {product} tukeen',
    why: '{provider} ei kertonut yritystä',
  },
  account_mismatch: {
    title: 'Tämä avain avaa toisen yrityksen',
    text: 'Se avaa yrityksen {found}. {ledger} kuuluu yritykselle {expected}, ja niin pysyy.',
    next: 'Käytä toista avainta',
    why: 'avain avasi toisen yrityksen',
  },
  account_already_connected: {
    title: 'Yritys {company} on jo yhdistetty',
    text: 'Se on yhdistetty kohteeseen {elsewhere}. Sitä ei tarvitse lisätä uudelleen.',
    next: 'Avaa se yhteys',
    why: 'yritys oli jo yhdistetty',
  },
  key_in_use_elsewhere: {
    title: 'Tätä avainta ei voi käyttää täällä',
    text: 'Ohjelman {product} tuki voi selvittää syyn. Kerro tuelle tämä numero: {reference}.',
    next: 'Ota yhteyttä ohjelman {product} tukeen',
    why: 'avainta ei voinut käyttää täällä',
  },
  provider_unreachable: {
    title: '{provider} ei vastannut',
    text: 'Vika ei ole avaimessasi. Tämä menee yleensä ohi muutamassa minuutissa.',
    next: 'Yritä uudelleen',
    why: '{provider} ei vastannut',
  },
  provider_busy: {
    title: '{provider} pyytää odottamaan hetken',
    text: '{provider} saa juuri nyt paljon pyyntöjä. Vika ei ole avaimessasi.',
    next: { one: 'Yritä uudelleen {n} sekunnin kuluttua', other: 'Yritä uudelleen {n} sekunnin kuluttua' },
    why: '{provider} pyysi odottamaan',
  },
  provider_refusing_all: {
    title: '{provider} torjuu juuri nyt kaikki yhteydet',
    text: 'Myös toimivat avaimet torjutaan, joten tämä ei kerro mitään sinun avaimestasi. Tilanne menee yleensä ohi itsestään: yritä myöhemmin uudelleen.',
    next: 'Yritä uudelleen',
    why: '{provider} torjui kaikki yhteydet',
  },
  provider_unexpected: {
    title: '{provider} antoi vastauksen, jota emme odottaneet',
    text: 'Tämä ei kerro mitään avaimestasi. Ohjelman {product} tuki voi selvittää asiaa tällä numerolla: {reference}.',
    next: 'Ota yhteyttä ohjelman {product} tukeen',
    why: '{provider} antoi vastauksen, jota emme odottaneet',
  },
  too_many_tries: {
    title: {
      one: 'Odota {n} sekunti ennen seuraavaa yritystä',
      other: 'Odota {n} sekuntia ennen seuraavaa yritystä',
    },
    text: 'Tämä hidastaa avainten arvailua.',
    next: { one: 'Yritä uudelleen {n} sekunnin kuluttua', other: 'Yritä uudelleen {n} sekunnin kuluttua' },
    why: 'se tuli liian pian edellisen jälkeen',
  },
  interrupted: {
    title: 'Tarkistus pysähtyi, ennen kuin {provider} oli vastannut',
    text: 'Vika ei ole avaimessasi. Uudella yrityksellä sen pitäisi onnistua.',
    next: 'Yritä uudelleen',
    why: 'tarkistus pysähtyi, ennen kuin {provider} oli vastannut',
  },
  confirmation_expired: {
    title: 'Vastausaika on kulunut',
    text: 'Sinulla oli kymmenen minuuttia aikaa kertoa, onko tämä yrityksesi, joten avain heitettiin pois. Liitä se uudelleen, niin kysymme vielä kerran.',
    next: 'Liitä avain uudelleen',
    why: 'kukaan ei kertonut, oliko yritys oikea',
  },
  key_revoked: {
    title: 'Yhteys palveluun {provider} on poikki',
    text: '{provider} ei enää hyväksy yrityksen {company} avainta. Se on ehkä poistettu tai vaihdettu palvelussa {provider}. Asetuksesi ovat tallessa: uudella avaimella kaikki toimii taas.',
    next: 'Vaihda API-avain',
    why: '{provider} torjui avaimen',
  },
  permissions_lost: {
    title: 'Yrityksen {company} avain on menettänyt käyttöoikeuden',
    text: 'Tätä se ei enää saa tehdä (alkaen {time}): {missing}. Kaikki muu toimii edelleen. Ohjelman {product} tuki voi pyytää palvelua {provider} palauttamaan sen. Jos {provider} on antanut sinulle uuden avaimen, vaihda se täällä.',
    next: 'Ota yhteyttä ohjelman {product} tukeen',
    why: 'avain menetti käyttöoikeuden',
  },
  exposed: {
    title: 'Muut ovat voineet nähdä yrityksen {company} avaimen',
    text: 'Siitä ilmoitettiin ({time}), joten {product} ei enää käytä sitä. Poista se palvelusta {provider} ja lisää sitten uusi tänne.',
    next: 'Vaihda API-avain',
    why: 'muut ovat voineet nähdä avaimen',
  },
  stored_key_unreadable: {
    title: 'Emme pysty lukemaan kopiotamme avaimesta',
    text: 'Vika on meillä: palvelussa {provider} kaikki on kunnossa. Lisää avain uudelleen. Jos sinulla ei enää ole sitä, {provider} antaa sinulle uuden.',
    next: 'Vaihda API-avain',
    why: 'emme pystyneet lukemaan kopiotamme avaimesta',
  },
  restored: {
    title: 'Lisää yrityksen {company} avain vielä kerran',
    text: 'Ohjelman {product} piti palata tietojensa aiempaan kopioon, joten siinä oleva avain voi olla vanhentunut. Vika on meillä.',
    next: 'Vaihda API-avain',
    why: 'kopiomme avaimesta voi olla vanhentunut',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Palveluun {provider} ei lähetetty mitään.',
  fault: {
    empty: { title: 'Kenttä on tyhjä', text: 'Kopioi avain palvelussa {provider} ja liitä se sitten tähän.' },
    gap_inside: {
      title: 'Avaimen sisällä on väli',
      text: 'Avaimessa ei ole välilyöntejä eikä rivinvaihtoja. Käytä kopiointipainiketta palvelussa {provider} ja liitä uudelleen.',
    },
    foreign_character: {
      title: 'Siinä on merkki, jota avaimessa ei voi olla',
      text: 'Se on ehkä kulkenut asiakirjan kautta. Käytä kopiointipainiketta palvelussa {provider}.',
    },
    colon: {
      title: 'Avaimen sisällä on kaksoispiste',
      text: 'Avaimessa ei ole sellaista: ehkä mukaan kopioitui nimi.',
    },
    settings_block: {
      title: 'Tämä on joukko asetuksia, ei avain',
      text: 'Kopioi vain itse avain.',
    },
    web_address: {
      title: 'Tämä on verkko-osoite, ei avain',
      text: 'Avain on se, minkä {provider} näyttää, kun olet painanut {allow}.',
    },
    masked: {
      title: 'Nämä ovat pisteitä, eivät avain',
      text: 'Se kopioitiin piilotettuna. Paina palvelussa {provider} avaimen vieressä olevaa kopiointipainiketta ja liitä se sitten tähän.',
    },
    too_long: {
      title: 'Tämä on paljon pidempi kuin avain',
      text: 'Ehkä kopioitiin kokonainen sivu. Kopioi vain avain.',
    },
  },
  tidied: 'Siistitty.',
  removed: 'Poistettiin {list}.',
  repair: {
    space: 'välilyönti avaimen edestä tai perästä',
    line_break: 'rivinvaihto lopusta',
    invisible: { one: '{n} näkymätön merkki', other: '{n} näkymätöntä merkkiä' },
    quotes: 'lainausmerkit sen ympäriltä',
    word_before: 'sana sen edestä',
    name_before: 'kaikki ennen yhtäsuuruusmerkkiä',
  },
  hint: {
    older_key: {
      title: 'Tämä näyttää palvelun {provider} vanhemmalta avaimelta.',
      text: '{product} tarvitsee sen, jonka {provider} näyttää, kun lisäät integraation {integration}.',
    },
    password: {
      title: 'Tämä näyttää salasanalta.',
      text: 'Älä lähetä salasanoja: {product} tarvitsee vain API-avaimen.',
    },
    very_short: { title: 'Tämä on hyvin lyhyt avaimeksi.', text: 'Siitä voi puuttua osa.' },
  },
  ifYours: 'Jos se on avaimesi, paina vain {button}.',
}
