import { lines, pastedLines } from '#src/model/line.ts'

/**
 * drivers/ata/libata-eh.c: UNC is a sector that cannot be corrected, AMNF and IDNF one that is not
 * found. ICRC in front of them is the cable's error, and a failed command alone may be that too.
 */
export const ata = lines(
  ['error: { UNC', 'error: { AMNF', 'error: { IDNF'],
  /error: \{ (?:UNC|AMNF|IDNF)/,
)
/** The same file: DF is the fault that a drive reports of itself. What is broken it does not say. */
export const deviceFault = lines('DRDY DF', /status: \{ DRDY DF (?:DRQ )?(?:ERR )?\}/)
/**
 * smartmontools src/ataprint.cpp: the drive's own log of what it could not read, which is kept for
 * all its life. ICRC in its place is the cable's.
 */
export const errorLog = lines(
  ['Error: UNC', 'Error: AMNF', 'Error: IDNF', 'Error: WP, UNC'],
  /Error: (?:WP, )?(?:UNC|AMNF|IDNF)\b.{0,24} at LBA = 0x/,
)
/** The firmware of a PC looks at SMART before it starts (AMI, Award). */
export const firmwareSays = pastedLines(
  ['tatus Bad', 'tatus BAD', 'mart Failure Predicted', 'MART Failure Predicted'],
  /S\.?M\.?A\.?R\.?T\.? (?:Capable and )?Status B(?:ad|AD)\b|S\.?M\.?A\.?R\.?T\.? Failure Predicted/i,
)
