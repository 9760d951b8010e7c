/** What is wrong with a page for whoever reads it with a keyboard, a screen reader or a strict parser. */
export function pageFaults(text: string): readonly string[] {
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)
  return [
    ...faultIf(!/^<!doctype html><html lang="(en|fr)">/.test(text), 'no doctype or language'),
    ...faultIf(text.match(/<h1>/g)?.length !== 1, 'not one heading'),
    ...faultIf(text.match(/<title>[^<]+<\/title>/g)?.length !== 1, 'not one title'),
    ...faultIf(new Set(ids).size !== ids.length, 'an id twice'),
    ...faultIf(/undefined|\[object|NaN/.test(text), 'something that is no text'),
    ...each(text, /<(?:input|select|textarea)\b[^>]*>/g, (field) => fieldFaults(field, text, ids)),
    ...each(text, /<form\b[\s\S]*?<\/form>/g, (form) => faultIf(!isOwnForm(form), `a form without its token: ${form}`)),
    ...each(text, /<table\b[\s\S]*?<\/table>/g, (table) => faultIf(!table.includes('<th scope="col"'), 'a table without heads')),
    ...unbalanced(text),
  ]
}

function faultIf(isWrong: boolean, fault: string): readonly string[] {
  return isWrong ? [fault] : []
}

function each(text: string, pattern: RegExp, faultsOf: (part: string) => readonly string[]): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([part]) => faultsOf(part))
}

function fieldFaults(field: string, text: string, ids: readonly string[]): readonly string[] {
  const id = / id="([^"]+)"/.exec(field)?.[1]
  const isLabelled = field.includes('type="hidden"') || text.includes(`<label for="${id}">`)
  const described = / aria-describedby="([^"]+)"/.exec(field)?.[1]?.split(' ') ?? []
  const lost = described.filter((name) => !ids.includes(name))
  return [...faultIf(!isLabelled, `no label: ${field}`), ...lost.map((name) => `described by what is not there: ${name}`)]
}

/** Of whoever has no session yet, and so no token. Forms of a dialog only close it. */
const signedOutForm = /action="\/(?:my|console)\/(?:sign-in|set-up)["/?]/

function isOwnForm(form: string): boolean {
  return form.includes('name="form_token"') || signedOutForm.test(form) || form.includes('method="dialog"')
}

const voidTags = new Set(['meta', 'link', 'input', 'br', '!doctype'])

function unbalanced(text: string): readonly string[] {
  const open: string[] = []
  for (const [, end, tag = ''] of text.matchAll(/<(\/?)([!a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (voidTags.has(tag)) continue
    if (end === '') open.push(tag)
    else if (open.pop() !== tag) return [`</${tag}> closes another`]
  }
  return open.map((tag) => `<${tag}> is not closed`)
}
