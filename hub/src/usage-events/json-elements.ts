/** How a JSON text is built, as far as its brackets tell. */
export interface JsonShape {
  /** How deep its arrays and objects nest. */
  readonly depth: number
  /** Each element of the outermost array as it was written: once parsed, nobody could tell. */
  readonly elements: readonly string[]
}

/** Looks over a text that is known to be well-formed JSON. */
export function shapeOf(text: string): JsonShape {
  const elements: string[] = []
  const isArray = text.trimStart().startsWith('[')
  let [depth, deepest, from, isInText] = [0, 0, 0, false]
  const end = (at: number): void => {
    const element = text.slice(from, at).trim()
    if (isArray && element !== '') elements.push(element)
    from = at + 1
  }
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (isInText) {
      if (sign === '\\') at++
      else if (sign === '"') isInText = false
    } else if (sign === '"') isInText = true
    else if (sign === '[' || sign === '{') {
      deepest = Math.max(deepest, ++depth)
      if (depth === 1) from = at + 1
    } else if (sign === ']' || sign === '}') {
      if (--depth === 0) end(at)
    } else if (sign === ',' && depth === 1) end(at)
  }
  return { depth: deepest, elements }
}
