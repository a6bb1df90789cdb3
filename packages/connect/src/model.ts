import type { Hint, RepairKind } from './paste.ts'
import type { LinkFacts, PasteFault, SealFacts, Standing, Wish } from './facts.ts'
import type { Plural, Text } from './text.ts'

/** A page, resolved into words in its language: what the views draw. */
export interface PageModel {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly screen: Screen
  readonly layout: 'task' | 'place'
  readonly surface: 'page' | 'frame'
  /** Of the document, without the prefix. */
  readonly title: string
  readonly errorPrefix: string
  /** The page refuses something: the prefix stands before the title. */
  readonly refuses: boolean
  /** What a page without scripts does: read itself again while something runs. */
  readonly refreshes: boolean
  readonly product: string
  readonly logo: 'shown' | 'none'
  /** Null: as the reader's system has it. */
  readonly scheme: 'light' | 'dark' | null
  readonly back: Link | null
  readonly plate: Plate | null
  readonly blocks: readonly Block[]
  readonly foot: Foot
  /** When the words were made; milliseconds since 1970. */
  readonly now: number
  readonly live: Live | null
}

export type Screen =
  | 'connect'
  | 'checking'
  | 'confirm'
  | 'refused'
  | 'connected'
  | 'suspected'
  | 'action_required'
  | 'replace'
  | 'disconnect'
  | 'disconnected'
  | 'languages'
  | 'ended'
  | 'elsewhere'
  | 'unknown'
  | 'busy'
  | 'handoff'
  | 'handoff_ready'
  | 'colleague_waits'
  | 'accessibility'
  | LinkFacts['kind']

export interface Link {
  readonly text: Text
  readonly href: string
  readonly newTab?: true
}

export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'quiet'

export type Icon =
  | 'done'
  | 'tick'
  | 'warning'
  | 'cross'
  | 'dashes'
  | 'arc'
  | 'turning'
  | 'clock'
  | 'bar'
  | 'ring'
  | 'about'
  | 'chevron'
  | 'step'
  | 'key'

export interface Plate {
  readonly standing: Standing
  readonly tone: Tone
  readonly icon: Icon
  /** The one celebration: the tick turns in when the connection was made just now. */
  readonly arrives: boolean
  readonly status: string
  readonly state: Text
  /** For when nothing was heard for too long; without its time. */
  readonly notKnown: { readonly before: string; readonly after: string }
  readonly ends: { readonly product: End; readonly provider: End }
}

export interface End {
  /** Whose end it is; only read aloud where the name says it already. */
  readonly of: { readonly text: string; readonly isShown: boolean }
  readonly name: Text | null
  readonly none: string
}

interface Foot {
  readonly keeper: Text
  readonly links: readonly Link[]
}

export type Block =
  | Head
  | Problem
  | Notice
  | Guide
  | KeyForm
  | Actions
  | Progress
  | Company
  | Companies
  | Permissions
  | Paragraph
  | Aside
  | Sides
  | Languages
  | Know
  | Points
  | Tongues
  | HandedLink

export interface Head {
  readonly kind: 'head'
  readonly title: Text
  /** The company's id, in small print between title and lead. */
  readonly meta: Text | null
  readonly lead: Text | null
}

/** What stays; the last sentence depends on whether the browser still holds what was typed. */
export interface Stays {
  readonly text: Text
  readonly kept: string
  readonly emptied: string
}

/** The summary at the head of a form whose field is marked. */
export interface Problem {
  readonly kind: 'problem'
  readonly title: string
  readonly what: Text
  readonly stays: Stays
}

export interface Notice {
  readonly kind: 'notice'
  readonly tone: Tone
  readonly icon: Icon
  readonly title: Text
  readonly text: Text
  /** Of a failed attempt: it takes the focus and leaves when the text changes. */
  readonly stays: Stays | null
  readonly next: Text | null
  /** It says nothing true after this time; milliseconds since 1970. */
  readonly ends: number | null
}

export interface Guide {
  readonly kind: 'guide'
  readonly title: string
  readonly open: boolean
  readonly steps: readonly { readonly text: Text; readonly more: Text }[]
  /** Whose the words in the steps are that stand there untranslated. */
  readonly note: Text
  readonly link: Link | null
}

export interface KeyForm {
  readonly kind: 'key'
  readonly action: string
  readonly failure: { readonly title: Text; readonly text: Text } | null
  readonly hint: Text
  readonly know: readonly Text[]
  readonly submit: string
  /** The next try is refused before this time; milliseconds since 1970. */
  readonly wait: { readonly until: number; readonly forms: Plural } | null
  readonly keep: Action | null
  /** Where the key is taken only as the browser sealed it: what is said where it cannot. */
  readonly sealedOnly: { readonly withoutScript: Notice; readonly insecure: Notice } | null
  readonly words: KeyWords
}

