import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Diagnosis } from '#src/model/diagnosis.ts'
import { root } from '#test/architecture/imports.ts'
import { diagnoseFiles } from './diagnose.ts'

/** The demo's incident, whole and with its decisive lines taken away. */
describe('the incident of the demo', () => {
  const source = join(root, 'examples/incident')
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bramble-incident-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const explain = async (without?: RegExp) => {
    const paths = readdirSync(source).map((name) => {
      const lines = readFileSync(join(source, name), 'utf8').split('\n')
      const path = join(folder, name)
      writeFileSync(path, lines.filter((line) => !without?.test(line)).join('\n'))
      return path
    })
    return diagnoseFiles(paths, { signal: new AbortController().signal, inIsTerminal: false })
  }
  const card = /mmc/
  const datastore = /mmc|slow fdatasync|took too long|request timed out|leaderelection/
  const handshakes =
    /mmc|slow fdatasync|took too long|request timed out|leaderelection|TLS handshake|Main process exited|restart counter/

  test('is the card, and what follows from it is told below it', async () => {
    const diagnosis = await explain()
    expect(Diagnosis.parse(diagnosis)).toEqual(diagnosis)
    expect(diagnosis.cause).toBe('sd-card-failing')
    const [first] = diagnosis.findings
    expect(first).toMatchObject({
      subject: 'node/pi01',
      confidence: 'confirmed',
      severity: 'critical',
    })
    expect(first?.explains).toEqual(
      expect.arrayContaining([
        'slow-datastore-disk@node/pi01',
        'apiserver-overload-tls-timeouts@cluster',
      ]),
    )
  })

  test('is the slow datastore without the words of the card', async () => {
    expect((await explain(card)).cause).toBe('slow-datastore-disk')
  })

  test('is the busy API without those of the datastore', async () => {
    const diagnosis = await explain(datastore)
    expect(diagnosis.cause).toBe('apiserver-overload-tls-timeouts')
    expect(diagnosis.findings[0]?.confidence).toBe('suspected')
  })

  test('is unknown where only what everybody sees is left', async () => {
    const diagnosis = await explain(handshakes)
    expect(diagnosis.cause).toBe('unknown')
    expect(diagnosis.findings.map(({ kind }) => kind)).not.toContain('cause')
  })

  test('does not depend on the order of the files', async () => {
    const forwards = await explain()
    const paths = readdirSync(folder).map((name) => join(folder, name))
    const backwards = await diagnoseFiles(paths.reverse(), {
      signal: new AbortController().signal,
      inIsTerminal: false,
    })
    const told = (diagnosis: Diagnosis) =>
      diagnosis.findings.map(({ id, explains, severity }) => ({ id, explains, severity }))
    expect(told(backwards)).toEqual(told(forwards))
  })
})

describe('text of which nothing is known', () => {
  const ofText = async (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'bramble-foreign-'))
    const path = join(folder, 'given.txt')
    writeFileSync(path, text)
    const given = { signal: new AbortController().signal, inIsTerminal: false }
    const diagnosis = await diagnoseFiles([path], given)
    rmSync(folder, { recursive: true })
    return diagnosis
  }
  const notesOn = async (text: string) => {
    const { notes = [], cause } = await ofText(text)
    return { cause, notes: notes.filter((note) => note.includes('is it the right file?')) }
  }

  test('leaves nobody without a way on, and harmless lines need none', async () => {
    const commands = async (text: string) => (await ofText(text)).next.map(({ command }) => command)
    const ordinary = 'Nov 27 03:13:02 pi02 k3s[9]: level=info msg="Running kubelet"\n'
    expect(await commands(ordinary)).toEqual([
      'ssh NODE journalctl -b --no-pager | bramble diagnose -',
    ])
    const harmless =
      'Nov 27 03:13:02 pi02 k3s[9]: W1127 03:13:02.000000 9 dns.go:153] Nameserver limits exceeded\n'
    expect((await ofText(harmless)).cause).toBe('benign-nameserver-limit')
    expect(await commands(harmless)).toEqual([])
  })

  test('but a symptom that a person tells is answered with what decides', async () => {
    const { cause, findings, next } = await ofText(
      'Hi all, since I moved the rack the third board has been NotReady. I tried to reboot it twice.\n',
    )
    expect(cause).toBe('unknown')
    expect(findings.map(({ cause: id, confidence }) => [id, confidence])).toEqual([
      ['node-silent', 'suspected'],
    ])
    expect(next[0]?.command).toBe('bramble autopsy NODE')
  })

  test('is told from text in which nothing is wrong', async () => {
    const prose = readFileSync(join(root, 'README.md'), 'utf8')
    expect(await notesOn(prose)).toMatchObject({ cause: 'unknown', notes: { length: 1 } })
    const table =
      'NAME   STATUS   ROLES           AGE   VERSION\npi01   Ready    control-plane   3d    v1.36.3+k3s1\n'
    expect((await notesOn(table)).notes).toEqual([])
    const log = 'Nov 27 03:13:02 pi02 sshd[3]: Accepted publickey for pi\n'
    expect((await notesOn(log)).notes).toEqual([])
    const short = 'etcdserver: request timed out\n'
    expect((await notesOn(short)).notes).toEqual([])
  })
})
