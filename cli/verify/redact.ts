/** What an endpoint sends back could hold the keys that it was sent; nothing of them is printed. */
export function redactor(keys: readonly (string | undefined)[]): (text: string) => string {
  const secrets = keys.filter((key) => key !== undefined);
  return (text) => secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '<key>'), text);
}
