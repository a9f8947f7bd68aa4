import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Completes package-lock.json for platforms that the registry in use does not serve. npm leaves an
 * optional package out of the lock file when it cannot be fetched, and npm ≥ 11.17 then refuses
 * `npm ci` everywhere. What is added is what the missing package's name says of its platform; it
 * is never fetched on another one. usage: npm run lock, after npm install
 */
interface Locked {
  version?: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

/** `@oxlint/binding-linux-arm-musleabihf` is linux, arm, musl. */
export function platformOf(name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> | undefined {
  const words = (name.split('/').at(-1) ?? '').split('-')
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  if (cpu === undefined) return undefined
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : undefined
  return { cpu: [cpu], ...(os && { os: [os] }), ...(libc && { libc }) }
}

/** Adds what is missing; returns the names. */
export function completeLock(packages: Record<string, Locked>): string[] {
  const added: string[] = []
  for (const entry of Object.values({ ...packages })) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`
      const platform = platformOf(name)
      if (packages[place] || !platform) continue
      packages[place] = { version, ...(entry.dev && { dev: true }), optional: true, ...platform }
      added.push(name)
    }
  }
  return added
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> }
  const added = completeLock(lock.packages)
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([one], [other]) => (one < other ? -1 : 1)),
  )
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`${added.length} packages of other platforms added`)
}
