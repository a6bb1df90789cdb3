export { presentStatus } from './present/present-status.ts'
export type * from './shown-status.ts'
