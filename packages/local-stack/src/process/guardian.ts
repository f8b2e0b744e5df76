import { spawn } from 'node:child_process';

/**
 * Ends the watched processes when the process that started them dies without doing so itself (SIGKILL, a crash).
 * It lives in a session of its own, so that a signal to our whole group does not reach it, and learns of our death
 * by the end of its standard input.
 */
export interface Guardian {
  /** `signal` is what asks this process to stop in order; it is killed when that takes longer than 15 s. */
  watch(pid: number, signal: NodeJS.Signals): void;
  forget(pid: number): void;
  /** Removes the directory, with all in it, if the guardian has to act. */
  removeOnDeath(directory: string): void;
  /** Everything has been stopped in order: the guardian leaves without doing anything. */
  dismiss(): void;
}

// Plain sh: it must not cost the memory of another Node, and must not depend on files of ours that may go away.
const script = `
trap '' INT TERM HUP
pids='' dirs='' tab='	'
while IFS="$tab" read -r verb a b; do
  case $verb in
    watch) pids="$pids $b:$a" ;;
    forget) pids=$(printf '%s\\n' $pids | grep -v ":$a\\$" | tr '\\n' ' ') ;;
    remove) dirs="$dirs$a
" ;;
    dismiss) exit 0 ;;
  esac
done
for p in $pids; do kill -s "\${p%%:*}" "\${p##*:}"; done
n=0
while [ $n -lt 75 ]; do
  left=''
  for p in $pids; do kill -0 "\${p##*:}" && left=1; done
  [ -z "$left" ] && break
  n=$((n+1)); sleep 0.2
done
for p in $pids; do kill -s KILL "\${p##*:}"; done
printf '%s' "$dirs" | while IFS= read -r d; do rm -rf -- "$d"; done
`;

export const createGuardian = (): Guardian => {
  const shell = spawn('/bin/sh', ['-c', script], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  const { stdin } = shell;
  // Without a shell there is no guardian; what it guards against is rare enough to go on.
  shell.on('error', () => undefined);
  stdin.on('error', () => undefined);
  shell.unref();
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  const say = (...words: readonly string[]) => {
    if (stdin.writable) stdin.write(`${words.join('\t')}\n`);
  };
  return {
    watch: (pid, signal) => say('watch', String(pid), signal.replace(/^SIG/, '')),
    forget: (pid) => say('forget', String(pid)),
    removeOnDeath: (directory) => say('remove', directory),
    dismiss: () => {
      say('dismiss');
      stdin.end();
    },
  };
};
