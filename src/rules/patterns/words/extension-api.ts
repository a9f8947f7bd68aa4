/**
 * An API that kube-aggregator passes on to a pod, and the pod does not answer: the API server itself is
 * well, since none of its own groups is named. Named are those of metrics and of other makers
 * (client-go's discovery, kubectl).
 */
export const extensionUnable =
  /^(?!.*(?<![\w.-])(?:[a-z]+|(?!(?:\w+\.)?metrics\.)[\w.-]+\.k8s\.io)\/v\w+: the server is currently unable).*(?:(?<![\w.-])[\w-]+(?:\.[\w-]+)+\/v\w+: the server is currently unable to handle the request|the server is currently unable to handle the request \(\w+ [\w*-]+\.(?:\w+\.)?metrics\.k8s\.io\b)/
