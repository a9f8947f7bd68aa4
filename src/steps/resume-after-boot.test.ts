import { expect, test } from 'vitest'
import { resumeUnit } from './resume-after-boot.ts'

/** What systemd makes of a line is its own: each of these is what systemd.syntax(7) says of it. */
test('what systemd would take for its own reaches the program as it is', () => {
  const lines = resumeUnit({
    run: 12,
    user: 'pi',
    words: ['/opt/node', '/opt/100% mine/$main.js', 'say "yes"', 'back\\slash'],
    folder: '/home/pi/100%',
    environment: { LANG: 'C', XDG_STATE_HOME: '/data/100% "mine" $HOME' },
  }).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'ExecStart="/opt/node" "/opt/100%% mine/$$main.js" "say \\"yes\\"" "back\\\\slash" "resume-after-boot" "12"',
      'WorkingDirectory=/home/pi/100%%',
      'Environment="LANG=C"',
      // A dollar means nothing there.
      'Environment="XDG_STATE_HOME=/data/100%% \\"mine\\" $HOME"',
    ]),
  )
})

test('two commands are root’s, and the program is the user’s', () => {
  const text = resumeUnit({ run: 1, user: 'pi', words: ['/n'], folder: '/', environment: {} })
  const asRoot = text.split('\n').filter((line) => line.includes('=+'))
  expect(asRoot).toEqual([
    'ExecStartPre=+/bin/rm -f /etc/systemd/system/multi-user.target.wants/bramble-resume.service',
    'ExecStopPost=+/bin/rm -f /etc/systemd/system/bramble-resume.service',
  ])
  expect(text).toContain('\nUser=pi\n')
})
