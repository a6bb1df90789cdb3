import type { Environment } from './config.ts'
import { processFaults } from './process-guard.ts'

/** The one place that reads `process.env`. */
export const readEnvironment = (): Environment => process.env

export const runningProcessFaults = (): string[] => processFaults(process.env, process.execArgv)
