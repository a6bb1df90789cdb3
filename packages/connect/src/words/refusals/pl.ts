import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'Wklejonego w ten sposób klucza nie można użyć',
    text: 'Proszę skopiować klucz w systemie {provider}, a potem wkleić go tutaj.',
    next: 'Popraw klucz',
    why: 'klucza nie wklejono w całości',
  },
  key_invalid: {
    title: '{provider} nie rozpoznaje tego klucza',
    text: 'Może brakować znaków, klucz mógł zostać usunięty w systemie {provider} albo pochodzi z systemu testowego {provider}. Proszę skopiować go jeszcze raz i wkleić w całości.',
    next: 'Spróbuj ponownie',
    why: 'system {provider} nie rozpoznał klucza',
  },
  permissions_missing: {
    title: 'Ten klucz może nie pozwalać na wszystko, czego potrzebuje {product}',
    text: 'Klucz jest właściwy, ale system {provider} nie dał mu tego: {missing}. {provider} ustala to dla programu {product}, więc sam nowy klucz może nie pomóc.',
    next: 'Skontaktuj się z pomocą programu {product}',
    why: 'brakowało uprawnień',
  },
  not_entitled: {
    title: 'Państwa plan {provider} nie obejmuje jeszcze programu {product}',
    text: 'Klucz jest właściwy. Osoba, która zarządza systemem {provider} w firmie {company}, może go dodać; potem proszę spróbować ponownie z tym samym kluczem.',
    next: 'Spróbuj ponownie',
    why: 'plan {provider} nie obejmował programu {product}',
  },
  wrong_kind_of_key: {
    title: 'Ten klucz utworzono do czegoś innego',
    text: '{provider} go zna, ale nie jest on przeznaczony dla programu {product}. Proszę użyć tego, który {provider} pokazuje przy dodawaniu integracji {integration}.',
    next: 'Pokaż, gdzie',
    why: 'klucz utworzono do czegoś innego',
  },
  organisation_key: {
    title: 'Ten klucz otwiera grupę firm',
    text: '{product} łączy jedną firmę naraz. W systemie {provider} proszę najpierw wybrać firmę i tam dodać integrację {integration}.',
    next: 'Użyj innego klucza',
    why: 'klucz otwierał grupę firm',
  },
  account_unknown: {
    title: 'Nie udało się ustalić, którą firmę otwiera ten klucz',
    text: 'System {provider} przyjął klucz, ale nie podał żadnej firmy. Nie zgadujemy.',
    next: 'Skontaktuj się z pomocą programu {product}',
    why: 'system {provider} nie podał żadnej firmy',
  },
  account_mismatch: {
    title: 'Ten klucz otwiera inną firmę',
    text: 'Otwiera firmę {found}. Dla pozycji {ledger} ustalona jest firma {expected} i tak pozostanie.',
    next: 'Użyj innego klucza',
    why: 'klucz otwierał inną firmę',
  },
  account_already_connected: {
    title: 'Firma {company} jest już połączona',
    text: 'Jest połączona dla pozycji {elsewhere}. Nie trzeba dodawać jej ponownie.',
    next: 'Otwórz tamto połączenie',
    why: 'firma była już połączona',
  },
  key_in_use_elsewhere: {
    title: 'Tego klucza nie można tutaj użyć',
    text: 'Pomoc programu {product} może ustalić dlaczego. Proszę podać ten numer: {reference}.',
    next: 'Skontaktuj się z pomocą programu {product}',
    why: 'klucza nie można było tutaj użyć',
  },
  provider_unreachable: {
    title: '{provider} nie odpowiada',
    text: 'To nie wina Państwa klucza. Zwykle mija to w ciągu kilku minut.',
    next: 'Spróbuj ponownie',
    why: 'system {provider} nie odpowiedział',
  },
  provider_busy: {
    title: '{provider} prosi nas o chwilę cierpliwości',
    text: 'Do systemu {provider} dociera teraz wiele żądań. To nie wina Państwa klucza.',
    next: {
      one: 'Spróbuj ponownie za {n} sekundę',
      few: 'Spróbuj ponownie za {n} sekundy',
      many: 'Spróbuj ponownie za {n} sekund',
      other: 'Spróbuj ponownie za {n} sekundy',
    },
    why: 'system {provider} poprosił nas o cierpliwość',
  },
  provider_refusing_all: {
    title: '{provider} odrzuca teraz wszystkie połączenia',
    text: 'Odrzucane są także dobre klucze, więc nie mówi to nic o Państwa kluczu. Zwykle mija to samo: proszę spróbować ponownie później.',
    next: 'Spróbuj ponownie',
    why: '{provider}: odrzucano wszystkie połączenia',
  },
  provider_unexpected: {
    title: 'Odpowiedź systemu {provider} była inna, niż oczekiwaliśmy',
    text: 'To nic nie mówi o Państwa kluczu. Pomoc programu {product} może to zbadać, znając ten numer: {reference}.',
    next: 'Skontaktuj się z pomocą programu {product}',
    why: 'odpowiedź systemu {provider} była inna, niż oczekiwaliśmy',
  },
  too_many_tries: {
    title: {
      one: 'Proszę poczekać {n} sekundę przed następną próbą',
      few: 'Proszę poczekać {n} sekundy przed następną próbą',
      many: 'Proszę poczekać {n} sekund przed następną próbą',
      other: 'Proszę poczekać {n} sekundy przed następną próbą',
    },
    text: 'To spowalnia każdego, kto próbuje odgadnąć klucze.',
    next: {
      one: 'Spróbuj ponownie za {n} sekundę',
      few: 'Spróbuj ponownie za {n} sekundy',
      many: 'Spróbuj ponownie za {n} sekund',
      other: 'Spróbuj ponownie za {n} sekundy',
    },
    why: 'nastąpiła zbyt szybko po poprzedniej',
  },
  interrupted: {
    title: 'Sprawdzanie przerwano przed odpowiedzią systemu {provider}',
    text: 'To nie wina Państwa klucza. Następna próba powinna się udać.',
    next: 'Spróbuj ponownie',
    why: 'sprawdzanie przerwano przed odpowiedzią systemu {provider}',
  },
  confirmation_expired: {
    title: 'Czas na odpowiedź minął',
    text: 'Na odpowiedź, czy to Państwa firma, było dziesięć minut, dlatego klucz usunięto. Proszę wkleić go ponownie, a zapytamy jeszcze raz.',
    next: 'Wklej klucz ponownie',
    why: 'nikt nie powiedział, czy to właściwa firma',
  },
  key_revoked: {
    title: 'Połączenie z systemem {provider} jest przerwane',
    text: '{provider} nie przyjmuje już klucza firmy {company}. Mógł zostać usunięty lub wymieniony w systemie {provider}. Państwa ustawienia pozostały: z nowym kluczem wszystko znowu zadziała.',
    next: 'Wymień klucz API',
    why: 'system {provider} odrzucił klucz',
  },
  permissions_lost: {
    title: 'Klucz firmy {company} stracił uprawnienie',
    text: 'Czego mu już nie wolno ({time}): {missing}. Wszystko inne działa dalej. Pomoc programu {product} może poprosić o przywrócenie w {provider}; jeśli mają Państwo nowy klucz z systemu {provider}, proszę wymienić go tutaj.',
    next: 'Skontaktuj się z pomocą programu {product}',
    why: 'klucz stracił uprawnienie',
  },
  exposed: {
    title: 'Inni mogli zobaczyć klucz firmy {company}',
    text: 'Zgłoszono to ({time}), dlatego program {product} przestał go używać. Proszę usunąć go w systemie {provider}, a potem dodać tutaj nowy.',
    next: 'Wymień klucz API',
    why: 'inni mogli zobaczyć klucz',
  },
  stored_key_unreadable: {
    title: 'Nie możemy odczytać naszej kopii klucza',
    text: 'Usterka jest po naszej stronie: w systemie {provider} wszystko jest u Państwa w porządku. Proszę dodać klucz ponownie; jeśli już go nie ma, {provider} wyda nowy.',
    next: 'Wymień klucz API',
    why: 'nie mogliśmy odczytać naszej kopii klucza',
  },
  restored: {
    title: 'Proszę jeszcze raz dodać klucz firmy {company}',
    text: 'Program {product} musiał wrócić do wcześniejszej kopii swoich danych, dlatego klucz w niej może być nieaktualny. Usterka jest po naszej stronie.',
    next: 'Wymień klucz API',
    why: 'nasza kopia klucza może być nieaktualna',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'Niczego nie wysłano do systemu {provider}.',
  fault: {
    empty: {
      title: 'Pole jest puste',
      text: 'Proszę skopiować klucz w systemie {provider}, a potem wkleić go tutaj.',
    },
    gap_inside: {
      title: 'Wewnątrz klucza jest przerwa',
      text: 'Klucz nie ma spacji ani podziałów wiersza. Proszę użyć przycisku kopiowania w systemie {provider} i wkleić ponownie.',
    },
    foreign_character: {
      title: 'Jest w nim znak, którego klucz nie może mieć',
      text: 'Mógł przejść przez jakiś dokument. Proszę użyć przycisku kopiowania w systemie {provider}.',
    },
    colon: {
      title: 'Wewnątrz klucza jest dwukropek',
      text: 'Klucz go nie ma: być może skopiowano też nazwę.',
    },
    settings_block: {
      title: 'To blok ustawień, a nie klucz',
      text: 'Proszę skopiować tylko sam klucz.',
    },
    web_address: {
      title: 'To adres strony, a nie klucz',
      text: 'Klucz to to, co {provider} pokazuje po naciśnięciu {allow}.',
    },
    masked: {
      title: 'To kropki, a nie klucz',
      text: 'Skopiowano go, gdy był ukryty. W systemie {provider} proszę nacisnąć przycisk kopiowania obok klucza, a potem wkleić go tutaj.',
    },
    too_long: {
      title: 'To jest znacznie dłuższe niż klucz',
      text: 'Być może skopiowano całą stronę. Proszę skopiować tylko klucz.',
    },
  },
  tidied: 'Uporządkowano.',
  removed: 'Usunięto: {list}.',
  repair: {
    space: 'spacja przed kluczem lub za nim',
    line_break: 'podział wiersza na końcu',
    invisible: {
      one: '{n} niewidoczny znak',
      few: '{n} niewidoczne znaki',
      many: '{n} niewidocznych znaków',
      other: '{n} niewidocznego znaku',
    },
    quotes: 'otaczające go cudzysłowy',
    word_before: 'słowo przed nim',
    name_before: 'wszystko przed znakiem równości',
  },
  hint: {
    older_key: {
      title: 'To wygląda na starszy rodzaj klucza z systemu {provider}.',
      text: '{product} potrzebuje tego, który {provider} pokazuje przy dodawaniu integracji {integration}.',
    },
    password: {
      title: 'To wygląda na hasło.',
      text: 'Proszę nie wysyłać haseł: {product} potrzebuje tylko klucza API.',
    },
    very_short: { title: 'To bardzo krótkie jak na klucz.', text: 'Może brakować jego części.' },
  },
  ifYours: 'Jeśli to Państwa klucz, wystarczy nacisnąć „{button}”.',
}
