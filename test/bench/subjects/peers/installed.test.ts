import { missingPeers, presentPeers, readInstalledPeers } from '../../../../bench/subjects/peers/installed';

const PEERS = readInstalledPeers(JSON.stringify({ LiteLLM: { missing: 'there is no python3 on this machine' }, Portkey: { program: '/portkey.js', version: '1.2.3' } }));

describe('the peers on a machine', () => {
  test('are those that were found', () => {
    expect([...presentPeers(PEERS)]).toEqual([['Portkey', { program: '/portkey.js', version: '1.2.3' }]]);
  });

  test('are none when nobody looked, and nobody is told so', () => {
    expect(presentPeers(readInstalledPeers(undefined)).size).toBe(0);
    expect(missingPeers(readInstalledPeers(undefined))).toEqual([]);
  });

  test('say why they are not there', () => {
    expect(missingPeers(PEERS)).toEqual(['LiteLLM is left out: there is no python3 on this machine']);
  });
});
