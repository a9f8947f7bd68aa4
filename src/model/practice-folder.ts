/** What the folder of each practice cluster is called at its start, under the one for what passes. */
export const practiceFolder = 'bramble-practice-'
