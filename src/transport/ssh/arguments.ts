import type { SshTarget } from './target.ts'

/** Fixed for ever: what to do comes on stdin, so no value of ours is part of a command line. */
export const remoteCommands = {
  plain: 'exec sh -s',
  gentle: 'exec nice -n 10 sh -s',
  // A shell reads its program in blocks, so bytes of any kind need a session of their own. /var/tmp,
  // because /tmp may lie in memory. What a cut connection leaves is removed by the system's own rules.
  receive:
    'umask 077; file=$(mktemp /var/tmp/bramble-XXXXXXXX) && cat >"$file" && printf "%s\\n" "$file"',
} as const

export interface ConnectionOptions {
  readonly connectTimeoutSeconds: number
  /** Socket of the shared connection; absent where connections are not shared. */
  readonly controlPath?: string
  /** Seconds that a shared connection outlives its last session. */
  readonly persistSeconds: number
}

/**
 * Arguments of ssh for one target. The reader's own configuration is honoured (keys, agent,
 * ProxyJump, Host blocks); set here is only what must not depend on it: nothing is asked, no
 * unknown key is accepted, nothing is forwarded, no command of the configuration is run.
 */
export function sshArguments(target: SshTarget, options: ConnectionOptions): string[] {
  const set = {
    BatchMode: 'yes',
    ConnectTimeout: `${options.connectTimeoutSeconds}`,
    // Two missed answers in a row end a session whose node went away.
    ServerAliveInterval: '3',
    ServerAliveCountMax: '2',
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    // VERBOSE adds the line `Authenticated to`, which tells a slow login from a slow program.
    LogLevel: 'VERBOSE',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    ...(target.knownHostsFile !== undefined && {
      UserKnownHostsFile: fileValue(target.knownHostsFile),
      GlobalKnownHostsFile: '/dev/null',
    }),
    ...(target.identityFile !== undefined && {
      IdentityFile: fileValue(target.identityFile),
      // With many keys in an agent the node hangs up before the right one is tried.
      IdentitiesOnly: 'yes',
    }),
    ...controlSettings(options),
  }
  return [
    ...Object.entries(set).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ...(target.port === undefined ? [] : ['-p', `${target.port}`]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.jump === undefined ? [] : ['-J', target.jump]),
    '--',
    target.address,
  ]
}

function controlSettings({ controlPath, persistSeconds }: ConnectionOptions): object {
  if (controlPath === undefined) return { ControlMaster: 'no', ControlPath: 'none' }
  return {
    ControlMaster: 'auto',
    ControlPath: fileValue(controlPath),
    ControlPersist: `${persistSeconds}`,
  }
}

/** A file name as ssh_config reads it: quoted because of blanks, with its % tokens made plain. */
function fileValue(path: string): string {
  return `"${path.replaceAll('%', '%%').replaceAll(/(["\\])/g, '\\$1')}"`
}
