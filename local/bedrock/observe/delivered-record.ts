import { InvocationFailure, InvocationRecord } from './invocation-log';
import { isEmbeddingModel } from '../../../src/contract/embedding-models';
import { LoggingConfiguration } from '../../../src/contract/invocation-logging';

/** A record as it reaches the log group. */
export type DeliveredRecord = InvocationFailure | (Omit<InvocationRecord, 'inferenceRegion'> & { readonly inferenceRegion?: string });

/**
 * Without the bodies that are not to be delivered; AWS does not say what is left then, others have measured that all else is.
 * It says of CloudTrail that the Region which has served is named where it is another one, which is taken to hold here too.
 */
export function deliveredRecord(record: InvocationRecord, configuration: LoggingConfiguration): DeliveredRecord {
  const { textDataDeliveryEnabled: texts, embeddingDataDeliveryEnabled: embeddings } = configuration;
  const { inputBodyJson, ...input } = record.input;
  const { outputBodyJson, ...output } = record.output;
  const { inferenceRegion, ...rest } = record;
  const answers = isEmbeddingModel(record.modelId.split('/').at(-1)!) ? embeddings : texts;
  return {
    ...rest,
    input: { ...input, ...(texts && inputBodyJson !== undefined ? { inputBodyJson } : {}) },
    output: { ...output, ...(answers && outputBodyJson !== undefined ? { outputBodyJson } : {}) },
    ...(inferenceRegion === record.region ? {} : { inferenceRegion }),
  };
}
