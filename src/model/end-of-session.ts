/**
 * True where what ended is the session or the machine, and not a wish: a closed terminal, a lost
 * connection or a shutdown asks nobody's run to stop.
 *
 * @param signal aborted with the name of what the process was sent
 */
export function isEndOfSession({ reason }: AbortSignal): boolean {
  return reason === 'SIGTERM' || reason === 'SIGHUP'
}
