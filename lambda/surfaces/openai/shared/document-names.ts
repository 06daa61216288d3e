/** Room for a number within the 200 characters that Bedrock takes. */
const LONGEST = 180;

/**
 * Names for the documents of one request: in Bedrock's alphabet, without the extension, which is told by the format, and no
 * two alike, which Bedrock refuses.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
 */
export class DocumentNames {
  private readonly lastNumber = new Map<string, number>();

  next(filename: string): string {
    const plain = filename.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9()[\]-]+/g, ' ').trim().slice(0, LONGEST).trim() || 'document';
    for (;;) {
      const number = (this.lastNumber.get(plain.toLowerCase()) ?? 0) + 1;
      this.lastNumber.set(plain.toLowerCase(), number);
      if (number === 1) return plain;
      const name = `${plain} (${number})`;
      // Somebody may have called a file so.
      if (this.lastNumber.has(name.toLowerCase())) continue;
      this.lastNumber.set(name.toLowerCase(), 1);
      return name;
    }
  }
}
