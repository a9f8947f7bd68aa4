import { nodeContainers as fact } from '#src/model/facts/node.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, numberIn } from './reader.ts'

/**
 * Each container has a shim, whose program lies in K3s's own folder: Docker's beside it do not
 * count. k3s-killall.sh looks for the same (docs.k3s.io/upgrades/killall).
 */
export const containers: Section = {
  name: 'containers',
  command: `echo "running $(grep -aslE 'k3s/data/[^/]*/bin/containerd-shim' /proc/[0-9]*/cmdline | grep -c .)"`,
  seconds: 3,
  maxBytes: 200,
  keep: 'head',
  disk: false,
}

export const nodeContainers: FactReader = {
  kind: fact.kind,
  source: 'containerd-shim in /proc/*/cmdline',
  section: containers.name,
  read(answers) {
    const { text } = answerTo(answers, containers.name)
    const running = numberIn(/^running (\d{1,6})$/m.exec(text)?.[1])
    if (running === undefined) return absent('failed', 'the node did not say what runs on it')
    return [{ running }]
  },
}
