import { nodeIdentity } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const pi5 = facts(nodeIdentity, [{ hostname: 'pi05', pageSizeBytes: 16384 }], 'pi05')

testPattern(pattern, {
  finds: [
    {
      name: 'a start script that asks for small pages',
      confidence: 'suspected',
      evidence: [log('This server supports only ARM64 hosts with 4k pages.')],
    },
    {
      name: 'a game server',
      confidence: 'suspected',
      evidence: [
        log('Error: PageSize configuration is wrong: configured with 4096, but got 65536'),
      ],
    },
    {
      name: 'the words of the loader, cut off',
      confidence: 'suspected',
      evidence: [log('libfoo.so.1: ELF load command address/offset not page')],
    },
    {
      name: 'a few bytes that nobody could have, on large pages as somebody wrote them down',
      confidence: 'suspected',
      evidence: [log('Page size: 16 KB\nmemory allocation of 24 bytes failed', { origin: 'pods' })],
    },
    {
      name: "jemalloc's words",
      confidence: 'confirmed',
      evidence: [log(text('jemalloc.txt'), { origin: 'pods' })],
    },
    {
      name: 'a library that is not aligned',
      confidence: 'suspected',
      evidence: [log(text('loader.txt'))],
    },
    {
      name: 'the same by a newer loader',
      confidence: 'suspected',
      evidence: [
        log(
          'meterd: error while loading shared libraries: libm.so.6: ELF load command address/offset not page-aligned',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'the same on a node with large pages',
      confidence: 'confirmed',
      evidence: [log(text('loader.txt'), { node: 'pi05' }), pi5],
    },
    {
      name: 'a program that checks for itself',
      confidence: 'suspected',
      evidence: [log('fatal: page size 16384 is not supported by this build')],
    },
    {
      name: 'an entrypoint that refuses large pages',
      confidence: 'suspected',
      evidence: [
        log('[ERROR] This platform uses 16384-byte pages which is not supported by this image.', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'the same, and somebody asked the kernel',
      confidence: 'confirmed',
      evidence: [
        log('$ getconf PAGE_SIZE: 16384\nfatal: a kernel with 16 KB pages is not supported'),
      ],
    },
    {
      name: 'the runtime of Go',
      confidence: 'suspected',
      evidence: [log('fatal error: bad system page size')],
    },
  ],
  staysQuiet: [
    {
      name: 'a database that speaks of its own pages',
      evidence: [log('The index only keeps 4k page cache entries')],
    },
    {
      name: 'a page size that is the same',
      evidence: [log('PageSize configuration: configured with 4096, got 4096')],
    },
    {
      name: 'a file system that nobody uses, at each boot of such a kernel',
      evidence: [log('kernel: F2FS not supported on PAGE_SIZE(16384) != 4096')],
    },
    {
      name: 'another processor',
      rival: 'image-unusable',
      evidence: [log('exec /app/server: exec format error')],
    },
    {
      name: 'a container at its limit',
      rival: 'oom-container-limit',
      evidence: [log('Reason: OOMKilled\nExit Code: 137'), pi5],
    },
    {
      name: "a database's own pages",
      evidence: [log('InnoDB: innodb_page_size=16384 is not supported with this row format')],
    },
    { name: 'large pages, all well', evidence: [pi5] },
    { name: 'large pages that somebody looked up', evidence: [log('getconf PAGE_SIZE: 16384')] },
    {
      name: 'a kernel that tells how much memory its pages are',
      evidence: [log('Memory: 8GB, 16384 pages reserved\ncma: 4096 pages')],
    },
    { name: 'a size that somebody prints', evidence: [log('page size: 4096\nhugepages: 0')] },
  ],
  cannotTell: [
    {
      name: 'no memory for a large piece',
      evidence: [log('memory allocation of 268435456 bytes failed', { node: 'pi05' }), pi5],
    },
  ],
})
