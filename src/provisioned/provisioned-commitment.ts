import { Duration } from 'aws-cdk-lib';
import { CommitmentDuration } from '../contract/provisioned';

/** What follows from a commitment. */
export interface CommitmentTerm {
  readonly duration: CommitmentDuration;
  /** The shortest that it can be: months differ. */
  readonly shortest: Duration;
  /** How long before its end there is an alarm. */
  readonly notice: Duration;
}

/**
 * For how long Provisioned Throughput is bought. The longer, the cheaper the hour; but it cannot be deleted before its
 * end, and renews itself then for the same time until it is deleted.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-delete.html
 */
export abstract class ProvisionedCommitment {
  /** By the hour: it can be deleted at any time. */
  public static none(): ProvisionedCommitment {
    return commitmentOf(undefined);
  }

  /** For a month at a time. */
  public static oneMonth(): ProvisionedCommitment {
    return commitmentOf({ duration: 'OneMonth', shortest: Duration.days(28), notice: Duration.days(7) });
  }

  /** For six months at a time. */
  public static sixMonths(): ProvisionedCommitment {
    return commitmentOf({ duration: 'SixMonths', shortest: Duration.days(181), notice: Duration.days(30) });
  }

  /** @internal */
  public abstract _term(): CommitmentTerm | undefined;
}

function commitmentOf(term: CommitmentTerm | undefined): ProvisionedCommitment {
  return new (class extends ProvisionedCommitment {
    /** @internal */
    public _term(): CommitmentTerm | undefined {
      return term;
    }
  })();
}
