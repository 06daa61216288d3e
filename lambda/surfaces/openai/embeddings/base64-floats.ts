const BYTES = 4;
/** More arguments than that are too many for one call. */
const CHUNK = 8_192;

/** As OpenAI's clients read it on whatever machine: 32-bit floats, the least significant byte first. */
export function base64Floats(vector: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(vector.length * BYTES));
  vector.forEach((value, index) => view.setFloat32(index * BYTES, value, true));
  const bytes = new Uint8Array(view.buffer);
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(binary);
}
