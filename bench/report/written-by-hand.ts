const BEGIN = '<!-- written by hand: runs leave it as it is -->';
const END = '<!-- end of what is written by hand -->';

/** What a page holds that no run writes. @throws Error when it has no place for it */
export function writtenByHand(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no "${BEGIN}" with "${END}" behind it`);
  return page.slice(begin + BEGIN.length, end).trim();
}

/** With the marks by which the next run finds it. */
export function markedAsWritten(text: string): string {
  return `${BEGIN}\n\n${text}\n\n${END}\n`;
}
