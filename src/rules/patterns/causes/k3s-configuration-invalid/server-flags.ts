/**
 * Flags that only `k3s server` knows (https://docs.k3s.io/cli/server). An agent or a tool such as
 * `k3s etcd-snapshot` that reads the same config.yaml calls them unknown, and rightly skips them.
 */
const serverFlags: ReadonlySet<string> = new Set(
  `advertise-address advertise-port agent-token agent-token-file cluster-cidr cluster-dns
  cluster-domain cluster-init cluster-reset cluster-reset-restore-path datastore-cafile
  datastore-certfile datastore-connection-max-idle-connections datastore-connection-max-lifetime
  datastore-connection-max-open-connections datastore-endpoint datastore-keyfile
  default-local-storage-path disable disable-apiserver disable-cloud-controller
  disable-controller-manager disable-etcd disable-helm-controller disable-kube-proxy
  disable-network-policy disable-scheduler egress-selector-mode embedded-registry enable-pprof
  etcd-arg etcd-disable-snapshots etcd-expose-metrics etcd-s3 etcd-s3-access-key etcd-s3-bucket
  etcd-s3-bucket-lookup-type etcd-s3-config-secret etcd-s3-endpoint etcd-s3-endpoint-ca
  etcd-s3-folder etcd-s3-insecure etcd-s3-proxy etcd-s3-region etcd-s3-retention
  etcd-s3-secret-key etcd-s3-session-token etcd-s3-skip-ssl-verify etcd-s3-timeout
  etcd-snapshot-compress etcd-snapshot-dir etcd-snapshot-name etcd-snapshot-reconcile-interval
  etcd-snapshot-retention etcd-snapshot-schedule-cron flannel-backend flannel-external-ip
  flannel-ipv6-masq helm-job-image https-listen-port kine-tls kube-apiserver-arg
  kube-cloud-controller-manager-arg kube-controller-manager-arg kube-scheduler-arg
  multi-cluster-cidr secrets-encryption secrets-encryption-provider service-cidr
  service-node-port-range servicelb-namespace supervisor-metrics supervisor-port
  system-default-registry tls-san tls-san-security write-kubeconfig write-kubeconfig-group
  write-kubeconfig-mode`.split(/\s+/),
)

/** Whether a server reads this flag of a shared file; `name` without its dashes. */
export function isServerFlag(name: string): boolean {
  return serverFlags.has(name)
}
