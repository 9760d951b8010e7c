import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { type Language, languages } from './translated.ts'

const cookie = 'octroi_language'
const yearSeconds = 365 * 24 * 3600

function isLanguage(text: string | undefined): text is Language {
  return languages.some((language) => language === text)
}

/** The language that was chosen, or the first that the browser asks for and we speak. */
export function languageOf(context: Context): Language {
  const chosen = getCookie(context, cookie)
  if (isLanguage(chosen)) return chosen
  return preferred(context.req.header('accept-language') ?? '')
}

/** RFC 9110, 12.5.4: `fr-CH, fr;q=0.9, en;q=0.8`. Regions make no difference here. */
export function preferred(header: string): Language {
  const ranges = header
    .slice(0, 200)
    .split(',')
    .map((range) => {
      const [tag = '', weight] = range.trim().split(';')
      const quality = /^\s*q=([01](?:\.\d{1,3})?)$/.exec(weight ?? '')?.[1]
      return { language: tag.split('-')[0]?.toLowerCase(), quality: weight === undefined ? 1 : Number(quality ?? 0) }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((left, right) => right.quality - left.quality)
  const found = ranges.map(({ language }) => language).find(isLanguage)
  return found ?? 'en'
}

/** `?lang=fr` on any page below `path` is remembered, and then the page is asked for without it. */
export function chooseLanguage(path: string) {
  return createMiddleware(async (context, next) => {
    const { lang, ...rest } = context.req.query()
    if (context.req.method !== 'GET' || !isLanguage(lang)) return next()
    setCookie(context, cookie, lang, { path, httpOnly: true, sameSite: 'Strict', maxAge: yearSeconds })
    const query = new URLSearchParams(rest).toString()
    return context.redirect(`${context.req.path}${query === '' ? '' : `?${query}`}`, 303)
  })
}
