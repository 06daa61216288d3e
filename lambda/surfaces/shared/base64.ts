const OUTSIDE_THE_ALPHABET = /[^A-Za-z0-9+/]/;

/** True for padded base64 in the standard alphabet that stands for at least one byte. Linear, also for megabytes. */
export function isBase64(text: string): boolean {
  if (text.length === 0 || text.length % 4 !== 0) return false;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return !OUTSIDE_THE_ALPHABET.test(text.slice(0, text.length - padding));
}

/** @returns undefined for anything but padded base64 of at least one byte */
export function decodeBase64(text: string): Uint8Array | undefined {
  return isBase64(text) ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) : undefined;
}
