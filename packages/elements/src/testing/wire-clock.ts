/** On Keyturn's clock and on the browser's, which stand still. */
export const NOW = Date.UTC(2026, 10, 24, 10, 56)
