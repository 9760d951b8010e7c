import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core'
import { root } from './source-files.ts'

/** Where pictures of pages are kept, for people to look at. */
const picturesFolder = join(root, 'tests', 'pictures')

const ofTheSystem = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** It shows pages of this machine alone, and often runs as root. */
const plainFlags = ['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage', '--disable-gpu']

/** A real browser: the system's where there is one, else the Chromium inside a package. */
export class RealBrowser {
  private readonly browser: Browser
  private readonly folder: string

  private constructor(browser: Browser, folder: string) {
    this.browser = browser
    this.folder = folder
  }

  static async open(): Promise<RealBrowser> {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-browser-'))
    const own = process.env.OCTROI_TEST_CHROMIUM ?? ofTheSystem.find((path) => existsSync(path))
    const launch = own === undefined || own === 'package' ? await unpacked(folder) : { executablePath: own, args: plainFlags }
    return new RealBrowser(await chromium.launch({ headless: true, ...launch }), folder)
  }

  /** A window of its own, with its own cookies. Its language is named: from `LANG=C.UTF-8` a browser makes one that is none. */
  async window(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options })
    return context.newPage()
  }

  async close(): Promise<void> {
    await this.browser.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** The package unpacks itself into the temporary folder, with the libraries that Debian may not have. */
async function unpacked(folder: string): Promise<LaunchOptions> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  // As it is read by the package: it then brings its own NSS.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x'
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    packaged.setGraphicsMode = false
    const executablePath = await packaged.executablePath()
    // Its own list of folders with letters names those of the place it was made for.
    const FONTCONFIG_FILE = join(folder, 'letters.conf')
    const folders = [join(folder, 'fonts'), '/usr/share/fonts'].map((path) => `<dir>${path}</dir>`).join('')
    await writeFile(
      FONTCONFIG_FILE,
      `<?xml version="1.0"?><fontconfig>${folders}<cachedir>${folder}/cache</cachedir></fontconfig>`,
    )
    return { executablePath, args: plainFlags, env: { ...process.env, FONTCONFIG_FILE } }
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Keeps a picture of the whole page. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(picturesFolder, { recursive: true })
  await page.screenshot({ path: join(picturesFolder, `${name}.png`), fullPage: true })
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface AxeViolation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe finds wrong with a page, by WCAG 2.2 AA and its own best practices: one line a finding. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Read in the page's own world, past its policy that lets no script in.
  await page.evaluate(await readFile(axeFile, 'utf8'))
  const violations = await page.evaluate<readonly AxeViolation[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}
