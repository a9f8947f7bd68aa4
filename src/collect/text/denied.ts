/**
 * What a person quotes to say that it was not there, or to look for it: `no "X" in the journal`,
 * "nothing like `X` or `Y`", `journalctl | grep "X"`. Only quoted text counts, right behind such a
 * word: programs write `no route to host` and mean it. What a person denies without quoting it is
 * for the single pattern whose words never stand behind such a word in a log: `denied` of
 * rules/patterns/words/node-kernel.ts, with fewer words for that reason.
 */
const quoted = '(?:`[^`]+`|"[^"]+"|“[^”]+”|„[^“”]+[“”])'
const no = String.raw`(?:no|not? one|none|zero|without|nor|never|neither|nothing|keine?[nrsm]?|keinerlei|ohne|weder|sin|ning[uú]na?|aucune?|sans|nessuna?|senza|geen|zonder|bez)`
const between = String.raw`(?:(?:prior|such|single|more|further|any|other|an?|the|signs?|traces?|mention|evidence|lines?|entry|of|like|about|for|einzige[nrs]?|weitere[nrs]?|de|di) ){0,3}`
const further = String.raw`(?:\s*(?:[,/]|,?\s*\b(?:and|or|nor|und|oder|noch|ni|o|ou|e)\b)\s*(?:no |any |keine?[nrsm]? )?${quoted})*`
const denial = new RegExp(
  String.raw`(?<![\w-])${no}\s+${between}${quoted}${further}|\bz?e?grep\b(?:\s+-\S+)*\s+(?:${quoted}|'[^']+')`,
  'giu',
)
const inQuotes = new RegExp(String.raw`${quoted}|'[^']+'`, 'gu')

/** Advice: `if you see X` tells nobody that it was seen. */
const advice = /(?<![\w-])[Ii]f you (?:get|see|have|find|notice|receive)\b[^.!?\n]{0,400}/g

/** The text with such quotations blanked; each character keeps its place. */
export function withoutDenied(text: string): string {
  const told = text.replace(advice, (words) => ' '.repeat(words.length))
  return told.replace(denial, (said) => said.replace(inQuotes, (words) => ' '.repeat(words.length)))
}
