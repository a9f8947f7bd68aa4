import { nodeIdentity } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, noMatch, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { sentences } from './told.ts'

/** jemalloc's own words; other allocators and loaders follow. */
const allocator = lines('nsupported system page size')
const loader = lines(
  ['ELF load command a', 'page-aligned', 'page size'],
  /ELF load command (?:alignment|address\/offset) not (?:(?:properly )?(?:page-)?aligned|page\b)|LOAD segment not page-aligned/,
)
const refused = lines(
  [
    'page size',
    'page_size',
    'pagesize',
    'PageSize',
    'PAGE_SIZE',
    'PAGESIZE',
    '-byte pages',
    'KB pages',
    'K pages',
    'k page',
  ],
  // A database's own pages are not the kernel's; and F2FS says so at each boot, used or not.
  /^(?!.*(?:innodb|sqlite|pragma|F2FS not supported|\?\s*$)).*(?:(?:unsupported|incompatible|only supports?|not (?:yet )?supported).{0,60}page.?size|\b(?:only|requires?|needs?|must (?:have|use|run))\b.{0,60}\b4 ?[kK](?:i?B)?[- ]?(?:sized? )?pages?\b(?! cache|\?)|page.?size.{0,40}\bconfigured with \d+, but got (?:16384|65536)\b|page.?size.{0,60}(?:unsupported|not (?:yet )?supported|incompatible|mismatch)|bad system page size|\b(?:16384|65536|16k|16 ?KB|64k|64 ?KB)(?:-byte|-?sized?)? pages.{0,60}(?:unsupported|not (?:yet )?supported|incompatible)|(?:unsupported|not (?:yet )?supported|incompatible|cannot run).{0,60}\b(?:16384|65536|16k|16 ?KB|64k|64 ?KB)(?:-byte|-?sized?)? pages)/i,
)
/** `getconf PAGE_SIZE`, its answer on the same line or told. */
const largePages = lines(
  ['PAGE_SIZE', 'PAGESIZE', 'age size', 'age Size', 'agesize'],
  /^(?!.*support).*(?:getconf PAGE_?SIZE|\b[Pp]age ?[Ss]ize)\W{1,6}(?:(?:is|of|says|prints|gives|returns|shows)\W{1,4})?(?:16384|65536|16 ?[Kk]i?B?|64 ?[Kk]i?B?)\b/,
)
/** What the same crash looks like one line later; alone it is a lack of memory as well. */
const aftermath = lines(
  ['memory allocation of ', 'failed to allocate memory'],
  /memory allocation of \d+ bytes failed|failed to allocate memory/,
)

const smallPageBytes = 4096

export default definePattern({
  id: 'page-size-16k',
  title: 'A program was built for 4 KB pages and cannot run on this kernel',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: { nodeIdentity, largePages, allocator, loader, refused, aftermath },
  explains: { onSameNode: ['app-fault', 'pods-not-well'], anywhere: ['pods-not-well'] },
  rivals: [
    {
      cause: 'image-unusable',
      tell: '`exec format error`: the image is for another processor, not for another page size.',
    },
    {
      cause: 'oom-container-limit',
      tell: 'The program ran for a while, and its state says OOMKilled.',
    },
    { cause: 'app-fault', tell: 'It fails in the same way on a board with 4 KB pages.' },
  ],
  remedy: 'boot-small-pages',
  docs: {
    meaning:
      'The Pi 5 boots a kernel with pages of 16 KB. Programs whose allocator (mostly jemalloc) or libraries were built for 4 KB stop at once.',
    impact: 'The container crashes in its first second, each time, on each node with that kernel.',
    diagnosis:
      'On {node}: `getconf PAGE_SIZE` prints 16384. The log of the container holds `Unsupported system page size`.',
    mitigation:
      'Use an image that is built for large pages, or boot the 4 KB kernel: `kernel=kernel8.img` in /boot/firmware/config.txt, then reboot. Or keep the pod on nodes with 4 KB pages.',
    references: [
      'https://www.raspberrypi.com/documentation/computers/config_txt.html#kernel',
      'https://github.com/raspberrypi/linux/issues/4375',
      'https://github.com/static-web-server/static-web-server/issues/440',
    ],
  },

  match({ nodeIdentity, largePages, allocator, loader, refused, aftermath }) {
    const sizes = nodeIdentity.flatMap((node) =>
      node.pageSizeBytes === undefined
        ? []
        : [because(node, `${node.hostname} runs with pages of ${node.pageSizeBytes / 1024} KB`)],
    )
    const large =
      largePages.length > 0 ||
      nodeIdentity.some((node) => (node.pageSizeBytes ?? smallPageBytes) > smallPageBytes)
    if (allocator.length > 0)
      return match('confirmed', [...allocator, ...aftermath, ...sizes, ...largePages])
    const words = [...loader, ...refused]
    if (words.length > 0)
      return match(large ? 'confirmed' : 'suspected', [...words, ...sizes, ...largePages])
    // Rust's word for an allocator that gave nothing: a few bytes are never too much for a node.
    const tiny = aftermath.filter(({ text }) => /allocation of \d{1,3} bytes failed/.test(text))
    if (tiny.length > 0 && large) return match('suspected', [...tiny, ...sizes, ...largePages])
    if (aftermath.length > 0 && large)
      return unknown('a program could not allocate its first memory on a kernel with large pages', {
        next: 'kubectl -n NAMESPACE logs POD --previous | head',
      })
    return noMatch
  },
})
