import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

testPattern(pattern, {
  finds: [
    '2026/11/02 10:00:00 [emerg] 1#1: unknown directive "lark" in /etc/nginx/lark.conf:7',
    'host not found in resolver "lark.test"',
    '[ALERT]    (1) : config : Failed initializing addresses.',
    'AH00526: Syntax error on line 7 of /etc/apache2/lark.conf:',
    '[02-Nov-2026 10:00:00] ERROR: FPM initialization failed',
    '*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***',
    "1:M 02 Nov 2026 10:00:00.000 # Can't handle RDB format version 12",
    '2026-11-02T10:00:00.000000Z 0 [ERROR] [MY-014060] [Server] Invalid MySQL server downgrade: Cannot downgrade from 80400 to 80300.',
    "2026-11-02 10:00:00 0 [ERROR] /usr/sbin/mariadbd: unknown variable 'lark=7'",
    'UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document',
    'Error: Unable to open config file /lark/mosquitto.conf.',
    'java.lang.IllegalStateException: failed to obtain node locks, tried [/lark/data]',
    'APPLICATION FAILED TO START',
    "KeyError: 'LARK_URL'",
  ].map((line) => ({ name: line, evidence: [log(line)], confidence: 'suspected' as const })),
  staysQuiet: [
    {
      name: 'a port that another program holds',
      evidence: [
        log('2026/11/02 10:00:00 [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address in use)'),
      ],
    },
    {
      name: 'a machine without files left',
      evidence: [
        log('2026/11/02 10:00:00 [emerg] 1#1: open() "/lark.log" failed (24: Too many open files)'),
      ],
    },
    { name: 'a key of a dictionary', evidence: [log("KeyError: 'lark'")] },
  ],
  cannotTell: [
    {
      name: 'a probe that gets an error',
      evidence: [log('Readiness probe failed: HTTP probe failed with statuscode: 503')],
    },
  ],
})
