/**
 * Says on an object what a Bramble is doing there. An annotation's prefix is a DNS name; `bramble`
 * is one.
 */
export const doingAnnotation = 'bramble/doing'
