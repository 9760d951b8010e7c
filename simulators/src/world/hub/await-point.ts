const framesAtMost = 60

/** Which `await` of the hub's own code waits for what happens now: the innermost one outside its storage. */
export function awaitPoint(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = framesAtMost
  const { stack = '' } = new Error('where')
  Error.stackTraceLimit = stackTraceLimit
  const own = [...stack.matchAll(/\/hub\/(?:dist|src)\/(\S+:\d+:\d+)/g)].map(([, place = '']) => place)
  return own.find((place) => !place.startsWith('storage/')) ?? own[0] ?? 'elsewhere'
}
