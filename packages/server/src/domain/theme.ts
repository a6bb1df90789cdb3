/** `#rrggbb`, lower case. Null: Keyturn's own, or one that follows from the others. */
export interface ThemeColours {
  readonly accent: string | null
  readonly onAccent: string | null
  readonly surface: string | null
  readonly text: string | null
}

/** What an integrator may set on the customer's pages; the tones of the states are not among it. */
export interface Theme {
  /** `auto`: as the reader's system has it. */
  readonly appearance: 'light' | 'dark' | 'auto'
  /** For the one appearance there is; under `auto` for light. */
  readonly colours: ThemeColours
  /** Under `auto` only. Null: what follows from the light ones. */
  readonly dark: ThemeColours | null
  /** Names of font families in the order of preference. */
  readonly font: readonly string[] | null
  /** Of controls, in px; the card's follows from it. */
  readonly radius: number | null
  readonly logoUrl: string | null
}
