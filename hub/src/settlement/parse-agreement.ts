import { newAgreementSchema } from '@octroi/shared/api/settlement'
import { type Fault, fault } from '@octroi/shared/errors/fault'
import { faultsOf } from '@octroi/shared/errors/faults-of'
import { err, ok, type Result } from '@octroi/shared/errors/result'
import { parseDocument } from 'yaml'
import type { z } from 'zod'

/** A tree of so many partners as an agreement may have is written with less. */
const agreementLengthAtMost = 64 * 1024

/** Reads the tree of an agreement from YAML (JSON is YAML too) and returns it, or every fault at once. */
export function parseAgreement(offer: string, text: string): Result<z.infer<typeof newAgreementSchema>, readonly Fault[]> {
  if (text.length > agreementLengthAtMost) {
    return err([fault('shares', 'too_long', `has at most ${agreementLengthAtMost} characters`)])
  }
  const document = parseDocument(text, { uniqueKeys: true, strict: true })
  if (document.errors.length > 0) return err(document.errors.map(({ message }) => fault('shares', 'yaml', firstLine(message))))
  const parsed = newAgreementSchema.safeParse({ offer, shares: contentOf(document) ?? [] })
  return parsed.success ? ok(parsed.data) : err(faultsOf(parsed.error))
}

/** No aliases: they could blow a small text up. */
function contentOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    return 'aliases'
  }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
