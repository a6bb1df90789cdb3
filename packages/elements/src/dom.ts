type Attributes = Readonly<Record<string, string>>

export function dressed<Any extends Element>(element: Any, attributes: Attributes): Any {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = dressed(document.createElement(name), attributes)
  element.append(...children)
  return element
}

/** A shadow with these rules: as a sheet that is made here, which no host's policy on styles keeps out. */
export function shadowOf(element: HTMLElement, css: string): ShadowRoot {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  const shadow = element.attachShadow({ mode: 'open' })
  shadow.adoptedStyleSheets = [sheet]
  return shadow
}

/** Where the focus is, through open shadows. */
export function focused(): Element | null {
  let { activeElement } = document
  while (activeElement?.shadowRoot?.activeElement != null) ({ activeElement } = activeElement.shadowRoot)
  return activeElement
}
