import { MOVED, NO_DATA, OTHERS, OURS, TEXT, THEIR_BUCKET, THEIRS, wanting } from './support/settings';
import { decideCreate, decideDelete, decideUpdate } from '../../../../lambda/custom-resources/invocation-logging/decide';

const DONE = { kind: 'leave', why: 'done already' };
const put = (configuration: object) => ({ kind: 'put', configuration });

describe('create', () => {
  test('sets what is asked for where there is nothing, every kind of data named', () => {
    expect(decideCreate(undefined, wanting(OURS, TEXT))).toEqual(put({ cloudWatchConfig: OURS, ...TEXT }));
    expect(decideCreate({}, wanting())).toEqual(put({ cloudWatchConfig: OURS, ...NO_DATA }));
  });

  test('keeps an S3 destination beside its own', () => {
    expect(decideCreate({ s3Config: THEIR_BUCKET, ...TEXT }, wanting(OURS, TEXT)))
      .toEqual(put({ s3Config: THEIR_BUCKET, cloudWatchConfig: OURS, ...TEXT }));
  });

  test('is done when an answer was lost', () => {
    expect(decideCreate({ cloudWatchConfig: OURS, ...TEXT }, wanting(OURS, TEXT))).toEqual(DONE);
    const replacing = wanting(OURS, NO_DATA, { cloudWatchConfig: THEIRS, ...TEXT });
    expect(decideCreate({ cloudWatchConfig: OURS, s3Config: THEIR_BUCKET }, replacing)).toEqual(DONE);
  });

  test('refuses to take the place of another log group, says what is there and what to write', () => {
    expect(() => decideCreate({ cloudWatchConfig: OTHERS, s3Config: THEIR_BUCKET, ...TEXT }, wanting())).toThrow(
      'Amazon Bedrock already logs model invocations of this account and Region to a log group that this stack has not configured. '
      + "Configured at present: log group '/bedrock/others' with role 'arn:aws:iam::111111111111:role/others'; large data in bucket 'others-large' under 'big'; "
      + "S3 bucket 'their-bucket' under 'logs'; textDataDeliveryEnabled true. Nothing was changed. "
      + "To put this stack's own in its place until the stack is deleted, pass existing: ExistingInvocationLogging.replace({ logGroupName: '/bedrock/others', "
      + "roleArn: 'arn:aws:iam::111111111111:role/others', largeDataBucketName: 'others-large', largeDataKeyPrefix: 'big', textData: true }). "
      + 'Otherwise remove that setting, or this construct.',
    );
  });

  test.each([
    ['more data', TEXT, NO_DATA],
    ['less data', NO_DATA, TEXT],
  ])('refuses to deliver %s to an S3 destination that is not its own', (_, there, wanted) => {
    expect(() => decideCreate({ s3Config: THEIR_BUCKET, ...there }, wanting(OURS, wanted))).toThrow('somebody else has chosen differently');
  });

  test('replaces exactly what it was told to', () => {
    const there = { cloudWatchConfig: THEIRS, s3Config: THEIR_BUCKET, ...TEXT };
    expect(decideCreate(there, wanting(OURS, NO_DATA, { cloudWatchConfig: THEIRS, ...TEXT })))
      .toEqual(put({ cloudWatchConfig: OURS, s3Config: THEIR_BUCKET, ...NO_DATA }));
    expect(() => decideCreate(there, wanting(OURS, NO_DATA, { cloudWatchConfig: OTHERS, ...TEXT }))).toThrow('has not configured');
    expect(() => decideCreate(there, wanting(OURS, NO_DATA, { cloudWatchConfig: THEIRS, ...NO_DATA }))).toThrow('chosen differently');
    expect(() => decideCreate({}, wanting(OURS, NO_DATA, { cloudWatchConfig: THEIRS, ...NO_DATA }))).toThrow(
      "'existing' names the log group '/bedrock/theirs' as the one to replace, but no log group is configured. Configured at present: no data of requests and answers.",
    );
  });

  test('can be told to change only which data is delivered', () => {
    expect(decideCreate({ s3Config: THEIR_BUCKET, ...TEXT }, wanting(OURS, NO_DATA, TEXT)))
      .toEqual(put({ s3Config: THEIR_BUCKET, cloudWatchConfig: OURS, ...NO_DATA }));
  });
});

