import type { Command } from 'commander';
import { print } from './print.ts';

/** docent completion: a script that bash and zsh read, made from the commands and their options. */
export function printCompletion(program: Command): void {
  const flags = (command: Command) => command.options.map(({ long }) => long).filter(Boolean);
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words="${[...flags(command), '--json', '--help'].join(' ')}" ;;`,
  );
  print(`# Put this into ~/.bashrc or ~/.zshrc: source <(docent completion)
if [ -n "$ZSH_VERSION" ]; then autoload -U +X bashcompinit && bashcompinit; fi
_docent() {
  local words="${program.commands.map((command) => command.name()).join(' ')}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _docent docent`);
}
