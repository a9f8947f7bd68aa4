/** Letters, digits and signs that logs are full of, the most frequent first. */
const frequent = 'etaoinsrdlcpumhgf1230456789 :.-=/"'

function rarityOf(byte: number): number {
  const place = frequent.indexOf(String.fromCharCode(byte))
  return place < 0 ? frequent.length + 6 : place
}

/**
 * Where the `length` bytes of a literal begin that logs are least likely to hold: the more often a
 * search meets them, the more often it is held up.
 */
export function rarestWindow(literal: Uint8Array, length: number): number {
  const rarities = Array.from(literal, rarityOf)
  let best = 0
  let bestRarity = -1
  for (let from = 0; from + length <= literal.length; from++) {
    const rarity = rarities.slice(from, from + length).reduce((sum, one) => sum + one, 0)
    if (rarity <= bestRarity) continue
    best = from
    bestRarity = rarity
  }
  return best
}
