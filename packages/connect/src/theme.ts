export { themeCss } from './theme/theme-css.ts'
export { themeFaults } from './theme/theme-faults.ts'
