import { spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAuthority } from '#src/practice/kubernetes/certificates.ts'
import { folder } from './support.ts'

const hosts = ['pi01.home.arpa', '10.0.0.11', 'fd00::1:0:b']

test('a certificate says whom it is for, and its authority vouches for it', () => {
  const authority = createAuthority('ours')
  const { certificate, key } = authority.issue({
    commonName: 'alice',
    organizations: ['readers', 'system:masters'],
    use: 'server',
    hosts,
    notBefore: new Date('2026-01-02T03:04:05Z'),
    notAfter: new Date('2060-01-02T03:04:05Z'),
  })
  const parsed = new X509Certificate(certificate)
  const issuer = new X509Certificate(authority.certificate)
  expect(parsed.verify(issuer.publicKey)).toBe(true)
  expect(parsed.checkIssued(issuer)).toBe(true)
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(parsed.subject).toBe('O=readers\nO=system:masters\nCN=alice')
  expect(parsed.checkHost('pi01.home.arpa')).toBe('pi01.home.arpa')
  expect(parsed.checkIP('10.0.0.11')).toBe('10.0.0.11')
  expect(parsed.checkIP('fd00::1:0:b')).toBe('fd00::1:0:b')
  expect(parsed.checkIP('10.0.0.12')).toBeUndefined()
  expect(new Date(parsed.validFrom).toISOString()).toBe('2026-01-02T03:04:05.000Z')
  expect(new Date(parsed.validTo).toISOString()).toBe('2060-01-02T03:04:05.000Z')
  expect(parsed.ca).toBe(false)
  expect(issuer.ca).toBe(true)
  const stranger = new X509Certificate(createAuthority('ours').certificate)
  expect(parsed.verify(stranger.publicKey)).toBe(false)
})

const openssl = spawnSync('openssl', ['version']).status === 0

test.skipIf(!openssl)(
  'openssl, where it is installed, reads and verifies them strictly',
  async () => {
    const authority = createAuthority('ours')
    const at = await folder()
    await writeFile(join(at, 'ca.pem'), authority.certificate)
    for (const use of ['server', 'client'] as const) {
      const { certificate } = authority.issue({ commonName: use, use, hosts })
      await writeFile(join(at, 'leaf.pem'), certificate)
      const verified = spawnSync(
        'openssl',
        ['verify', '-x509_strict', '-purpose', `ssl${use}`, '-CAfile', 'ca.pem', 'leaf.pem'],
        { cwd: at, encoding: 'utf8' },
      )
      expect(verified.stderr + verified.stdout).toContain('leaf.pem: OK')
      const other = use === 'server' ? 'client' : 'server'
      const wrong = ['verify', '-purpose', `ssl${other}`, '-CAfile', 'ca.pem', 'leaf.pem']
      expect(spawnSync('openssl', wrong, { cwd: at }).status).not.toBe(0)
      const shown = spawnSync('openssl', ['x509', '-noout', '-text', '-in', 'leaf.pem'], {
        cwd: at,
        encoding: 'utf8',
      })
      expect(shown.stdout).toContain(
        'DNS:pi01.home.arpa, IP Address:10.0.0.11, IP Address:FD00:0:0:0:0:1:0:B',
      )
    }
  },
)
