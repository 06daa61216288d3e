import { ControlError, LoggingControl } from '../../../../../lambda/custom-resources/invocation-logging/logging-control';
import { Pacing } from '../../../../../lambda/custom-resources/invocation-logging/settle';
import { DataFlags, InvocationLoggingProperties, LoggingConfiguration, ReplacedLogging } from '../../../../../src/contract/invocation-logging';

export const NO_DATA: DataFlags = {
  textDataDeliveryEnabled: false,
  imageDataDeliveryEnabled: false,
  embeddingDataDeliveryEnabled: false,
  videoDataDeliveryEnabled: false,
  audioDataDeliveryEnabled: false,
};
export const TEXT: DataFlags = { ...NO_DATA, textDataDeliveryEnabled: true };

export const OURS = destination('ours');
export const MOVED = destination('ours-after-a-rename');
export const THEIRS = destination('theirs');
export const OTHERS = { ...destination('others'), largeDataDeliveryS3Config: { bucketName: 'others-large', keyPrefix: 'big' } };
export const THEIR_BUCKET = { bucketName: 'their-bucket', keyPrefix: 'logs' };

export function destination(name: string) {
  return { logGroupName: `/bedrock/${name}`, roleArn: `arn:aws:iam::111111111111:role/${name}` };
}

export function wanting(cloudWatchConfig = OURS, flags: DataFlags = NO_DATA, replaces?: ReplacedLogging): InvocationLoggingProperties {
  return { configuration: { cloudWatchConfig, ...flags }, ...(replaces ? { replaces } : {}) };
}

/** A control plane whose calls fail as the script says: before they have an effect, or after. */
export interface ScriptedControl extends LoggingControl {
  found: LoggingConfiguration | undefined;
  script: ('before' | 'after' | 'works' | ControlError)[];
  readonly writes: { readonly from: LoggingConfiguration | undefined; readonly to: LoggingConfiguration | undefined }[];
}

export function scriptedControl(found?: LoggingConfiguration): ScriptedControl {
  const call = async <Result>(control: ScriptedControl, effect: () => Result): Promise<Result> => {
    const fate = control.script.shift() ?? 'works';
    if (fate instanceof ControlError) throw fate;
    if (fate === 'before') throw new ControlError('passing', 'ThrottlingException', 'slow down');
    const result = effect();
    if (fate === 'after') throw new ControlError('passing', 'TimeoutError', 'no answer');
    return result;
  };
  return {
    found,
    script: [],
    writes: [],
    read() {
      return call(this, () => this.found);
    },
    write(to) {
      return call(this, () => {
        this.writes.push({ from: this.found, to });
        this.found = to;
      });
    },
    remove() {
      return call(this, () => {
        this.writes.push({ from: this.found, to: undefined });
        this.found = undefined;
      });
    },
  };
}

/** Pauses that pass at once, on a clock of their own. */
export function pacing(onPause: () => void = () => undefined, deadline = 240_000): Pacing & { readonly pauses: number[] } {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    deadline,
    now: () => now,
    random: () => 0.5,
    async sleep(ms) {
      now += ms;
      pauses.push(ms);
      onPause();
    },
  };
}
