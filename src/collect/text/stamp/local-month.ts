/**
 * Months as journalctl and rsyslog write them on machines that speak another language: the
 * abbreviations (%b) of glibc's locales, January first. A word that two languages use means one
 * month in both.
 */
const spoken = [
  'jan janv ene gen янв sty oca',
  'feb févr fev fév фев lut şub',
  'mar mär mars mrt мар',
  'apr avril avr abr апр kwi nis',
  'mai may mag mei мая май maj',
  'jun juin giu июн cze haz',
  'jul juil lug июл lip tem',
  'aug août ago авг sie ağu',
  'sep sept set сен wrz eyl',
  'oct okt out ott окт paź eki',
  'nov ноя lis kas',
  'dec déc dez dic дек gru ara',
]
const months = new Map(
  spoken.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
)

/** Number of a month, 1 to 12, by its abbreviation in some language, or `11月` and `11월`. */
export function localMonth(name: string): number | undefined {
  const numbered = /^(\d{1,2})[月월]$/.exec(name)
  if (!numbered) return months.get(name.toLowerCase().replace(/\.$/, ''))
  const month = Number(numbered[1])
  return month >= 1 && month <= 12 ? month : undefined
}
