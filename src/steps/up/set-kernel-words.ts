import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { withKernelWords } from '#src/model/kernel-command-line.ts'
import { kernelWordsAreInFile } from '#src/rules/checks/kernel-words-are-in-file.ts'
import { defineStep } from '../define-step.ts'
import { bootFile, replaceBootFile } from './boot-file.ts'

const cmdlinePaths = [
  '/boot/firmware/current/cmdline.txt',
  '/boot/firmware/cmdline.txt',
  '/boot/cmdline.txt',
] as const

/** Adds words to the one line that the firmware gives the kernel. They count from the next boot on. */
export const setKernelWords = defineStep({
  id: 'set-kernel-words',
  title: ({ node }) => `Add to the kernel’s command line of ${node}`,
  input: z.object({
    node: z.string().min(1),
    path: z.enum(cmdlinePaths),
    words: z.array(z.string().regex(/^[\w.=-]+$/)).min(1),
  }),
  reads: {},
  risk: 'safe',
  about: ({ node, words }) => ({ node, wish: { words } }),
  requires: [],
  verify: [kernelWordsAreInFile],

  preview: ({ path, words }) => [
    `${path}: ${words.join(' ')}, on its first line`,
    `the file as it was stays as ${path}.before-bramble`,
  ],

  remembered: z.object({ text: z.string() }),
  remember: async ({ node, path }, context) => ({
    text: await bootFile(context.node(node), path),
  }),

  async apply({ node, path, words }, context) {
    const shell = context.node(node)
    const before = await bootFile(shell, path)
    // The firmware finds no system without this line: better none changed than one that is empty.
    if (!before.includes('root='))
      throw clusterError('cmdline-unfit', `${path} of ${node} names no root file system.`, {
        next: 'Is it the file that the firmware reads? Compare it with /proc/cmdline.',
      })
    const after = withKernelWords(before, words)
    if (after === before) return
    await replaceBootFile(shell, path, after)
    context.say(`${path} of ${node} holds ${words.join(' ')}`)
  },

  async undo({ node, path }, { text }, context) {
    await replaceBootFile(context.node(node), path, text)
  },
})
