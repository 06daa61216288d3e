import * as fc from 'fast-check';
import { markdownTable, textTable, wrap } from '../../../bench/report/format';
import { figure, spreadText } from '../../../bench/report/tables';

const TABLE = { title: 'Speed', header: ['subject', 'CPU\n(min–max)', 'p50'], rows: [['bare', '1.00', '12.5'], ['gateway', '2.50', '–']] };

describe('a table for a terminal', () => {
  test('breaks the header where it may, and puts figures to the right', () => {
    expect(textTable(TABLE)).toBe([
      'Speed',
      '────────────────────────',
      'subject        CPU   p50',
      '         (min–max)',
      '────────────────────────',
      'bare          1.00  12.5',
      'gateway       2.50     –',
      '',
    ].join('\n'));
  });
});

describe('a table for a document', () => {
  test('is Markdown with a heading and one line for each row', () => {
    expect(markdownTable(TABLE)).toBe([
      '### Speed',
      '',
      '| subject | CPU (min–max) | p50 |',
      '| --- | ---: | ---: |',
      '| bare | 1.00 | 12.5 |',
      '| gateway | 2.50 | – |',
      '',
    ].join('\n'));
  });
});

describe('wrapping', () => {
  test('breaks at spaces', () => {
    expect(wrap('one two three four', 9)).toBe('one two\nthree\nfour');
  });

  test('leaves a word whole that is longer than a line', () => {
    expect(wrap('a extraordinary b', 5)).toBe('a\nextraordinary\nb');
  });

  test('changes nothing but spaces to line breaks, and keeps to the width', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(fc.property(words, fc.integer({ min: 12, max: 60 }), (list, width) => {
      const wrapped = wrap(list.join(' '), width);
      expect(wrapped.replace(/\n/g, ' ')).toBe(list.join(' '));
      for (const line of wrapped.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }));
  });
});

describe('figures', () => {
  test.each([[0, '0.00'], [1.234, '1.23'], [9.994, '9.99'], [12.34, '12.3'], [123.4, '123'], [-0.5, '-0.50'], [-0.001, '0.00'], [-25.06, '-25.1']])('%d is written as %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });

  test('come with their range', () => {
    expect(spreadText({ median: 1.3, min: 1.28, max: 14.11 })).toBe('1.30 (1.28–14.1)');
  });

  test('that do not exist are a dash', () => {
    expect(spreadText(undefined)).toBe('–');
  });
});
