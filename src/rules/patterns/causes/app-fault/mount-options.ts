import { lines } from '#src/model/line.ts'

/**
 * A disk's filesystem asked to mount with an option of a network share, as a storage class or a
 * volume names it. Kubelet and kernel write the first only when the mount has failed.
 */
export const foreignOption = lines(
  [
    'Mounting arguments: ',
    'nrecognized mount option ',
    'nknown mount option ',
    'nknown parameter ',
  ],
  /Mounting arguments: .*-t (?:ext[234]|xfs|btrfs) -o \S*\b(?:[ug]id|(?:dir|file)_mode|[df]mask|nobrl|mfsymlinks|iocharset)\b|(?:EXT[234]|ext[234]|XFS|xfs|BTRFS|btrfs)\S*(?: \(\S+\))?:? [Uu]n(?:known|recognized) (?:mount option|parameter) ["'[](?:[ug]id|(?:dir|file)_mode|[df]mask|nobrl|mfsymlinks|iocharset)\b/,
)
