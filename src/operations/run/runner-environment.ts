import { secretsOf } from '#src/model/config/secret.ts'
import type { Configuration } from '#src/model/config.ts'

/** What ssh, TLS and credential plugins need of the environment, and where files are found. */
const kept = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'SHELL', 'PATH', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR'],
  ...['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'],
  ...['BRAMBLE_CONFIG', 'KUBECONFIG', 'SSH_AUTH_SOCK', 'NODE_COMPILE_CACHE'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
])

/**
 * The environment of a runner, written out: it may live for hours, and what else an agent or a
 * desktop session carries has no business in it. Variables that bramble.yaml names as secrets are
 * there; what a credential plugin wants stands in the kubeconfig's own `env`.
 */
export function runnerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  configuration: Configuration | undefined,
): Record<string, string> {
  const secrets = secretsOf(configuration).flatMap((secret) => ('env' in secret ? secret.env : []))
  const wanted = new Set([...kept, ...secrets])
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && (wanted.has(name) || name.startsWith('LC_')) ? [[name, value]] : [],
    ),
  )
}

/** Of a session that a boot ends: the agent of ssh, and a folder in memory. */
const ofSession = new Set(['SSH_AUTH_SOCK', 'XDG_RUNTIME_DIR'])

/** The environment of a runner that systemd starts. It stands in a file, so no secret is in it. */
export function environmentAfterBoot(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = Object.entries(runnerEnvironment(env, undefined))
  return Object.fromEntries(kept.filter(([name]) => !ofSession.has(name)))
}
