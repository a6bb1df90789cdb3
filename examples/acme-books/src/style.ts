/** Plum and round: nobody may take this product for Keyturn. */
export const STYLE = `
:root { color-scheme: light dark; --plum: #4a2342; --ground: #faf7f9; --card: #fff; --edge: #cdbfc9; --text: #241a22; --text-2: #5d4d59; --on-plum: #fff; --warn: #fdf0d8; }
@media (prefers-color-scheme: dark) {
  :root { --plum: #5b2c52; --ground: #150f14; --card: #1f171d; --edge: #5a4a56; --text: #f1e9ee; --text-2: #c4b3be; --warn: #33270f; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--ground); font: 1rem/1.5 Georgia, 'Times New Roman', serif; overflow-wrap: anywhere; }
a { color: inherit; }
ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.bar { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; align-items: center; padding: 0.75rem 1rem; color: var(--on-plum); background: var(--plum); }
.bar a { padding-block: 0.25rem; text-decoration: none; }
.bar a[aria-current] { text-decoration: underline; text-underline-offset: 0.4em; }
.name { font-size: 1.125rem; font-weight: 700; }
.leave { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; margin-inline-start: auto; font-size: 0.875rem; }
main { display: grid; gap: 1.5rem; max-inline-size: 60rem; margin-inline: auto; padding: 1.5rem 1rem 3rem; }
h1, h2, p { margin: 0; }
h1 { font-size: 1.75rem; line-height: 1.2; }
h2 { font-size: 1.125rem; }
.card, .warning { display: grid; gap: 1rem 1.5rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--edge); border-radius: 1rem; }
.card p { color: var(--text-2); }
.card > div { display: grid; gap: 0.5rem; align-content: start; }
.warning { gap: 0.5rem; background: var(--warn); border-inline-start-width: 6px; }
.card .state { color: var(--text); font-weight: 700; }
.state--connected::before { content: '\\2713  '; }
.state--action_required::before, .state--failed::before { content: '\\25B2  '; }
.small, .quiet { font-size: 0.875rem; }
button { min-block-size: 2.25rem; padding: 0.25rem 1rem; color: inherit; font: inherit; background: transparent; border: 1px solid currentcolor; border-radius: 2rem; cursor: pointer; }
.main { color: var(--on-plum); background: var(--plum); border-color: var(--plum); }
:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }
main :focus-visible { outline-color: var(--text); }
@media (min-width: 48rem) { .card { grid-template-columns: minmax(0, 1fr) minmax(0, 22rem); } }
@media (forced-colors: active) { .main { border-color: ButtonText; } }
`
