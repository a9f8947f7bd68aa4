import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: whoever should make the network names what it lacks. */
const cases: readonly AdviceCase[] = [
  [
    /no IP addresses available/,
    '`no IP addresses available`: addresses of pods that are gone were never given back; drain the node, stop K3s with its containers, empty the folder of that network below /var/lib/cni/networks (flannel: cbr0) and start it again.',
  ],
  [
    /already has an IP address different from/,
    'The bridge keeps the range of an earlier cluster: drain the node, `ip link delete cni0`, restart K3s; the next pod makes it anew.',
  ],
  [
    /no IP ranges specified/,
    'The configuration in /etc/cni/net.d gives its pods no range (`ipam` without `ranges` or `subnet`): it is a sample or a rest of another installation. Take it away, install the plugin that is meant, and restart the runtime.',
  ],
  [
    /pod ?cidr/i,
    'The node has no range for its pods: with kubeadm the cluster was made without `--pod-network-cidr`; K3s hands out ranges of `cluster-cidr` until none is left (`kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.spec.podCIDR`).',
  ],
  [
    /^(?!.*no IP addresses).*(?:cilium|calico|weave|multus|antrea|ovn|openvswitch|ClusterInformation|127\.0\.0\.1:\d+: connect)/i,
    "That plugin's own pod on the node does not run: `kubectl -n kube-system get pods -o wide | grep NODE`, and its log. A plugin that was removed leaves its file in /etc/cni/net.d, which the runtime goes on calling: take it away and restart the runtime.",
  ],
  [
    /failed to find plugin/,
    'The programs of the plugins are not where the runtime looks for them: /opt/cni/bin, or with K3s /var/lib/rancher/k3s/data/current/bin. Install them, or tell the plugin the directories of K3s.',
  ],
  [
    /^(?!.*(?:pod cidr|no IP addresses|already has an IP)).*(?:flannel|subnet\.env|cni plugin not initialized|NetworkPluginNotReady|network plugin is not ready|[Nn]o networks? (?:config )?found|Error registering network|acquire lease|network-unavailable|NetworkUnavailable)/,
    'Remove what flannel names: a webhook that refuses the node, a missing kernel module, two nodes with one address, `flannel-backend: none` without another plugin. Then restart K3s on that node. Writing subnet.env by hand lasts until the next boot.',
  ],
]

export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
