import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'So wie eingefügt kann der Schlüssel nicht verwendet werden',
    text: 'Kopieren Sie den Schlüssel in {provider} und fügen Sie ihn dann hier ein.',
    next: 'Schlüssel berichtigen',
    why: 'der Schlüssel wurde nicht ganz eingefügt',
  },
  key_invalid: {
    title: '{provider} kennt diesen Schlüssel nicht',
    text: 'Vielleicht fehlen Zeichen, er wurde in {provider} gelöscht, oder er stammt aus dem Testsystem von {provider}. Kopieren Sie ihn noch einmal und fügen Sie alles ein.',
    next: 'Noch einmal versuchen',
    why: '{provider} kannte den Schlüssel nicht',
  },
  permissions_missing: {
    title: 'Dieser Schlüssel darf vielleicht nicht alles, was {product} braucht',
    text: 'Der Schlüssel ist richtig, aber {provider} hat ihm nicht gegeben: {missing}. {provider} legt das für {product} fest, daher hilft ein neuer Schlüssel allein vielleicht nicht.',
    next: 'Support von {product} kontaktieren',
    why: 'es fehlten Berechtigungen',
  },
  not_entitled: {
    title: 'Ihr Tarif bei {provider} enthält {product} noch nicht',
    text: 'Der Schlüssel ist richtig. Wer {provider} für {company} verwaltet, kann es hinzufügen; versuchen Sie es dann mit demselben Schlüssel noch einmal.',
    next: 'Noch einmal versuchen',
    why: 'der Tarif bei {provider} enthielt {product} nicht',
  },
  wrong_kind_of_key: {
    title: 'Dieser Schlüssel ist für etwas anderes gemacht',
    text: '{provider} kennt ihn, aber er gehört nicht zu {product}. Verwenden Sie den, den {provider} zeigt, wenn Sie {integration} hinzufügen.',
    next: 'Zeigen, wo',
    why: 'der Schlüssel war für etwas anderes gemacht',
  },
  organisation_key: {
    title: 'Dieser Schlüssel öffnet eine Gruppe von Unternehmen',
    text: '{product} verbindet immer ein einzelnes Unternehmen. Wählen Sie in {provider} zuerst das Unternehmen und fügen Sie {integration} dort hinzu.',
    next: 'Anderen Schlüssel verwenden',
    why: 'der Schlüssel öffnete eine Gruppe von Unternehmen',
  },
  account_unknown: {
    title: 'Wir konnten nicht erkennen, welches Unternehmen dieser Schlüssel öffnet',
    text: '{provider} hat den Schlüssel angenommen, aber kein Unternehmen genannt. Wir raten nicht.',
    next: 'Support von {product} kontaktieren',
    why: '{provider} nannte kein Unternehmen',
  },
  account_mismatch: {
    title: 'Dieser Schlüssel öffnet ein anderes Unternehmen',
    text: 'Er öffnet {found}. Für {ledger} ist {expected} eingetragen, und das bleibt so.',
    next: 'Anderen Schlüssel verwenden',
    why: 'der Schlüssel öffnete ein anderes Unternehmen',
  },
  account_already_connected: {
    title: '{company} ist schon verbunden',
    text: 'Die Verbindung besteht für {elsewhere}. Sie müssen nichts noch einmal hinzufügen.',
    next: 'Diese Verbindung öffnen',
    why: 'das Unternehmen war schon verbunden',
  },
  key_in_use_elsewhere: {
    title: 'Dieser Schlüssel kann hier nicht verwendet werden',
    text: 'Der Support von {product} kann herausfinden, warum. Bitte nennen Sie dort diese Nummer: {reference}.',
    next: 'Support von {product} kontaktieren',
    why: 'der Schlüssel konnte hier nicht verwendet werden',
  },
  provider_unreachable: {
    title: '{provider} hat nicht geantwortet',
    text: 'An Ihrem Schlüssel liegt es nicht. Meist ist das nach wenigen Minuten vorbei.',
    next: 'Noch einmal versuchen',
    why: '{provider} hat nicht geantwortet',
  },
  provider_busy: {
    title: '{provider} bittet uns, einen Moment zu warten',
    text: '{provider} erhält gerade viele Anfragen. An Ihrem Schlüssel liegt es nicht.',
    next: { one: 'In {n} Sekunde noch einmal versuchen', other: 'In {n} Sekunden noch einmal versuchen' },
    why: '{provider} bat uns zu warten',
  },
  provider_refusing_all: {
    title: '{provider} weist gerade alle Verbindungen ab',
    text: 'Auch Schlüssel, die in Ordnung sind, werden abgewiesen; das sagt also nichts über Ihren. Meist geht es von selbst vorüber: Bitte versuchen Sie es später noch einmal.',
    next: 'Noch einmal versuchen',
    why: '{provider} wies alle Verbindungen ab',
  },
  provider_unexpected: {
    title: '{provider} gab eine Antwort, mit der wir nicht gerechnet haben',
    text: 'Über Ihren Schlüssel sagt das nichts. Der Support von {product} kann dem mit dieser Nummer nachgehen: {reference}.',
    next: 'Support von {product} kontaktieren',
    why: '{provider} gab eine Antwort, mit der wir nicht gerechnet haben',
  },
  too_many_tries: {
    title: {
      one: 'Bitte warten Sie {n} Sekunde bis zum nächsten Versuch',
      other: 'Bitte warten Sie {n} Sekunden bis zum nächsten Versuch',
    },
    text: 'Das bremst alle, die Schlüssel erraten wollen.',
    next: { one: 'In {n} Sekunde noch einmal versuchen', other: 'In {n} Sekunden noch einmal versuchen' },
    why: 'er kam zu schnell nach dem letzten',
  },
  interrupted: {
    title: 'Die Prüfung brach ab, bevor {provider} geantwortet hatte',
    text: 'An Ihrem Schlüssel liegt es nicht. Versuchen Sie es noch einmal, dann sollte es gehen.',
    next: 'Noch einmal versuchen',
    why: 'die Prüfung brach ab, bevor {provider} geantwortet hatte',
  },
  confirmation_expired: {
    title: 'Die Zeit für die Antwort ist um',
    text: 'Sie hatten zehn Minuten, um zu sagen, ob das Ihr Unternehmen ist, daher wurde der Schlüssel verworfen. Fügen Sie ihn noch einmal ein, um wieder gefragt zu werden.',
    next: 'Schlüssel noch einmal einfügen',
    why: 'niemand hat gesagt, ob es das richtige Unternehmen ist',
  },
  key_revoked: {
    title: 'Ihre Verbindung zu {provider} ist unterbrochen',
    text: '{provider} nimmt den Schlüssel für {company} nicht mehr an. Vielleicht wurde er in {provider} gelöscht oder ersetzt. Ihre Einstellungen bleiben erhalten: Mit einem neuen Schlüssel geht alles wieder.',
    next: 'API-Schlüssel ersetzen',
    why: '{provider} hat den Schlüssel abgewiesen',
  },
  permissions_lost: {
    title: 'Der Schlüssel für {company} hat eine Berechtigung verloren',
    text: 'Was er seit {time} nicht mehr darf: {missing}. Alles andere geht weiter. Der Support von {product} kann {provider} bitten, sie zurückzugeben; wenn Sie von {provider} einen neuen Schlüssel haben, ersetzen Sie ihn hier.',
    next: 'Support von {product} kontaktieren',
    why: 'der Schlüssel hat eine Berechtigung verloren',
  },
  exposed: {
    title: 'Andere haben den Schlüssel für {company} vielleicht gesehen',
    text: 'Das wurde gemeldet ({time}), daher verwendet {product} ihn nicht mehr. Löschen Sie ihn in {provider} und fügen Sie hier einen neuen hinzu.',
    next: 'API-Schlüssel ersetzen',
    why: 'andere haben den Schlüssel vielleicht gesehen',
  },
  stored_key_unreadable: {
    title: 'Wir können unsere Kopie des Schlüssels nicht lesen',
    text: 'Der Fehler liegt bei uns: In {provider} ist bei Ihnen alles in Ordnung. Bitte fügen Sie den Schlüssel noch einmal hinzu; wenn Sie ihn nicht mehr haben, gibt Ihnen {provider} einen neuen.',
    next: 'API-Schlüssel ersetzen',
    why: 'wir konnten unsere Kopie des Schlüssels nicht lesen',
  },
  restored: {
    title: 'Bitte fügen Sie den Schlüssel für {company} noch einmal hinzu',
    text: '{product} musste zu einer früheren Kopie der Daten zurückkehren, daher kann der Schlüssel darin veraltet sein. Der Fehler liegt bei uns.',
    next: 'API-Schlüssel ersetzen',
    why: 'unsere Kopie des Schlüssels ist vielleicht veraltet',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'An {provider} wurde nichts gesendet.',
  fault: {
    empty: {
      title: 'Das Feld ist leer',
      text: 'Kopieren Sie den Schlüssel in {provider} und fügen Sie ihn dann hier ein.',
    },
    gap_inside: {
      title: 'Im Schlüssel ist eine Lücke',
      text: 'Ein Schlüssel hat keine Leerzeichen und keine Zeilenumbrüche. Kopieren Sie ihn in {provider} mit dem Knopf daneben und fügen Sie ihn noch einmal ein.',
    },
    foreign_character: {
      title: 'Darin ist ein Zeichen, das ein Schlüssel nicht haben kann',
      text: 'Vielleicht kam er durch ein Dokument. Kopieren Sie ihn in {provider} mit dem Knopf daneben.',
    },
    colon: {
      title: 'Im Schlüssel ist ein Doppelpunkt',
      text: 'Ein Schlüssel hat keinen: Vielleicht wurde ein Name mitkopiert.',
    },
    settings_block: {
      title: 'Das ist ein Block mit Einstellungen, kein Schlüssel',
      text: 'Kopieren Sie nur den Schlüssel selbst.',
    },
    web_address: {
      title: 'Das ist eine Webadresse, kein Schlüssel',
      text: 'Der Schlüssel ist das, was {provider} zeigt, nachdem Sie auf {allow} gedrückt haben.',
    },
    masked: {
      title: 'Das sind Punkte, nicht der Schlüssel',
      text: 'Er wurde kopiert, während er verborgen war. Drücken Sie in {provider} neben dem Schlüssel auf den Knopf zum Kopieren und fügen Sie ihn dann hier ein.',
    },
    too_long: {
      title: 'Das ist viel länger als ein Schlüssel',
      text: 'Vielleicht wurde eine ganze Seite kopiert. Kopieren Sie nur den Schlüssel.',
    },
  },
  tidied: 'Aufgeräumt.',
  removed: 'Entfernt: {list}.',
  repair: {
    space: 'ein Leerzeichen vor oder nach dem Schlüssel',
    line_break: 'ein Zeilenumbruch am Ende',
    invisible: { one: '{n} unsichtbares Zeichen', other: '{n} unsichtbare Zeichen' },
    quotes: 'die Anführungszeichen darum',
    word_before: 'ein Wort davor',
    name_before: 'alles vor dem Gleichheitszeichen',
  },
  hint: {
    older_key: {
      title: 'Das sieht nach einer älteren Art Schlüssel von {provider} aus.',
      text: '{product} braucht den, den {provider} zeigt, wenn Sie {integration} hinzufügen.',
    },
    password: {
      title: 'Das sieht nach einem Passwort aus.',
      text: 'Bitte senden Sie keine Passwörter: {product} braucht nur den API-Schlüssel.',
    },
    very_short: { title: 'Für einen Schlüssel ist das sehr kurz.', text: 'Vielleicht fehlt ein Teil.' },
  },
  ifYours: 'Wenn es Ihr Schlüssel ist, drücken Sie einfach auf „{button}“.',
}
