import { LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';

export interface RecordsTableOptions {
  readonly title: string;
  /** That the gateway writes to. */
  readonly logGroup: ILogGroup;
  readonly width: number;
  readonly height: number;
  /** What follows on the choice of decision records. */
  readonly queryLines: readonly string[];
}

/** A table of what Logs Insights finds in decision records. */
export function recordsTable({ logGroup, queryLines, ...options }: RecordsTableOptions): LogQueryWidget {
  return new LogQueryWidget({
    ...options,
    logGroupNames: [logGroup.logGroupName],
    view: LogQueryVisualizationType.TABLE,
    queryLines: ['filter type = "decision"', ...queryLines],
  });
}
