import type { Account } from '../../accounts/account.ts'

interface Props {
  readonly question: string
  readonly choices: readonly Account[]
  readonly to: (account: Account) => string
}

/** Asks which of several accounts is meant, where a name begins like more than one. */
export function AccountChoices({ question, choices, to }: Props) {
  return (
    <section class="choices">
      <h2>{question}</h2>
      <ul class="plain">
        {choices.map((account) => (
          <li>
            <a href={to(account)}>{account.name}</a> <span class="id">{account.id}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
