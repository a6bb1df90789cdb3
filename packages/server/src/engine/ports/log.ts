/** Structured; fields are closed and never secret. */
export interface Log {
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  debug(fields: LogFields, message: string): void
}

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>
