import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What a data directory holds beside its data, without which the data cannot be used. */
const keyFiles = ['sealing-key', 'operator-key']
const keyFolder = 'root-keys'

/** Copies the keys of one data directory to another, which must not hold different ones. */
export async function copyKeys(from: string, to: string): Promise<void> {
  const roots = (await readdir(join(from, keyFolder)).catch(asNothing)) ?? []
  for (const name of [...keyFiles, ...roots.map((root) => join(keyFolder, root))]) {
    const own = await readFile(join(from, name)).catch(asNothing)
    if (own === undefined) continue
    const target = join(to, name)
    const there = await readFile(target).catch(asNothing)
    if (there?.equals(own)) continue
    if (there !== undefined) throw new Error(`${target} is there already and holds another key.`)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    // Whole or not at all, and for its owner alone, as it was.
    await copyFile(join(from, name), `${target}.new`)
    await rename(`${target}.new`, target)
  }
}

function asNothing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
