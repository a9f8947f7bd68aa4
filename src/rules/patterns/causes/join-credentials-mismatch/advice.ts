import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /[Nn]ode password|node-passwd|duplicate hostname|username\/password/,
    'Two machines with one name: rename one. A reinstalled node: `kubectl delete node REINSTALLED`, and if the secret is still there, `kubectl -n kube-system delete secret REINSTALLED.node-password.k3s`; then restart the agent.',
  ],
  [
    /\btoken\b(?! ID)(?!.*different token)|401|[Uu]nauthorized|CA hash/,
    "A wrong token: put the server's node-token into the service's K3S_TOKEN.",
  ],
  [
    /(?:get CA certs|\/cacerts)(?!.*\/v1-).*nauthorized|401 Unauthorized.*\/cacerts/,
    'A refusal at `/cacerts` already is that of a plain API server as a rule: an agent of RKE2 joins at port 9345 (`server: https://SERVER:9345`), not at 6443.',
  ],
  [
    /different token|bootstrap data/,
    'For a server, `encrypted with different token` needs the token that was used first.',
  ],
  [
    /JWS|cluster-info|kubeadm|bootstrap-token|token ID/,
    'With kubeadm: `kubeadm token create --print-join-command` on a control plane gives a new one.',
  ],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
