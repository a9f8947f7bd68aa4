import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: what the registry or the processor said. */
const cases: readonly AdviceCase[] = [
  [
    /gave HTTP response to HTTPS client/,
    'The registry speaks plain HTTP: name it under `mirrors` in /etc/rancher/k3s/registries.yaml with `endpoint: ["http://HOST:PORT"]` on each node, and restart K3s there.',
  ],
  [
    /image \\?"localhost/,
    '`localhost` is the node that pulls: name the registry by an address that all nodes reach, or load the image on each node with `k3s ctr images import FILE.tar`.',
  ],
  [
    /lookup \S+\.svc\b/,
    'A registry by the name of its Service: the node that pulls knows no names of the cluster. Name it by a NodePort or an Ingress, or give that name an `endpoint` under `mirrors` in /etc/rancher/k3s/registries.yaml.',
  ],
  [
    /not found|unknown|InvalidImageName|parse image|default image tag|does not exist|publish|pushed|tags?\b|typo|mis-?(?:typed|spel\w+)|renamed|removed|moved|gone/i,
    'Correct the name or tag: `k3s crictl pull IMAGE` on a node shows at once whether it is right. Images that a vendor moved away need another repository.',
  ],
  [
    /exec format|platform|architecture|manifest list|image index|arm|amd64|qemu|ld-linux|elf at/i,
    'Take a tag that has linux/arm64: `docker manifest inspect IMAGE | grep architecture` lists what there is.',
  ],
  [
    /llegal instruction|invalid opcode|microarchitecture|x86-64-v|ARMv8|AVX|baseline optimizations/i,
    'Take an older version of the program, or run it on a newer board; in a virtual machine set its CPU type to `host`.',
  ],
  [
    /denied|nauthori[sz]ed|authori[sz]ation|authentication|credentials|insufficient_scope|40[13]\b|private|pull secret/i,
    'Give an imagePullSecret or a login in /etc/rancher/k3s/registries.yaml.',
  ],
  [
    /toomanyrequests|429|rate[- ]?limit|Too Many/i,
    '`toomanyrequests`: log in, or use a mirror (`mirrors` in /etc/rancher/k3s/registries.yaml); the limit of Docker Hub is lifted after some hours.',
  ],
]

export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
