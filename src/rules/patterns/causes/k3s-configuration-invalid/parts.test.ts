import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const plugin = 'oidc authenticator: initializing plugin: '

testPattern(pattern, {
  finds: [
    ...[
      'Get "https://login.hill.example/.well-known/openid-configuration": dial tcp: lookup login.hill.example on 10.9.0.1:53: no such host',
      'oidc: issuer did not match the issuer returned by provider, expected "https://login.hill.example" got "https://login.hill.example/"',
      '404 Not Found: not here',
    ].map((why) => ({
      name: `a login service that is not where the flag says: ${why.slice(0, 30)}`,
      evidence: [log(`E0301 10:00:00.1 900 oidc.go:299] ${plugin}${why}`)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a file on how to know people that is wrong',
      evidence: [
        log(
          'level=fatal msg="apiserver exited: jwt[0].issuer.url: Invalid value: \\"http://login.hill.example\\": URL scheme must be https"',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a login service whose authority the API server does not know',
      rival: 'cert-not-trusted',
      evidence: [
        log(
          `${plugin}Get "https://login.hill.example": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a mount whose name holds a space',
      evidence: [
        log('"Failed to start ContainerManager" err="wrong number of fields (expected 6, got 8)"'),
      ],
    },
    {
      name: 'a unit that ends again and again, without a line of its own',
      evidence: [
        log(
          '● kubelet.service\n   Active: activating (auto-restart) (Result: exit-code) since Tue',
        ),
      ],
    },
    {
      name: 'a login service that does not answer',
      evidence: [
        log(`${plugin}Get "https://login.hill.example": dial tcp 10.9.0.7:443: i/o timeout`),
      ],
    },
  ],
})
