/** What `explain` reads of a decision record; everything else is ignored, so that older and newer records can be read too. */
export interface ReadRecord {
  readonly requestId: string;
  readonly time: string;
  readonly tenant: string;
  readonly keyId?: string;
  readonly route: string;
  readonly streamed?: boolean;
  readonly outcome: string;
  readonly reason?: string;
  readonly limitedBy?: string;
  readonly overrides?: readonly string[];
  readonly target?: string;
  readonly tier?: number;
  readonly shards?: readonly string[];
  readonly candidates?: readonly { readonly target: string; readonly tier: number; readonly skipped?: string }[];
  readonly candidatesLeftOut?: number;
  readonly attempts?: readonly ReadAttempt[];
  readonly attemptsLeftOut?: number;
  /** Upstream calls that together answer it. */
  readonly calls?: number;
  readonly maxTokens?: number;
  readonly reservedTokens?: number;
  readonly settledTokens?: number;
  readonly settledByEstimate?: boolean;
  readonly usage?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cacheReadInputTokens: number;
    readonly cacheWriteInputTokens: number;
  };
  readonly timeToFirstTokenMs?: number;
  readonly latencyMs: number;
  readonly ledgerErrors?: number;
}

interface ReadAttempt {
  readonly target: string;
  readonly startedAfterMs: number;
  readonly durationMs: number;
  readonly outcome: string;
  readonly code?: string;
  readonly status?: number;
  readonly hedge?: boolean;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  success: 'was answered',
  rejected: 'was refused',
  failed: 'failed',
  brokenStream: 'broke off after content had been sent',
  callerLeft: 'was abandoned by its caller',
};

const SKIPPED: Readonly<Record<string, string>> = {
  capacityUsedUp: 'left out: its declared capacity was used up',
  contextTooSmall: 'left out: the request is too long for it',
  outputLimitTooSmall: 'left out: it may not be asked for so many output tokens',
  answerFiltered: 'left out: the answer was filtered, and the route names other targets for that',
  drained: 'left out: the operator has taken it out of service',
  breakerOpen: 'not needed: its breaker was open',
  retryBudgetUsedUp: 'left out: the budget for extra attempts was used up',
};

const OVERRIDES: Readonly<Record<string, string>> = {
  tenantDisabled: 'the tenant is switched off',
  routeDisabled: 'the model is switched off',
  limitLowered: 'a limit of the tenant is lowered',
  drained: 'a target of the model is out of service',
};

const ATTEMPTS: Readonly<Record<string, string>> = {
  fault: 'the gateway itself failed',
  givenUp: 'given up, another call of the request had failed',
  hedgeLost: 'given up, the other one answered first',
  answerFiltered: 'answered, but its content filter kept the answer back',
};

/** A decision record as a person would tell it. */
export function explainRecord(record: ReadRecord): string {
  const how = OUTCOMES[record.outcome] ?? `ended as ${record.outcome}`;
  const lines = [
    `Request ${record.requestId} of ${record.time}`,
    `  tenant ${record.tenant}${record.keyId ? ` (key ${record.keyId})` : ''} asked for ${record.route}${record.streamed ? ', streamed' : ''}`,
    `  it ${how} after ${record.latencyMs} ms${record.reason ? `: ${record.reason}` : ''}${record.limitedBy ? `, by the limit on ${record.limitedBy}` : ''}`,
  ];
  if (record.overrides?.length) lines.push(`  overridden by the operator: ${record.overrides.map((override) => OVERRIDES[override] ?? override).join(', ')}`);
  if (record.target !== undefined && record.outcome === 'success') {
    const fallback = record.tier ? `, fallback ${record.tier}` : '';
    const firstToken = record.streamed && record.timeToFirstTokenMs !== undefined ? `; first content after ${record.timeToFirstTokenMs} ms` : '';
    lines.push(`  served by ${record.target}${fallback}${firstToken}`);
  }
  if (record.shards) lines.push(`  the tenant's shards: ${record.shards.join(', ') || 'none, all of them are drained'}`);
  lines.push(...explainCandidates(record), ...explainTokens(record));
  if (record.ledgerErrors) lines.push(`  the quota table failed ${record.ledgerErrors} time${record.ledgerErrors === 1 ? '' : 's'}`);
  return lines.join('\n');
}

function explainCandidates({ candidates = [], candidatesLeftOut = 0, attempts = [], attemptsLeftOut = 0, calls }: ReadRecord): string[] {
  if (candidates.length === 0) return [];
  const lines = ['  candidates, in the order of this request:'];
  candidates.forEach(({ target, tier, skipped }, index) => {
    lines.push(`    ${index + 1}. ${target}${tier > 0 ? ` (fallback ${tier})` : ''}${skipped ? ` — ${SKIPPED[skipped] ?? `left out: ${skipped}`}` : ''}`);
  });
  if (candidatesLeftOut > 0) lines.push(`    and ${candidatesLeftOut} more`);
  if (attempts.length === 0) return [...lines, '  no call was made'];
  lines.push(calls === undefined ? '  calls:' : `  calls, ${calls} of which were to answer it:`);
  attempts.forEach(({ target, startedAfterMs, durationMs, outcome, code, status, hedge }) => {
    const error = code ? ` (${code}${status === undefined ? '' : ` ${status}`})` : '';
    lines.push(`    after ${startedAfterMs} ms: ${target}${hedge ? ' as well' : ''} → ${ATTEMPTS[outcome] ?? outcome}${error}, ${durationMs} ms`);
  });
  if (attemptsLeftOut > 0) lines.push(`    and ${attemptsLeftOut} more`);
  return lines;
}

function explainTokens({ maxTokens, reservedTokens, settledTokens, settledByEstimate, usage }: ReadRecord): string[] {
  const lines: string[] = [];
  if (reservedTokens !== undefined) {
    lines.push(`  quota tokens: ${reservedTokens} reserved (max tokens ${maxTokens ?? 'unknown'})`
    + (settledTokens === undefined ? ', all given back' : `, ${settledTokens} used${settledByEstimate ? ' (with an estimate: not every call has told what it used)' : ''}`));
  }
  if (usage) {
    const cached = usage.cacheReadInputTokens + usage.cacheWriteInputTokens > 0
      ? `, ${usage.cacheReadInputTokens} read from and ${usage.cacheWriteInputTokens} written to the cache`
      : '';
    lines.push(`  tokens: ${usage.inputTokens} in, ${usage.outputTokens} out${cached}`);
  }
  return lines;
}
