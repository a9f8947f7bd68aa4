import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

/** longhorn-manager v1.5, webhook/webhook.go. */
const waits = (at: string) =>
  `time="2024-06-26T10:${at}Z" level=warning msg="Failed to check endpoint https://longhorn-conversion-webhook.longhorn-system.svc:9501/v1/healthz" func=webhook.isServiceAvailable file="webhook.go:78" error="Get \\"https://longhorn-conversion-webhook.longhorn-system.svc:9501/v1/healthz\\": dial tcp 10.43.143.200:9501: connect: connection refused"`
const came = (at: string) =>
  `time="2024-06-26T10:${at}Z" level=info msg="conversion webhook service is now accessible" func=webhook.CheckWebhookServiceAvailability file="webhook.go:63"`

testPattern(pattern, {
  finds: [
    {
      name: "the API server's own log, of which the end was cut",
      evidence: [log('Failed calling webhook, failing closed mutator.longhorn.io: …')],
      confidence: 'confirmed',
    },
    {
      name: 'a service without endpoints',
      evidence: [
        log(
          'NAME                          ENDPOINTS   AGE\nlonghorn-admission-webhook    <none>      3d',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the description of its endpoints, of which none is ready',
      evidence: [
        log(
          'Subsets:\n  Addresses:          <none>\n  NotReadyAddresses:  10.42.1.7,10.42.2.9\n  Ports:\n    Name               Port  Protocol\n    ----               ----  --------\n    admission-webhook  9502  TCP',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a manager that ends over the call',
      evidence: [log('Error starting manager: Failed to call webhook, no route to host')],
      confidence: 'suspected',
    },
    {
      name: 'a webhook that was there, and is gone again',
      evidence: [log(`${came('23:58')}\n${waits('24:00')}`)],
      confidence: 'confirmed',
    },
    {
      name: 'a manager that gave up',
      evidence: [
        log(
          'Error starting manager: conversion webhook service is not accessible after 1m0s sec: timed out',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a manager that does not reach itself',
      evidence: [
        log(
          'level=warning msg="Failed to get webhook health endpoint https://localhost:9502/v1/healthz" func=webhook.StartWebhook error="Get \\"https://localhost:9502/v1/healthz\\": context deadline exceeded"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a claim that is refused',
      evidence: [log(read('claim-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a node that cannot be written',
      evidence: [log(read('k3s-v1.27.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a manager that does not reach its own webhook',
      evidence: [log(read('manager-v1.5.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a message in three pieces',
      evidence: [
        log(
          'failed calling webhook\n"validator.longhorn.io": service\n"longhorn-admission-webhook" not found',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'objects that cannot be converted',
      evidence: [
        log(
          'conversion webhook for longhorn.io/v1beta1, Kind=Volume failed: Post "https://longhorn-conversion-webhook.longhorn-system.svc:9501/v1/webhook/conversion": dial tcp: i/o timeout',
        ),
      ],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'endpoints of another service',
      evidence: [
        log(
          'Subsets:\n  Addresses:          <none>\n  Ports:\n    Name               Port  Protocol\n    ----               ----  --------\n    http               8080  TCP',
        ),
      ],
    },
    {
      name: 'endpoints that are there',
      evidence: [log('longhorn-admission-webhook    10.42.1.7:9502,10.42.2.9:9502   3d')],
    },
    {
      name: 'a manager that ends over something else',
      rival: 'known-version-bug',
      evidence: [log('Error starting manager: cannot get node pi03')],
    },
    {
      name: 'the first second of a manager',
      evidence: [
        log(
          'level=warning msg="Failed to check endpoint https://localhost:9501/v1/healthz" func=webhook.isServiceAvailable error="Get \\"https://localhost:9501/v1/healthz\\": dial tcp [::1]:9501: connect: connection refused"',
        ),
      ],
    },
    {
      name: 'the first manager of all, which waits until it serves the webhook itself',
      evidence: [log(`${waits('23:58')}\n${came('24:00')}`)],
    },
    {
      name: 'a webhook that answers no',
      evidence: [
        log(
          'admission webhook "validator.longhorn.io" denied the request: volume pvc-1 is attached',
        ),
      ],
    },
    {
      name: "another vendor's webhook",
      evidence: [log('failed calling webhook "webhook.cert-manager.io": connection refused')],
    },
    {
      name: 'a missing subnet file by itself',
      rival: 'cni-not-ready',
      evidence: [log('open /run/flannel/subnet.env: no such file or directory')],
    },
    {
      name: 'a name that does not resolve',
      rival: 'cluster-dns-failing',
      evidence: [log('lookup grafana.monitoring.svc on 10.43.0.10:53: i/o timeout')],
    },
  ],
  cannotTell: [
    {
      name: 'a call that failed and is passed over',
      evidence: [
        log('W0101 dispatcher.go:205] Failed calling webhook, failing open mutator.longhorn.io: x'),
      ],
    },
    {
      name: 'a manager on a node from which no pod is reached',
      evidence: [
        log(
          'Failed to check endpoint https://longhorn-conversion-webhook.longhorn-system.svc:9501/v1/healthz: context deadline exceeded\n$ ping -c2 10.42.3.8\n2 packets transmitted, 0 packets received, 100% packet loss',
        ),
      ],
    },
    {
      name: 'a webhook that answers, and keeps the last good copy',
      evidence: [
        log(
          'admission webhook "validator.longhorn.io" denied the request: no other healthy replica available for volume pvc-1, cannot delete replica pvc-1-r-1 since it may still contain data for recovery',
        ),
      ],
    },
    {
      name: 'a refusal in three lines, which reads like a sentence',
      evidence: [
        log(
          'admission webhook "validator.longhorn.io" denied the request: failed to check if snapshot\nnightly-photos-0001 is a linked-clone\nentrypoint: Invalid value: "...":\nmust be no more than 63 bytes',
        ),
      ],
    },
    {
      name: 'a restore from a backup that is not there',
      evidence: [
        log(
          'Error from server (Invalid): admission webhook "mutator.longhorn.io" denied the request:\ncannot get backup volume for backup target default and volume photos: backupVolumes "" not found',
        ),
      ],
    },
    {
      name: 'the name without an end of the call',
      evidence: [
        log('Post "https://longhorn-admission-webhook.longhorn-system.svc:9502/v1/webhook/'),
      ],
    },
  ],
})
