type Fields = Readonly<Record<string, unknown>>

/**
 * Whether two values are the same JSON: a field that is undefined is none, and the order of fields
 * says nothing. What both share is not looked into, which is most of an object that is amended.
 */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) || Array.isArray(other)) return isSameList(one, other)
  return hasFieldsOf(one as Fields, other as Fields) && hasNoMore(other as Fields, one as Fields)
}

function hasFieldsOf(one: Fields, other: Fields): boolean {
  return Object.keys(one).every((field) => isSame(one[field], other[field]))
}

function hasNoMore(one: Fields, than: Fields): boolean {
  return Object.keys(one).every((field) => Object.hasOwn(than, field) || one[field] === undefined)
}

function isSameList(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
  return one.every((item, place) => isSame(item, other[place]))
}
