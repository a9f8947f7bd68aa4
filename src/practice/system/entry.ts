/** One thing in a board's tree of files. What nobody reads is never made. */
export type Entry =
  | {
      readonly content: () => string | Uint8Array
      readonly mode?: number
      readonly changedAt?: number /** What it takes on the disk, where that is more than its text. */
      readonly bytes?: number
    }
  | { readonly link: string }
  | { readonly folder: true; readonly mode?: number }

/** By path. Folders above an entry come by themselves. */
export type Tree = Readonly<Record<string, Entry>>

export function file(
  content: string | Uint8Array | (() => string | Uint8Array),
  mode = 0o644,
): Entry {
  return { content: typeof content === 'function' ? content : () => content, mode }
}

/** A value of /proc or /sys: one line. */
export function line(value: string | number): Entry {
  return file(`${value}\n`, 0o444)
}

export function link(target: string): Entry {
  return { link: target }
}

export function folder(mode = 0o755): Entry {
  return { folder: true, mode }
}
