import { lines } from '#src/model/line.ts'

/**
 * A server is called by a name or address that its certificate does not bear. K3s makes that for the
 * addresses of the node, 10.43.0.1 and what `tls-san` names (pkg/server, dynamiclistener); kubeadm
 * likewise. It is neither old nor of another authority: the name is missing in the configuration.
 */
export const unnamed = lines(
  'certificate is valid for ',
  /^(?!.*(?::10250\/|webhook|\.svc(?:\.cluster\.local)?[:"/]|pull|registry|Head ")).*certificate is valid for (?=.*\b(?:10\.43\.0\.1|10\.96\.0\.1|127\.0\.0\.1|kubernetes(?:\.default)?\b)).*, not \S/,
)
