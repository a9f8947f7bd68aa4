import { units as fact } from '#src/model/facts/node.ts'
import { systemdTime } from '#src/model/systemd-time.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

const names = [
  'k3s.service',
  'k3s-agent.service',
  'containerd.service',
  'iscsid.service',
  'iscsid.socket',
  'multipathd.service',
  'systemd-timesyncd.service',
  'chrony.service',
]

const properties = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'NRestarts',
  'Result',
  'ExecMainStatus',
  'ActiveEnterTimestamp',
  'InactiveEnterTimestamp',
]

/** All units with one question to systemd. */
export const unitStates: Section = {
  name: 'units',
  command: `command -v systemctl >/dev/null || return 41
systemctl show -p ${properties.join(',')} ${names.join(' ')} 2>&1`,
  seconds: 3,
  maxBytes: 16_000,
  keep: 'head',
  disk: false,
}

export const units: FactReader = {
  kind: fact.kind,
  source: `systemctl show ${names.join(' ')}`,
  section: unitStates.name,
  read(answers) {
    const { text, status } = answerTo(answers, unitStates.name)
    if (status === 41) return absent('not-applicable', 'the node does not run systemd')
    const records = text.split(/\n\s*\n/).flatMap(unitIn)
    return records.length > 0 ? records : absent('failed', refusal(text))
  },
}

function refusal(text: string): string {
  return `systemd did not answer: ${text.split('\n')[0]?.slice(0, 200) || 'nothing came'}`
}

function unitIn(block: string): object[] {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const at = line.indexOf('=')
    if (at > 0 && line.length > at + 1) fields.set(line.slice(0, at), line.slice(at + 1))
  }
  const name = fields.get('Id')
  const activeState = fields.get('ActiveState')
  if (name === undefined || activeState === undefined) return []
  return [
    known({
      name,
      loadState: fields.get('LoadState'),
      activeState,
      subState: fields.get('SubState'),
      unitFileState: fields.get('UnitFileState'),
      restarts: numberIn(fields.get('NRestarts')),
      result: fields.get('Result'),
      mainExitStatus: numberIn(fields.get('ExecMainStatus')),
      activeSince: systemdTime(fields.get('ActiveEnterTimestamp')),
      inactiveSince: systemdTime(fields.get('InactiveEnterTimestamp')),
    }),
  ]
}
