/** A version of a guardrail, in the account and Region of whoever uses it. */
export interface GuardrailReference {
  /**
   * The guardrail's id, such as `gr1a2b3c4d5e`, not its ARN: `attrGuardrailId` of a `CfnGuardrail`. May be a token.
   */
  readonly identifier: string;

  /**
   * A number, or `DRAFT` for the working draft, which changes under a gateway that runs. May be a token:
   * `attrVersion` of a `CfnGuardrailVersion`.
   */
  readonly version: string;
}
