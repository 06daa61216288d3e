import { figure, NONE, spreadText, Table } from './tables';
import { PeerName } from '../subjects/subjects';
import { Comparison, comparisons, MEASURE_TITLES } from '../verdicts/peers';
import { Measurements, TARGETS, verdictOn } from '../verdicts/targets';

/** What the gateway is held to, and whether it is. */
export function targetTable(measurements: Measurements, peers: readonly PeerName[]): Table {
  return {
    title: 'Targets',
    header: ['ratio, of the gateway with exact admission unless it says otherwise', 'at most', 'measured\n(min–max)', 'verdict'],
    rows: [
      ...TARGETS.map((target) => {
        const measured = target.measured(measurements);
        return [target.title, figure(target.atMost), spreadText(measured), verdictOn(target, measured)];
      }),
      ...peers.map((peer) => aheadRow(measurements, peer)),
    ],
  };
}

function aheadRow({ samples, works }: Measurements, peer: PeerName): string[] {
  const all = comparisons(samples, works, [peer], 'gateway+admission');
  const figures = all.reduce((sum, { ratios }) => sum + ratios.filter(({ spread }) => spread !== undefined).length, 0);
  const behind = all.reduce((sum, { behindIn }) => sum + behindIn.length, 0);
  return [`ahead of ${peer}, which admits nothing, in every figure of the table below`, NONE, `in ${figures - behind} of ${figures}`, behind === 0 ? 'met' : 'missed'];
}

/** One table for each peer: what it takes, divided by what the gateway with exact admission takes. */
export function peerTables({ samples, works }: Measurements, peers: readonly PeerName[]): readonly Table[] {
  return peers.map((peer) => ({
    title: `${peer} ÷ gateway with exact admission: above 1 the gateway is ahead`,
    header: ['work', ...MEASURE_TITLES.map((title) => `${title}\n(min–max)`), 'not ahead in'],
    rows: comparisons(samples, works, [peer], 'gateway+admission').map(comparisonRow),
  }));
}

function comparisonRow({ work, ratios, behindIn }: Comparison): string[] {
  return [work.title.replace(/ \(compared with.*$/, ''), ...ratios.map(({ spread }) => spreadText(spread)), behindIn.length === 0 ? NONE : behindIn.join(', ')];
}
