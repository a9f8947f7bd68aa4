import { pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const pod = (reason: string, message: string) =>
  facts(pods, [
    {
      namespace: 'shop',
      name: 'web-1',
      phase: 'Pending',
      ready: false,
      containers: [
        { name: 'web', image: 'acme/web:9', state: 'waiting' as const, reason, message },
      ],
    },
  ])

testPattern(pattern, {
  finds: [
    {
      name: 'a registry by the name of its Service, which the node cannot know',
      evidence: [
        log(
          'Failed to pull image "harbor.barn.svc/app:1": failed to do request: Head "https://harbor.barn.svc/v2/app/manifests/1": dial tcp: lookup harbor.barn.svc on 192.168.1.1:53: no such host',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "the kubelet's summary alone",
      evidence: [log('web-1   0/1   ImagePullBackOff   0   4m')],
      confidence: 'suspected',
    },
    {
      name: 'an image that is asked for less and less often',
      evidence: [log('Normal  BackOff  2m  kubelet  Back-off pulling image "hub.lan/lark:1"')],
      confidence: 'suspected',
    },
    {
      name: 'a note of the processors of an image',
      evidence: [log('the lark image only has linux/amd64')],
      confidence: 'suspected',
    },
    {
      name: 'a note of a tag',
      evidence: [log('tag 3.1 does not exist in ghcr.io/lark/web')],
      confidence: 'suspected',
    },
    {
      name: 'a registry that wants a login, in the second half of a broken line',
      evidence: [
        log(
          'Failed to pull image "hub.lark.test/lark:3":\n  failed to resolve image: unexpected status from HEAD request: 403 Forbidden',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a login that is missing, and an image that does not come',
      evidence: [
        log(
          'Unable to retrieve some image pull secrets (hub-login); attempting to pull the image may not succeed.\nBack-off pulling image "hub.lark.test/lark:3"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "the registry's answer behind the name alone",
      evidence: [log('quay.io/lark/web:3.1: not found')],
      confidence: 'confirmed',
    },
    {
      name: 'BuildKit, which names the image first',
      evidence: [
        log('ERROR: failed to solve: registry.lark.test:5000/base@sha256:0f1e: not found'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an image that each node asks itself for',
      evidence: [
        log(
          'Warning  BackOff  2m (x9 over 5m)  kubelet  Back-off pulling image "localhost:32000/lark:dev"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the same by its number, where nobody listens',
      evidence: [
        log(
          'Failed to pull image "127.0.0.1:5001/lark:dev": failed to do request: Head "http://127.0.0.1:5001/v2/lark/manifests/dev": dial tcp 127.0.0.1:5001: connect: connection refused',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a short name that CRI-O completes by nothing',
      evidence: [
        log(
          'Failed to inspect image "lark:dev": short-name "lark:dev" did not resolve to an alias and no unqualified-search registries are defined',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'Docker about a build for another processor',
      evidence: [
        log(
          "WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8)",
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'Docker, which is denied the manifest',
      evidence: [
        log(
          'Error response from daemon: Head "https://ghcr.io/v2/shop/web/manifests/latest": denied',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'Docker, for which there is none',
      evidence: [
        log(
          'Error response from daemon: manifest for shop/web:2.1 not found: manifest unknown: manifest unknown',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'Docker, to which another registry says no more',
      evidence: [log('Error response from daemon: manifest unknown')],
      confidence: 'confirmed',
    },
    {
      name: 'an emulator without the libraries of the other processor',
      evidence: [
        log("qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2': No such file or directory"),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a manifest that containerd takes no more',
      evidence: [
        log(
          'media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a database built for a newer processor',
      evidence: [
        log(
          'INFO  ==> Deploying from scratch...\n/scripts/libos.sh: line 12:    9 Illegal instruction     (core dumped) "$@"',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the kernel that names it',
      evidence: [
        log('traps: mongod[4100] trap invalid opcode ip:55d0 sp:7ffd error:0 in mongod[55d0+2c0]', {
          origin: 'kernel',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a program of Go that looks first',
      evidence: [
        log('This program can only be run on AMD64 processors with v3 microarchitecture support.', {
          origin: 'pods',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an entrypoint that looks first, on a board',
      evidence: [
        log(
          'WARNING: MongoDB requires ARMv8.2-A or higher, and your current system does not appear to implement any of the common features for that!',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the library of Podman and CRI-O',
      evidence: [
        log(
          'Error: initializing source docker://ghcr.io/nobody/shop:2: Requesting bearer token: invalid status code from registry 403 (Forbidden)',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the same of a tag',
      evidence: [
        log(
          'rpc error: code = Unknown desc = reading manifest 9.9 in docker.io/library/nginx: manifest unknown',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'containerd of long ago',
      evidence: [
        log(
          'Failed to pull image "reg.home/shop": no available registry endpoint: failed to fetch oauth token: unexpected status: 403 Forbidden',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a registry whose refusal had no header',
      evidence: [
        log(
          'Failed to pull image "x": net/http: HTTP/1.x transport connection broken: malformed MIME header line: Too Many Request',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a registry whose certificate bears another name, or none',
      confidence: 'suspected',
      evidence: [
        log(
          'Failed to pull image "registry.home.arpa/a:1": failed to do request: Head "https://registry.home.arpa/v2/a/manifests/1": x509: certificate relies on legacy Common Name field, use SANs instead',
        ),
      ],
    },
    {
      name: 'a registry that wants a login, in the log of containerd',
      evidence: [
        log(
          'level=info msg="trying next host" error="pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials" host="10.7.0.9:5000"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a name that is none',
      evidence: [
        log(
          'Failed to apply default image tag "Shop/Web:1": couldn\'t parse image name "Shop/Web:1": invalid reference format: repository name (library/Shop/Web) must be lowercase',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a tag that is not there',
      evidence: [log(read('events-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'no build for this processor',
      evidence: [log(read('platform.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a program for another processor',
      evidence: [log(read('format.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'too many pulls',
      evidence: [
        log('429 Too Many Requests - toomanyrequests: You have reached your pull rate limit.'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a pod that may not pull',
      evidence: [
        pod(
          'ErrImagePull',
          'pull access denied, repository does not exist or may require authorization',
        ),
      ],
      confidence: 'confirmed',
      subject: 'pod/shop/web-1',
    },
    {
      name: 'an image without a program',
      confidence: 'suspected',
      evidence: [
        log(
          'Error: failed to generate container "2f" spec: failed to generate spec: no command specified',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'an image for each processor',
      evidence: [log('the lark image has linux/amd64 and linux/arm64')],
    },
    {
      name: 'one mirror of several that refuses',
      evidence: [
        log(
          'level=info msg="trying next host" error="unexpected status from HEAD request to https://mirror.lark.test/v2/x/manifests/1: 403 Forbidden"',
        ),
      ],
    },
    {
      name: 'a shell that finds no command',
      evidence: [
        log('sh: 1: lark: not found\n./run.sh:12: not found\n/usr/bin/env: lark: not found'),
      ],
    },
    {
      name: 'Docker, which cannot reach the registry',
      rival: 'cluster-dns-failing',
      evidence: [
        log(
          'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: server misbehaving',
        ),
      ],
    },
    {
      name: 'a container that Docker does not know',
      evidence: [log('Error response from daemon: No such container: web')],
    },
    {
      name: 'a registry with a fault of its own',
      evidence: [
        log(
          'Error: initializing source docker://quay.io/a/b:1: Requesting bearer token: invalid status code from registry 502 (Bad Gateway)',
        ),
      ],
    },
    {
      name: 'a kernel that crashed on such an instruction',
      rival: 'kernel-crash-or-lockup',
      evidence: [
        log('Internal error: Oops - undefined instruction: 0 [#1] SMP ARM', { origin: 'kernel' }),
      ],
    },
    {
      name: 'a module of another kernel',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          `msg="Running modprobe ip_vs failed with message: modprobe: ERROR: could not insert 'ip_vs': Exec format error"`,
        ),
      ],
    },
    {
      name: 'a mirror that does not have the image, and the next one is asked',
      evidence: [
        log(
          'level=info msg="trying next host - response was http.StatusNotFound" host="10.7.0.9:5000"',
        ),
      ],
    },
    {
      name: 'a registry whose name does not resolve',
      rival: 'cluster-dns-failing',
      evidence: [
        log(
          'Failed to pull image "x": failed to resolve reference "docker.io/x:1": dial tcp: lookup registry-1.docker.io: no such host',
        ),
      ],
    },
    {
      name: 'an image that finds no room',
      rival: 'node-disk-full',
      evidence: [
        log('failed to pull and unpack image "x": write /var/lib/x: no space left on device'),
      ],
    },
    {
      name: 'a registry that nobody trusts',
      rival: 'cert-not-trusted',
      evidence: [
        pod(
          'ErrImagePull',
          'tls: failed to verify certificate: x509: certificate signed by unknown authority',
        ),
      ],
    },
    {
      name: 'another thing that is not found',
      evidence: [log('Error from server (NotFound): pods "x" not found')],
    },
    {
      name: "a program's own command line",
      evidence: [log('usage: shop [command]\nerror: no command specified', { origin: 'pods' })],
    },
  ],
  cannotTell: [
    {
      name: 'a login that is missing, which not every image needs',
      evidence: [
        log(
          'Unable to retrieve some image pull secrets (hub-login); attempting to pull the image may not succeed.',
        ),
      ],
    },
    {
      name: 'a folder for a volume that was not made in time',
      evidence: [
        log(
          'failed to provision volume with StorageClass "local-path": failed to create volume pvc-77aa: create process timeout after 120 seconds',
        ),
      ],
    },
    {
      name: 'a registry of the internet that does not answer',
      evidence: [
        log(
          'Failed to pull image "x": failed to do request: Head "https://registry-1.docker.io/v2/x/manifests/1": dial tcp 203.0.113.7:443: i/o timeout',
        ),
      ],
    },
    {
      name: 'a reason that was begun and cut off',
      evidence: [
        log(
          'Normal   BackOff  2m  kubelet  Back-off pulling image "hub.lan/lark:1"\nWarning  Failed   2m  kubelet  Failed to pull image "hub.lan/lark:1": rpc error: code = Unknown desc = ...',
        ),
      ],
    },
  ],
})
