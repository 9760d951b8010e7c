// Makes the console quicker to use. Every page works without it.
'use strict'

/** Regions name the topics they show: when one changes, they are read again and put in place. */
function startLive() {
  const mark = document.getElementById('live')
  if (mark === null) return
  const say = (isLive) => {
    mark.textContent = isLive ? mark.dataset.live : mark.dataset.notLive
    mark.classList.toggle('on', isLive)
  }
  say(false)
  const source = new EventSource('/console/live')
  source.addEventListener('hello', () => {
    say(true)
    // What changed since the page was read, or while the line was down, was told to nobody here.
    void refresh(['*'])
  })
  source.addEventListener('error', () => say(false))
  source.addEventListener('changed', ({ data }) => void refresh(data.split(' ')))
  addEventListener('pagehide', () => source.close())
}

let isReading = false
let wanted = new Set()

/** Reads this page again and replaces the regions that show one of these topics, unless somebody is at work in them. */
async function refresh(topics) {
  for (const topic of topics) wanted.add(topic)
  if (isReading) return
  isReading = true
  try {
    while (wanted.size > 0) {
      const now = wanted
      wanted = new Set()
      const regions = [...document.querySelectorAll('[data-topics][id]')].filter(
        (region) => (now.has('*') || region.dataset.topics.split(' ').some((topic) => now.has(topic))) && !isInUse(region),
      )
      if (regions.length > 0) await replace(regions)
    }
  } finally {
    isReading = false
  }
}

function isInUse(region) {
  return (
    region.querySelector('details[open]') !== null ||
    (region.contains(document.activeElement) && document.activeElement !== document.body)
  )
}

async function replace(regions) {
  const response = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'manual' }).catch(() => undefined)
  if (response === undefined || !response.ok) return
  const read = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const region of regions) {
    const newer = read.getElementById(region.id)
    if (newer !== null && newer.innerHTML !== region.innerHTML && !isInUse(region)) {
      region.replaceChildren(...newer.childNodes)
      region.dispatchEvent(new CustomEvent('replaced', { bubbles: true }))
    }
  }
}

/** `g` and a letter goes to a page, `/` to the search, `j` and `k` along the rows, `?` to the list of keys. */
function startKeys() {
  const keys = document.getElementById('keys')
  const opener = document.getElementById('keys-open')
  if (keys === null || opener === null) return
  opener.hidden = false
  opener.addEventListener('click', () => keys.showModal())
  let isGoing = false
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || keys.open) return
    const { key } = event
    if (isGoing) {
      isGoing = false
      document.querySelector(`nav a[data-key="${CSS.escape(key)}"]`)?.click()
    } else if (key === 'g') {
      isGoing = true
      setTimeout(() => {
        isGoing = false
      }, 1500)
    } else if (key === '/') {
      const search = document.querySelector('input[type=search]')
      if (search === null) return
      event.preventDefault()
      search.focus()
      search.select()
    } else if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1)
    else if (key === '?') keys.showModal()
  })
}

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** From the first link of a row to that of the next one. */
function move(by) {
  const links = [...document.querySelectorAll('main tbody tr')]
    .map((row) => row.querySelector('a[href]'))
    .filter((link) => link !== null)
  if (links.length === 0) return
  const at = links.indexOf(document.activeElement)
  const to = at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)
  links[to].focus()
}

/** What takes long shows that it was begun, and is not sent twice. */
function startForms() {
  addEventListener('submit', ({ target }) => {
    if (!(target instanceof HTMLFormElement) || target.method !== 'post') return
    target.setAttribute('aria-busy', 'true')
    setTimeout(() => {
      for (const button of target.querySelectorAll('button')) button.disabled = true
    })
  })
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) {
      form.removeAttribute('aria-busy')
      for (const button of form.querySelectorAll('button')) button.disabled = false
    }
  })
}

startLive()
startKeys()
startForms()
