import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import { alsoTrue, forgetKernelLog, kubectl, onNode, readInventory, readyOf } from './lab.ts'

/**
 * Real faults that the lab has no command for, made by the means of the machine under it or of the
 * node itself, each with its cure. Only for nodes that can be broken at will.
 */

const groups = '/sys/fs/cgroup'
const tls = '/var/lib/rancher/k3s/server/tls'

/** So many writes a second reach the disk under the node's K3s data; 0 is no limit. */
export function limitWrites(node: string, perSecond: number): void {
  const device = onNode(node, 'findmnt -no MAJ:MIN /var/lib/rancher').trim()
  if (!/^7:\d+$/.test(device)) throw new Error(`${node} has its data on ${device}, no loop device`)
  // The journal of the file system is written by the kernel, which belongs to the first group.
  for (const group of ['', `lab-${node}`])
    writeFileSync(
      join(groups, 'blkio', group, 'blkio.throttle.write_iops_device'),
      `${device} ${perSecond}`,
    )
}

const podsMemory = new Map<string, string>()
const podsMemoryFile = (node: string) =>
  join(groups, 'memory', `lab-${node}`, 'kubepods/memory.limit_in_bytes')

/** What all pods of the node together may use, as a node's own reservation sets it. */
export function limitPodsMemory(node: string, megabytes: number): void {
  const file = podsMemoryFile(node)
  if (!podsMemory.has(node)) podsMemory.set(node, readFileSync(file, 'utf8').trim())
  writeFileSync(file, `${megabytes * 1024 * 1024}`)
}

export function restorePodsMemory(node: string): void {
  const before = podsMemory.get(node)
  if (before !== undefined) writeFileSync(podsMemoryFile(node), before)
  podsMemory.delete(node)
}

/** The API server shows a certificate that ended yesterday, signed by its own authority. */
export function expireServingCertificate(server: string): void {
  asRoot(
    server,
    `cd ${tls} && openssl x509 -x509toreq -in serving-kube-apiserver.crt -signkey serving-kube-apiserver.key -copy_extensions copyall -out /run/ended.csr && openssl x509 -req -in /run/ended.csr -copy_extensions copyall -CA server-ca.crt -CAkey server-ca.key -set_serial 7 -days -1 -out /run/ended.crt && cat server-ca.crt >> /run/ended.crt && cat /run/ended.crt > serving-kube-apiserver.crt`,
  )
}

const tokenFile = '/etc/systemd/system/k3s-agent.service.env'

/** The agent starts with the right authority and a token that no server knows. */
export function falsifyToken(agent: string): void {
  asRoot(
    agent,
    `cp -n ${tokenFile} /root/token.kept; sed -i "s/^\\(K3S_TOKEN=.*:\\)[0-9a-f]*$/\\10123456789abcdef0123456789abcdef/" ${tokenFile}; systemctl restart --no-block k3s-agent`,
  )
}

export function restoreToken(agent: string): void {
  asRoot(
    agent,
    `test ! -e /root/token.kept || { cat /root/token.kept > ${tokenFile}; rm /root/token.kept; systemctl restart --no-block k3s-agent; }`,
  )
}

const clockFile = '/etc/ssh/sshd_config.d/clock.conf'
const clockLibrary = '/usr/local/lib/libfaketime.so.1'

/**
 * All that runs in a session on the node sees another time. The nodes share one kernel, so their
 * clock cannot be moved; what K3s itself reads, a static program, stays right.
 */
export function shiftSessionClock(node: string, hours: number): void {
  const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1')
  if (library === undefined) throw new Error('needs libfaketime: apt-get install libfaketime')
  copyFileSync(library, join(homeOfLab(), 'nodes', node, 'm', clockLibrary))
  asRoot(
    node,
    `echo SetEnv LD_PRELOAD=${clockLibrary} FAKETIME=${hours}h > ${clockFile}; systemctl reload ssh`,
  )
}

export function restoreSessionClock(node: string): void {
  asRoot(node, `rm -f ${clockFile}; systemctl reload ssh; rm -f ${clockLibrary}`)
}

/** The journal outlives a boot, or is kept in memory again, as the lab's nodes have it. */
export function keepJournal(node: string, persistent: boolean): void {
  const file = '/etc/systemd/journald.conf.d/90-kept.conf'
  asRoot(
    node,
    persistent
      ? `mkdir -p /var/log/journal ${dirname(file)}; printf "[Journal]\nStorage=persistent\n" > ${file}; systemctl restart systemd-journald; journalctl --flush`
      : // While it still writes there, it makes anew what is taken away under it.
        `mkdir -p ${dirname(file)}; printf "[Journal]\nStorage=volatile\n" > ${file}; systemctl restart systemd-journald; rm -rf ${file} /var/log/journal; systemctl restart systemd-journald`,
  )
}

/** What logs, events and counters remember of earlier faults is no part of the next one. */
export function forgetPast(names: readonly string[]): void {
  for (const name of names) asRoot(name, 'journalctl -q --rotate; systemctl reset-failed')
  // What was rotated within this second is kept.
  kubectl('delete', 'events', '-A', '--all')
  for (const name of names) asRoot(name, 'sleep 1; journalctl -q --vacuum-time=1s')
}

export function allReady(names: readonly string[]): boolean {
  return names.every((name) => readyOf(name) === 'True')
}

/** The kernel's ring too: for faults whose evidence is the kernel's. */
export function forgetAll(names: readonly string[]): void {
  forgetKernelLog()
  forgetPast(names)
}

/**
 * The cause is the answer, and nothing else is claimed that somebody would be woken for: what else
 * is found, the cause explains. What a busy machine adds is left out; it truly has that as well.
 */
export function expectCause(diagnosis: Diagnosis, cause: string, subject?: string): void {
  const machine = alsoTrue().filter((one) => one !== cause)
  const loud = diagnosis.findings.filter(
    (finding) => finding.severity !== 'info' && !machine.includes(finding.cause),
  )
  const own = loud.filter((finding) => finding.cause === cause)
  const told = [
    ...loud.map(({ id, evidence }) => `${id}: ${evidence[0]?.text.slice(0, 200)}`),
    ...diagnosis.undecided.map(({ pattern, reason }) => `? ${pattern}: ${reason}`),
  ]
  expect(loud[0]?.cause, told.join('\n')).toBe(cause)
  if (subject !== undefined) expect(own.map((finding) => finding.subject)).toContain(subject)
  const explained = new Set(own.flatMap(({ explains }) => explains))
  const strange = loud.filter((finding) => finding.cause !== cause && !explained.has(finding.id))
  expect(
    strange.map(({ id, evidence }) => `${id}: ${evidence[0]?.text.slice(0, 200)}`),
    `found besides ${cause}, and not explained by it`,
  ).toEqual([])
  if (machine.length === 0) expect(diagnosis.cause).toBe(cause)
}

function asRoot(node: string, script: string): void {
  onNode(node, `sudo sh -c '${script}' 2>&1`)
}

function homeOfLab(): string {
  return dirname(readInventory().nodes[0]?.identityFile ?? '')
}

/** A program on this machine, killed after a minute at most. */
export function tried(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, [...args], { encoding: 'utf8', timeout: 60_000, stdio: 'pipe' })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return `${stdout}${stderr}`
  }
}
