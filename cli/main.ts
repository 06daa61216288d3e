import { explainCommand, EXPLAIN_USAGE } from './commands/explain';
import { keysCommand, KEYS_USAGE } from './commands/keys';
import { localCommand, LOCAL_USAGE } from './commands/local';
import { overridesCommand, OVERRIDES_USAGE } from './commands/overrides';
import { profilesCommand, PROFILES_USAGE } from './commands/profiles';
import { scpCommand, SCP_USAGE } from './commands/scp';
import { confirmAtTerminal, verifyCommand, VERIFY_USAGE } from './commands/verify';
import { UsageError } from './usage-error';

const USAGE = `Usage: cdk-resilient-inference <command> [options]

Commands:
  local      run a synthesized app on this machine, with simulated Bedrock
  keys       create, list, rotate, revoke, export and import API keys
  overrides  disable tenants and models, lower limits, drain targets, without a deployment
  profiles   ask Bedrock where cross-Region profiles may be served, for the context of an app
  scp        what a service control policy that denies Regions has to let through
  explain    prints a decision record as a person would read it
  verify     ask a deployed gateway whether it does what it should

Run a command with --help to see its options.`;

const COMMANDS: { readonly [name: string]: { readonly usage: string; run(commandArguments: readonly string[]): Promise<void> } } = {
  explain: { usage: EXPLAIN_USAGE, run: (commandArguments) => explainCommand(commandArguments, (line) => console.log(line)) },
  keys: { usage: KEYS_USAGE, run: (commandArguments) => keysCommand(commandArguments, (line) => console.log(line)) },
  overrides: { usage: OVERRIDES_USAGE, run: (commandArguments) => overridesCommand(commandArguments, (line) => console.log(line)) },
  profiles: { usage: PROFILES_USAGE, run: (commandArguments) => profilesCommand(commandArguments, (line) => console.log(line)) },
  scp: { usage: SCP_USAGE, run: (commandArguments) => scpCommand(commandArguments, (line) => console.log(line)) },
  local: { usage: LOCAL_USAGE, run: localCommand },
  verify: {
    usage: VERIFY_USAGE,
    async run(commandArguments) {
      const confirm = process.stdin.isTTY ? confirmAtTerminal : undefined;
      process.exitCode = await verifyCommand(commandArguments, (line) => console.log(line), { confirm });
    },
  },
};

async function main([name, ...commandArguments]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === 'help') return console.log(USAGE);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`unknown command ${JSON.stringify(name)}\n\n${USAGE}`);
  if (commandArguments.includes('--help')) return console.log(command.usage);
  await command.run(commandArguments);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof UsageError ? error.message : `error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
