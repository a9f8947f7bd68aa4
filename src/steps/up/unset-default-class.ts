import * as z from 'zod'
import { classesAreNoDefault } from '#src/rules/checks/classes-are-no-default.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { defineStep, type StepContext } from '../define-step.ts'

/** Takes the mark of the default from a StorageClass. What was claimed from it stays as it is. */
export const unsetDefaultClass = defineStep({
  id: 'unset-default-class',
  title: ({ name }) => `Let ${name} be the default StorageClass no more`,
  input: z.object({ name: z.string().min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ name }) => ({ wish: { classes: [name] } }),
  requires: [],
  verify: [classesAreNoDefault],

  preview: ({ name }) => [`claims that name no class get another one than ${name} from now on`],

  remembered: z.object({}),
  remember: async () => ({}),
  apply: ({ name }, context) => mark(name, false, context),
  undo: ({ name }, _, context) => mark(name, true, context),
})

/** kubernetes.io/docs/tasks/administer-cluster/change-default-storage-class; the beta mark counts too. */
async function mark(name: string, isDefault: boolean, { kube, signal }: StepContext) {
  const annotations = {
    'storageclass.kubernetes.io/is-default-class': `${isDefault}`,
    'storageclass.beta.kubernetes.io/is-default-class': null,
  }
  await kube.mergePatch(
    resources.storageClasses,
    { name },
    { metadata: { annotations } },
    { signal },
  )
}