describe('update', () => {
  test('moves its own destination and keeps what else is there', () => {
    expect(decideUpdate({ cloudWatchConfig: OURS, s3Config: THEIR_BUCKET, ...TEXT }, wanting(MOVED, TEXT), wanting(OURS, TEXT)))
      .toEqual(put({ cloudWatchConfig: MOVED, s3Config: THEIR_BUCKET, ...TEXT }));
    expect(decideUpdate({ cloudWatchConfig: MOVED, ...TEXT }, wanting(MOVED, TEXT), wanting(OURS, TEXT))).toEqual(DONE);
  });

  test('changes only the kinds of data that the app has changed', () => {
    const found = { cloudWatchConfig: OURS, ...NO_DATA, imageDataDeliveryEnabled: true };
    expect(decideUpdate(found, wanting(OURS, TEXT), wanting(OURS, NO_DATA)))
      .toEqual(put({ cloudWatchConfig: OURS, ...TEXT, imageDataDeliveryEnabled: true }));
    expect(decideUpdate(found, wanting(OURS, NO_DATA), wanting(OURS, NO_DATA))).toEqual(DONE);
  });

  test('does not change which data somebody else receives, unless it was told that it may', () => {
    const found = { cloudWatchConfig: OURS, s3Config: THEIR_BUCKET, ...NO_DATA };
    expect(() => decideUpdate(found, wanting(OURS, TEXT), wanting(OURS, NO_DATA))).toThrow('chosen differently');
    expect(decideUpdate(found, wanting(OURS, TEXT, NO_DATA), wanting(OURS, NO_DATA, NO_DATA))).toMatchObject({ kind: 'put', configuration: TEXT });
    // A rollback of what was refused finds everything as it should be.
    expect(decideUpdate(found, wanting(OURS, NO_DATA), wanting(OURS, TEXT))).toEqual(DONE);
  });

  test('sets what is missing, and refuses where another log group has come in its place', () => {
    expect(decideUpdate(undefined, wanting(OURS, TEXT), wanting(OURS, NO_DATA))).toEqual(put({ cloudWatchConfig: OURS, ...TEXT }));
    expect(() => decideUpdate({ cloudWatchConfig: THEIRS }, wanting(MOVED), wanting(OURS))).toThrow('has not configured');
    expect(() => decideUpdate({ s3Config: THEIR_BUCKET, ...TEXT }, wanting(OURS), wanting(OURS))).toThrow('chosen differently');
  });
});

describe('delete', () => {
  test('removes the setting where it holds nothing else', () => {
    expect(decideDelete({ cloudWatchConfig: OURS, ...TEXT }, wanting(OURS, TEXT))).toEqual({ kind: 'delete' });
  });

  test('keeps an S3 destination, with the data that it receives', () => {
    expect(decideDelete({ cloudWatchConfig: OURS, s3Config: THEIR_BUCKET, ...TEXT }, wanting(OURS, TEXT)))
      .toEqual(put({ s3Config: THEIR_BUCKET, ...TEXT }));
  });

  test('puts back what it had replaced', () => {
    const properties = wanting(OURS, NO_DATA, { cloudWatchConfig: OTHERS, ...TEXT });
    expect(decideDelete({ cloudWatchConfig: OURS, ...NO_DATA }, properties)).toEqual(put({ cloudWatchConfig: OTHERS, ...TEXT }));
    expect(decideDelete({ cloudWatchConfig: OURS, ...NO_DATA, audioDataDeliveryEnabled: true }, properties))
      .toEqual(put({ cloudWatchConfig: OTHERS, ...TEXT, audioDataDeliveryEnabled: true }));
  });

  test.each([
    ['there is nothing', undefined, 'not there'],
    ['only S3 is configured', { s3Config: THEIR_BUCKET }, 'not there'],
    ['another log group has come in its place', { cloudWatchConfig: THEIRS }, 'changed by somebody else'],
    ['another role writes to its log group', { cloudWatchConfig: { ...OURS, roleArn: THEIRS.roleArn } }, 'changed by somebody else'],
    ['its large data goes elsewhere', { cloudWatchConfig: { ...OURS, largeDataDeliveryS3Config: THEIR_BUCKET } }, 'changed by somebody else'],
  ])('leaves everything when %s', (_, found, why) => {
    expect(decideDelete(found, wanting())).toEqual({ kind: 'leave', why });
  });
});
