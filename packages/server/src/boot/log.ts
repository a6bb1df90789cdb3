import pino from 'pino'
import pretty from 'pino-pretty'
import type { DestinationStream } from 'pino'
import type { Log } from '../engine/ports/log.ts'

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** JSON lines, or for a person on a terminal something to read. */
export function createLog(level: LogLevel, output: DestinationStream | 'stdout'): Log {
  if (output !== 'stdout') return pino({ level, base: null }, output)
  const terminal = process.stdout.isTTY
  return terminal
    ? pino({ level, base: null }, pretty({ colorize: true, ignore: 'hostname,pid', translateTime: 'SYS:HH:MM:ss' }))
    : pino({ level, base: null }, pino.destination({ dest: 1, sync: true }))
}
