import { expect, test } from 'vitest'
import { because } from '#src/model/verdict.ts'
import { adviceFor, allAdvice } from './advice.ts'

const about = (text: string) => adviceFor([because({ evidence: 'e1' }, text)])

test('a Wi-Fi chip that stopped has no cable', () => {
  const help = about('ieee80211 phy0: brcmf_cfg80211_get_station: GET STA INFO failed, -110')
  expect(help).toContain('power_save off')
  expect(help).not.toContain('cable')
})

test('a link that comes and goes is told of the cable, and of no Wi-Fi', () => {
  const help = about('bcmgenet fd580000.ethernet eth0: Link is Down')
  expect(help).toContain('cable')
  expect(help).not.toContain('power_save')
})

test('an e1000e that hangs is told of its offloads', () =>
  expect(about('e1000e 0000:00:1f.6 nic0: Detected Hardware Unit Hang:')).toContain('tso off'))

test('what fits no case is told of all of them', () =>
  expect(about('the node cannot be reached')).toBe(allAdvice))
