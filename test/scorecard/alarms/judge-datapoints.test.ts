import { AlarmState, MissingData } from '../../../scorecard/alarms/alarm-model';
import { judgeDatapoints } from '../../../scorecard/alarms/judge-datapoints';

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
/** Of the tables of AWS: what they call to retain the current state. */
const KEPT = 'INSUFFICIENT_DATA';

/** `0 - X`: within the threshold, missing, breaching; oldest first. */
const pointsOf = (text: string) => text.split(' ').map((point) => (point === '-' ? undefined : point === 'X'));
const judged = (text: string, datapointsToAlarm: number, missingData: MissingData, before: AlarmState = KEPT) =>
  judgeDatapoints(pointsOf(text), { evaluationPeriods: 3, datapointsToAlarm, missingData }, before);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, three periods of which all count. */
test.each([
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', ['ALARM', KEPT, 'ALARM', 'OK']],
])('3 out of 3 of %s', (points, expected) => {
  expect(TREATMENTS.map((treatment) => judged(points, 3, treatment))).toEqual(expected);
});

/** The same page, of which two count. */
test.each([
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', ['ALARM', KEPT, 'ALARM', 'OK']],
])('2 out of 3 of %s', (points, expected) => {
  expect(TREATMENTS.map((treatment) => judged(points, 2, treatment))).toEqual(expected);
});

/** The same page: no alarm before its time, for the next data point may be a good one. */
test.each(['- - - - X', '- - - X -'])('3 out of 3 of %s is not yet an alarm', (points) => {
  for (const treatment of ['missing', 'ignore', 'notBreaching'] as const) expect(judged(points, 3, treatment)).not.toBe('ALARM');
});

test('ignoring what is missing keeps the state that there was', () => {
  for (const before of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) expect(judged('- - - - -', 3, 'ignore', before)).toBe(before);
});

test('what is further back than is looked at does not count', () => {
  expect(judged('X X 0 0 0', 2, 'notBreaching')).toBe('OK');
});
