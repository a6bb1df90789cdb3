/** Options of Node that would print or hand out what passes through memory. Node reads them before our code runs. */
const LOUD_OPTIONS = ['--inspect', '--heapsnapshot', '--heap-prof', '--cpu-prof', '--trace-http', '--report-on']

/** What must stop the start: settings of this process that could print a customer's key. */
export function processFaults(
  environment: Readonly<Record<string, string | undefined>>,
  execArgv: readonly string[],
): string[] {
  const options = [...execArgv, ...(environment['NODE_OPTIONS']?.split(/\s+/) ?? [])]
  const loud = LOUD_OPTIONS.filter((name) => options.some((option) => option.startsWith(name)))
  return [
    ...(environment['NODE_DEBUG'] ? ['NODE_DEBUG is set: it prints headers, and with them keys.'] : []),
    ...(environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? ['NODE_TLS_REJECT_UNAUTHORIZED=0 is set: keys could go to anybody.']
      : []),
    ...(environment['SSLKEYLOGFILE'] ? ['SSLKEYLOGFILE is set: it records what opens our connections.'] : []),
    ...loud.map((name) => `The option ${name} is set: it hands out what is in memory.`),
  ]
}
