export { themeFaults } from './theme/theme-faults.ts'
