import { lines, pastedLines } from '#src/model/line.ts'
import { ofPrograms } from '../../words/pods.ts'

/** Its own TLS server about a client without TLS: beside a probe that fails, that is the probe. */
export const sentPlain = pastedLines(
  'client sent an HTTP request to an HTTPS server',
  /http: TLS handshake error from \S+: client sent an HTTP request/,
  ofPrograms,
)
/** The probe, or the program's own tool, speaks TLS to a port that does not, or the other way round. */
export const wrongScheme = lines(
  [
    'server gave HTTP response to HTTPS client',
    'does not look like a TLS handshake',
    'HTTP request to an HTTPS server',
    'malformed HTTP response',
  ],
  /probe (?:failed|errored).*(?:server gave HTTP response to HTTPS client|does not look like a TLS handshake|HTTP request to an HTTPS server|malformed HTTP response)/,
)
