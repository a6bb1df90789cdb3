/** In each language of Keyturn. */
type Phrase = Readonly<Record<string, string>> & { readonly en: string }

// Entries of the catalogues of `packages/connect/src/words`; a test holds the two together.

const noFrame: Phrase = {
  en: 'The form could not be shown here',
  da: 'Formularen kunne ikke vises her',
  sv: 'Formuläret kunde inte visas här',
  nb: 'Skjemaet kunne ikke vises her',
  fi: 'Lomaketta ei voitu näyttää tässä',
  de: 'Das Formular konnte hier nicht angezeigt werden',
  nl: 'Het formulier kon hier niet worden getoond',
  fr: 'Le formulaire n’a pas pu être affiché ici',
  es: 'El formulario no se ha podido mostrar aquí',
  it: 'Il modulo non può essere mostrato qui',
  pt: 'Não foi possível mostrar o formulário aqui',
  pl: 'Nie udało się tu wyświetlić formularza',
}

const ownPage: Phrase = {
  en: 'It works on its own page.',
  da: 'Den virker på sin egen side.',
  sv: 'Det fungerar på sin egen sida.',
  nb: 'Det virker på sin egen side.',
  fi: 'Se toimii omalla sivullaan.',
  de: 'Auf seiner eigenen Seite funktioniert es.',
  nl: 'Op zijn eigen pagina werkt het wel.',
  fr: 'Il fonctionne sur sa propre page.',
  es: 'Funciona en su propia página.',
  it: 'Funziona nella sua pagina.',
  pt: 'Funciona na sua própria página.',
  pl: 'Działa na własnej stronie.',
}

const openForm: Phrase = {
  en: 'Open the form',
  da: 'Åbn formularen',
  sv: 'Öppna formuläret',
  nb: 'Åpne skjemaet',
  fi: 'Avaa lomake',
  de: 'Formular öffnen',
  nl: 'Formulier openen',
  fr: 'Ouvrir le formulaire',
  es: 'Abrir el formulario',
  it: 'Apri il modulo',
  pt: 'Abrir o formulário',
  pl: 'Otwórz formularz',
}

const tryAgain: Phrase = {
  en: 'Try again',
  da: 'Prøv igen',
  sv: 'Försök igen',
  nb: 'Prøv igjen',
  fi: 'Yritä uudelleen',
  de: 'Noch einmal versuchen',
  nl: 'Opnieuw proberen',
  fr: 'Réessayer',
  es: 'Volver a intentarlo',
  it: 'Riprova',
  pt: 'Tentar de novo',
  pl: 'Spróbuj ponownie',
}

const notKnown: Phrase = {
  en: 'Not known at the moment',
  da: 'Ikke kendt i øjeblikket',
  sv: 'Okänt för tillfället',
  nb: 'Ukjent for øyeblikket',
  fi: 'Ei tiedossa juuri nyt',
  de: 'Zurzeit nicht bekannt',
  nl: 'Op dit moment niet bekend',
  fr: 'Inconnu pour le moment',
  es: 'Sin noticias por el momento',
  it: 'Nessuna notizia al momento',
  pt: 'Sem notícias de momento',
  pl: 'Chwilowo brak wiadomości',
}

export const PHRASES = { noFrame, ownPage, openForm, tryAgain, notKnown } as const
