import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const pods = { origin: 'pods' } as const

/** A few lines of one container, and nothing else. */
testPattern(pattern, {
  finds: [
    {
      name: 'an exception of Python',
      evidence: [log('ledger.errors.ShelfMismatch: shelf 7 is of another house', pods)],
      confidence: 'suspected',
    },
    {
      name: 'an error of Node',
      evidence: [log('TypeError: shelf.books is not iterable', pods)],
      confidence: 'suspected',
    },
    {
      name: 'a line of a log with a level',
      evidence: [log('time="2026-03-01T10:00:00Z" level=error msg="feed 7 is not a feed"', pods)],
      confidence: 'suspected',
    },
    {
      name: 'a module that Node does not find',
      evidence: [
        log(
          "Error: Cannot find module '/lark/main.js'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15)",
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a panic of Rust, and a folder that Node may not make',
      evidence: [
        log("thread 'main' panicked at src/main.rs:7:5:"),
        log("Error: EACCES: permission denied, mkdir '/lark'"),
      ],
      confidence: 'suspected',
    },
    {
      name: 'nobody at the place that it was told, on its own machine',
      evidence: [
        log('Errno::ECONNREFUSED (Connection refused - connect(2) for "localhost" port 25)', pods),
      ],
      confidence: 'suspected',
    },
    {
      name: 'settings out of bounds, whatever they are called',
      evidence: [log('panic: scrape-interval should be larger than kubelet-timeout', pods)],
      confidence: 'suspected',
    },
    {
      name: 'a login without a password, and one that is refused by Vault',
      evidence: [
        log('FATAL: fe_sendauth: no password supplied'),
        log('Code: 403. Errors:\n\n* permission denied'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a program that refuses to start',
      evidence: [log('store 4 was written by a later release, refusing to start', pods)],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'the agent of a network',
      evidence: [log('level=error msg="Failed to write config" subsys=datapath-loader', pods)],
    },
    {
      name: 'a mount whose process died',
      evidence: [log('level=error err="write /shop/7: transport endpoint is not connected"', pods)],
    },
    {
      name: 'the log of a pod on a living cluster',
      evidence: [
        log('TypeError: shelf.books is not iterable', pods),
        facts(nodes, [
          {
            name: 'pi02',
            conditions: [],
            unschedulable: false,
            taints: [],
            roles: [],
            addresses: ['10.0.0.12'],
          },
        ]),
      ],
    },
    {
      name: 'a complaint beside the reason below it',
      rival: 'cluster-dns-failing',
      evidence: [
        log(
          'FetchError: feed 7 is not there\ngetaddrinfo: Temporary failure in name resolution',
          pods,
        ),
      ],
    },
    {
      name: 'a service elsewhere that does not answer',
      rival: 'traffic-blocked',
      evidence: [log('ConnectionError: 10.7.0.9:5432 refused the connection', pods)],
    },
    {
      name: 'a part of the cluster',
      evidence: [log('level=error msg="longhorn: engine is not there"', pods)],
    },
    {
      name: 'a file system that can only be read',
      rival: 'filesystem-corruption',
      evidence: [log('OSError: [Errno 30] Read-only file system', pods)],
    },
    {
      name: 'a line that may be of anybody',
      evidence: [log('TypeError: shelf.books is not iterable')],
    },
  ],
  cannotTell: [
    {
      name: 'a program that says nothing of trouble',
      silent: true,
      evidence: [log('listening on :8080, 0 errors so far', pods)],
    },
  ],
})
