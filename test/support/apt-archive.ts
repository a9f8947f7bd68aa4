import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

interface ArchivePackage {
  readonly name: string
  readonly version: string
  readonly section?: string
  /** Further lines of its control file. */
  readonly control?: string
  /** Files by path; those below /etc are conffiles. */
  readonly files?: Readonly<Record<string, string>>
  /** Body of its postinst, for `sh -e`. */
  readonly configure?: string
}

/**
 * An apt archive of a test's own, served over HTTP by a process of its own, so that a test which
 * waits for a program still serves it. Needs dpkg-deb and apt-ftparchive (apt-utils).
 */
export class AptArchive {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bramble-apt-'))
  readonly #address: string
  readonly #port: number
  readonly #server: ReturnType<typeof spawn>

  constructor(address: string, port: number) {
    this.#address = address
    this.#port = port
    const served = join(this.#folder, 'served')
    mkdirSync(served)
    this.#server = spawn(process.execPath, ['-e', serve, served, address, `${port}`], {
      stdio: 'ignore',
    })
  }

  /** The line of sources.list. */
  get source(): string {
    return `deb [trusted=yes] http://${this.#address}:${this.#port} ./`
  }

  add(...packages: readonly ArchivePackage[]): void {
    for (const one of packages) this.#build(one)
    const served = join(this.#folder, 'served')
    const run = (...words: string[]) =>
      execFileSync('apt-ftparchive', words, { cwd: served, encoding: 'utf8' })
    writeFileSync(join(served, 'Packages'), run('packages', '.'))
    writeFileSync(join(served, 'Release'), run('release', '.'))
  }

  close(): void {
    this.#server.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #build({ name, version, section = 'misc', control = '', files = {}, configure }: ArchivePackage) {
    const tree = mkdtempSync(join(this.#folder, 'tree-'))
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(tree, path)), { recursive: true })
      writeFileSync(join(tree, path), text)
    }
    for (const [path, text] of Object.entries(files)) put(path, text)
    const conffiles = Object.keys(files).filter((path) => path.startsWith('/etc/'))
    put(
      'DEBIAN/control',
      `Package: ${name}\nVersion: ${version}\nArchitecture: all\nSection: ${section}\nMaintainer: Test <test@example.org>\n${control}Description: of a test\n`,
    )
    if (conffiles.length > 0) put('DEBIAN/conffiles', `${conffiles.join('\n')}\n`)
    if (configure !== undefined) {
      put('DEBIAN/postinst', `#!/bin/sh\nset -e\n${configure}\n`)
      chmodSync(join(tree, 'DEBIAN/postinst'), 0o755)
    }
    const target = join(this.#folder, 'served', `${name}_${version}_all.deb`)
    chmodSync(tree, 0o755)
    execFileSync('dpkg-deb', ['--root-owner-group', '--build', tree, target], { stdio: 'ignore' })
  }
}

const serve = `
const { createServer } = require('node:http'); const { createReadStream } = require('node:fs')
const { join, normalize } = require('node:path')
const [folder, address, port] = process.argv.slice(1)
createServer(({ url }, answer) => {
  const file = createReadStream(join(folder, normalize('/' + decodeURI(url.split('?')[0]))))
  file.on('error', () => { answer.statusCode = 404; answer.end() })
  file.pipe(answer)
}).listen(Number(port), address)
`
