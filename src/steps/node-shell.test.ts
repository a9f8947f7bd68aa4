import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import { recordedSsh } from '#src/transport/ssh/recorded.ts'
import { type LoopbackSshd, noSshd, startSshd } from '#test/support/sshd.ts'
import { type NodeShell, nodeShell } from './node-shell.ts'

const needsRoot = process.getuid?.() === 0 ? undefined : 'only root is root without sudo'
const skipped = noSshd ?? needsRoot

describe.skipIf(skipped !== undefined)(`on a real sshd${skipped ? `: ${skipped}` : ''}`, () => {
  let sshd: LoopbackSshd
  let door: SshDoor
  let shell: NodeShell
  const never = new AbortController().signal
  const at = (name: string) => join(sshd.folder, name)

  beforeAll(async () => {
    sshd = await startSshd()
    door = openSsh([sshd.target])
    shell = nodeShell(door, sshd.target.node, never)
  })
  afterAll(async () => {
    await door.close()
    await sshd.stop()
  })

  it('passes arguments that no shell reads', async () => {
    const words = ["it's", '$(touch owned)', '`id`', 'two\nlines', '"', '-n', '', '; exit 3', '\\']
    const said = await shell.run('for word; do printf "%s\\037" "$word"; done', words)
    expect(said.split('\x1f').slice(0, -1)).toEqual(words)
  })

  it('hands input over whole, whatever stands in it', async () => {
    const input = "$HOME `id` \\ EOF\n'quoted' $(date)\nlast\n"
    expect(await shell.run('cat', [], { input })).toBe(input)
  })

  it('gives a program no input but its own, so that it never eats the program after it', async () => {
    expect(await shell.run('cat; echo after')).toBe('after\n')
  })

  it('stops at the first command that fails, and says in its words what it was', async () => {
    await expect(
      shell.run('echo no such disk >&2; false; touch "$1"', [at('after')]),
    ).rejects.toThrow(`${sshd.target.node}: no such disk`)
    expect(existsSync(at('after'))).toBe(false)
  })

  it('writes a file whole, with its mode, and leaves nothing beside it', async () => {
    const path = at('etc/rancher/config.yaml')
    await shell.writeFile(path, 'one: 1\n', '0600')
    await shell.writeFile(path, 'two: 2\n', '0640')
    expect(readFileSync(path, 'utf8')).toBe('two: 2\n')
    expect((statSync(path).mode & 0o777).toString(8)).toBe('640')
    expect(readdirSync(at('etc/rancher'))).toEqual(['config.yaml'])
  })

  it('leaves the old file where the new one cannot be written', async () => {
    const path = at('kept/file')
    await shell.writeFile(path, 'old\n', '0644')
    await expect(shell.writeFile(path, 'new\n', 'nonsense')).rejects.toThrow('invalid mode')
    expect(readFileSync(path, 'utf8')).toBe('old\n')
    expect(readdirSync(at('kept'))).toEqual(['file'])
  })

  it('removes a file, and one that is not there', async () => {
    await shell.writeFile(at('gone'), 'x\n', '0644')
    await shell.removeFile(at('gone'))
    await shell.removeFile(at('gone'))
    expect(existsSync(at('gone'))).toBe(false)
  })

  it('sends bytes of any kind, and refuses those with another checksum', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, place) => place % 256))
    writeFileSync(at('local'), bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await shell.sendFile(at('local'), { path: at('bin/k3s'), mode: '0755', sha256 })
    expect(readFileSync(at('bin/k3s')).equals(bytes)).toBe(true)
    await expect(
      shell.sendFile(at('local'), { path: at('bin/other'), mode: '0755', sha256: '0'.repeat(64) }),
    ).rejects.toThrow('another checksum')
    expect(readdirSync(at('bin'))).toEqual(['k3s'])
  })
})

describe('what a node may answer instead', () => {
  const target = { node: 'pi01', address: '127.0.0.1', user: 'pi' } as const
  const answering = (answer: Partial<SshAnswer>) =>
    nodeShell(
      recordedSsh(
        [target],
        [
          {
            node: 'pi01',
            answer: {
              output: new Uint8Array(),
              errorText: '',
              truncated: false,
              times: { startedAt: 0, endedAt: 1 },
              ...answer,
            },
          },
        ],
      ),
      'pi01',
      new AbortController().signal,
    )

  it('names the user and the node where sudo wants a password', async () => {
    const asked = answering({ exitStatus: 1, errorText: 'bramble: no root\n' }).run('true')
    await expect(asked).rejects.toMatchObject({ code: 'node-no-root' })
  })

  it('counts a session without an end as a node that was not reached, not as a program that failed', async () => {
    const cut = answering({ failure: { kind: 'timed-out', reason: 'no answer in 60 s' } as never })
    await expect(cut.run('true')).rejects.toMatchObject({ code: 'node-unreachable' })
  })

  it('knows no node that bramble.yaml does not name', () => {
    const door = recordedSsh([target], [])
    expect(() => nodeShell(door, 'pi09', new AbortController().signal)).toThrow('names no pi09')
  })
})