/** What the browser may have to say about the field by itself. */
export interface KeyWords {
  readonly label: string
  readonly kind: string
  readonly show: string
  readonly hide: string
  readonly showLabel: string
  readonly hideLabel: string
  readonly visible: string
  readonly hidden: string
  readonly count: Plural
  readonly problem: string
  readonly stays: Stays
  readonly faults: Readonly<Record<PasteFault, { readonly title: Text; readonly text: Text }>>
  readonly tidied: string
  /** With `{list}`. */
  readonly removed: string
  readonly repairs: Readonly<Record<Exclude<RepairKind, 'invisible'>, string>> & { readonly invisible: Plural }
  readonly hints: Readonly<Record<Hint, { readonly title: Text; readonly text: Text }>>
}

export type Action = { readonly text: Text; readonly look: Look } & (
  | { readonly href: string; readonly newTab?: true }
  | {
      readonly post: string
      readonly fields?: Readonly<Record<string, string>>
      readonly waiting?: true
      /** Which view shows what came of it; else the state does. */
      readonly shows?: Wish
    }
)

export type Look = 'main' | 'plain' | 'word-ends' | 'ends'

export interface Actions {
  readonly kind: 'actions'
  readonly actions: readonly Action[]
}

export interface Progress {
  readonly kind: 'progress'
  readonly steps: readonly {
    readonly state: 'done' | 'now' | 'next'
    readonly name: Text
    readonly say: Text | null
    readonly word: string
  }[]
  readonly slow: { readonly at: number; readonly shown: boolean; readonly text: Text }
}

export interface Company {
  readonly kind: 'company'
  readonly tone: Tone
  readonly which: { readonly icon: Icon; readonly text: string } | null
  readonly name: Text | null
  readonly idLabel: string
  readonly id: string
  readonly environment: Text | null
}

export interface Companies {
  readonly kind: 'companies'
  readonly two: readonly Company[]
}

export interface Permissions {
  readonly kind: 'permissions'
  readonly title: Text
  readonly items: readonly { readonly granted: boolean; readonly text: Text; readonly missing: string | null }[]
  /** `held`: a short tick each; `needed`: what is there and what is missing. */
  readonly form: 'held' | 'needed'
  readonly note: Text | null
}

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly look: 'plain' | 'aside' | 'small'
  readonly text: Text
  readonly form: { readonly id: string; readonly post: string } | null
}

export interface Aside {
  readonly kind: 'happenings'
  readonly title: string
  readonly items: readonly { readonly tone: Tone; readonly text: Text; readonly when: Text }[]
}

export interface Facts {
  readonly kind: 'facts'
  readonly rows: readonly { readonly name: string; readonly values: readonly Text[] }[]
}

/** Two columns from 896 px on: facts and actions, and what happened. */
export interface Sides {
  readonly kind: 'sides'
  readonly main: readonly (Facts | Permissions | Paragraph | Actions)[]
  readonly aside: Aside | null
}

/** What is good to know before pressing. */
interface Know {
  readonly kind: 'know'
  readonly items: readonly Text[]
}

/** Plain sentences under a heading. */
export interface Points {
  readonly kind: 'points'
  readonly title: string
  readonly items: readonly Text[]
}

/** The same page in each language, by its own name. */
export interface Tongues {
  readonly kind: 'tongues'
  readonly items: readonly {
    readonly href: string
    readonly lang: string
    readonly dir: 'ltr' | 'rtl'
    readonly name: string
    readonly current: boolean
  }[]
}

/** A link to send on. Copying needs a script; without one the field can be selected. */
export interface HandedLink {
  readonly kind: 'link'
  readonly label: string
  readonly address: string
  readonly copy: string
  readonly copied: string
  readonly others: readonly Action[]
}

export interface Languages {
  readonly kind: 'languages'
  readonly post: string
  /** What is shown once a language is chosen; null: the state. */
  readonly shows: string | null
  readonly current: string
  readonly items: readonly {
    readonly locale: string
    readonly lang: string
    readonly dir: 'ltr' | 'rtl'
    readonly name: string
    readonly current: boolean
  }[]
}

/** What the browser may have to say by itself: drawn by the server, shown when it is true. */
export interface Live {
  readonly base: string
  readonly version: string
  /** One failure, one number: once its text was changed it shows again only when another attempt fails. */
  readonly failureId: string | null
  /** Said to a screen reader when it changes while the screen stays. */
  readonly said: string
  /** Whether what was typed may still be needed. */
  readonly typed: 'keep' | 'clear'
  readonly seal: SealFacts | null
  /** Another one as soon as another key was taken, whatever came of it. */
  readonly lastKey: string
  /** "Your key is still in the field." */
  readonly kept: string
  /** "For safety the field was emptied: please paste the key again." */
  readonly emptied: string
  /** Said as soon as something is sent. */
  readonly sending: string
  readonly troubles: Readonly<Record<Trouble, Notice>>
  readonly back: Link | null
  readonly tryAgain: string
}

/** The page has ended, nothing could be sent, nothing came back, nothing came of it, the page had moved on. */
export type Trouble = 'ended' | 'offline' | 'unheard' | 'unsent' | 'changed'
