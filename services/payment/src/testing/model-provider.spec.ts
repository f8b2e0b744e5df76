/** How one call fares: in words of what the provider does and what the caller learns. */
export type Fate = 'answered' | 'not_executed' | 'executed_unanswered' | 'executed_late';

type Status = 'open' | 'captured' | 'declined' | 'withdrawn';

interface Intent {
  status: Status;
  captures: number;
  refunds: number;
}

export type Reply =
  | { readonly kind: 'opened'; readonly intentId: string }
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'none' }
  | { readonly kind: 'refunded'; readonly refundId: string }
  | { readonly kind: 'lost' };

const keyLifeMs = 24 * 3_600_000;

/**
 * A provider as treacherous as a real one may be: calls that are lost on the way in or out, calls that land after the
 * caller gave up, keys that are forgotten after a day. An intent captures once; that alone it guarantees.
 */
export class ModelProvider {
  readonly intents = new Map<string, Intent>();
  readonly #keys = new Map<string, { reply: Reply; atMs: number }>();
  readonly #running = new Set<string>();
  readonly #late: (() => void)[] = [];
  readonly #declines: boolean;

  constructor(declines: boolean) {
    this.#declines = declines;
  }

  /** One of the calls that were given up lands. */
  land(): boolean {
    const call = this.#late.shift();
    call?.();
    return call !== undefined;
  }

  open(key: string, fate: Fate, nowMs: number): Reply {
    return this.#keyed(`${key}:open`, fate, nowMs, () => {
      const intentId = `pi_${this.intents.size + 1}`;
      this.intents.set(intentId, { status: 'open', captures: 0, refunds: 0 });
      return { kind: 'opened', intentId };
    });
  }

  /** Everything that was made is found; the one that captured first. */
  search(fate: Fate): Reply {
    if (fate !== 'answered') return { kind: 'lost' };
    const made = [...this.intents];
    const [intentId] = made.find(([, { status }]) => status === 'captured') ?? made[0] ?? [];
    return intentId === undefined ? { kind: 'none' } : { kind: 'opened', intentId };
  }

  charge(intentId: string, key: string, fate: Fate, nowMs: number): Reply {
    return this.#keyed(`${key}:charge`, fate, nowMs, () => {
      const intent = this.#intent(intentId);
      if (intent.status === 'open') {
        intent.status = this.#declines ? 'declined' : 'captured';
        if (intent.status === 'captured') intent.captures += 1;
      }
      return this.#standing(intent);
    });
  }

  find(intentId: string, fate: Fate): Reply {
    return fate === 'answered' ? this.#standing(this.#intent(intentId)) : { kind: 'lost' };
  }

  withdraw(intentId: string, fate: Fate): Reply {
    return this.#fated(fate, () => {
      const intent = this.#intent(intentId);
      if (intent.status === 'open') intent.status = 'withdrawn';
      return this.#standing(intent);
    });
  }

  refund(intentId: string, key: string, fate: Fate, nowMs: number): Reply {
    return this.#keyed(`${key}:refund`, fate, nowMs, () => {
      const intent = this.#intent(intentId);
      if (intent.captures > intent.refunds) intent.refunds += 1;
      return { kind: 'refunded', refundId: `re_${intentId}` };
    });
  }

  get captures(): number {
    return [...this.intents.values()].reduce((sum, intent) => sum + intent.captures, 0);
  }

  get net(): number {
    return [...this.intents.values()].reduce((sum, intent) => sum + intent.captures - intent.refunds, 0);
  }

  #intent(id: string): Intent {
    const intent = this.intents.get(id);
    if (intent === undefined) throw new Error(`no intent ${id}`);
    return intent;
  }

  #standing({ status }: Intent): Reply {
    switch (status) {
      case 'captured':
        return { kind: 'approved' };
      case 'open':
        return { kind: 'open' };
      default:
        return { kind: 'declined', reason: status };
    }
  }

  #fated(fate: Fate, execute: () => Reply): Reply {
    switch (fate) {
      case 'answered':
        return execute();
      case 'executed_unanswered':
        execute();
        return { kind: 'lost' };
      case 'executed_late':
        this.#late.push(() => void execute());
        return { kind: 'lost' };
      case 'not_executed':
        return { kind: 'lost' };
      default:
        return fate satisfies never;
    }
  }

  #keyed(key: string, fate: Fate, nowMs: number, execute: () => Reply): Reply {
    // In progress: 409.
    if (this.#running.has(key)) return { kind: 'lost' };
    const stored = this.#keys.get(key);
    if (stored && nowMs - stored.atMs < keyLifeMs) return fate === 'answered' ? stored.reply : { kind: 'lost' };
    if (fate === 'executed_late') this.#running.add(key);
    return this.#fated(fate, () => {
      const reply = execute();
      this.#running.delete(key);
      this.#keys.set(key, { reply, atMs: nowMs });
      return reply;
    });
  }
}
