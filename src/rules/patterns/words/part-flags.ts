/**
 * Flags that only the API server, the kubelet and their kin have or had, and no application: one of
 * them that is unknown says that the version and its flags do not fit, also in the log of a static pod.
 */
export const unknownPartFlag =
  /unknown flag: --(?:cloud-provider|feature-gates|admission-control|enable-admission-plugins|insecure-(?:port|bind-address)|experimental-[a-z-]+|service-account-(?:api-audiences|issuer|key-file)|service-cluster-ip-range|kubelet-(?:https|client-\w+|read-only-port|preferred-address-types)|network-plugin|cni-(?:bin|conf|cache)-dir|container-runtime|pod-infra-container-image|pod-eviction-timeout|dynamic-config-dir|node-status-[a-z-]+|cgroup-driver|cluster-(?:name|cidr|signing-[a-z-]+)|etcd-servers|repair-malformed-updates|apiserver-count|use-service-account-credentials|register-schedulable|require-kubeconfig|api-servers)\b/
