import fc from 'fast-check'

/**
 * Any text that UTF-8 can carry. fast-check's own strings of any character begin with a table of
 * all million of them, which each worker would spend two seconds on.
 */
export function anyText(length: { readonly minLength?: number; readonly maxLength?: number } = {}) {
  const character = fc
    .oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff }), fc.nat({ max: 0x10_ffff }))
    .map((code) => String.fromCodePoint(code))
  return fc.array(character, length).map((all) => all.join('').toWellFormed())
}
