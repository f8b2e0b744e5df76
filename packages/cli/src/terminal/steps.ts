import type { Progress } from '@orderflow/local-stack';
import pc from 'picocolors';
import type { Screen } from './screen.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 100;
/** Where output is no terminal, a step that takes longer says that it is still at it. */
const reminderMs = 10_000;
/** What a shorter step is at is of no interest afterwards. */
const notableMs = 2_000;

interface Running {
  readonly title: string;
  readonly startedAt: number;
  detail: string;
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Shows steps as they run: in place on a terminal, as plain lines elsewhere. */
export const createSteps = (screen: Screen): Progress & { close(): void } => {
  const running = new Set<Running>();
  let turn = 0;
  const draw = () => {
    turn++;
    const frame = frames[turn % frames.length] ?? '';
    screen.show(
      [...running].map(({ title, detail, startedAt }) =>
        [` ${pc.cyan(frame)} ${title}`, pc.dim(detail), pc.dim(seconds(startedAt))].filter(Boolean).join('  '),
      ),
    );
  };
  const remind = () => {
    for (const { title, detail, startedAt } of running) screen.print(` … ${title}  ${detail}  ${seconds(startedAt)}`);
  };
  const timer = screen.interactive ? setInterval(draw, frameMs) : setInterval(remind, reminderMs);
  const end = (step: Running, mark: string, what: string) => {
    running.delete(step);
    if (screen.interactive) draw();
    screen.print(` ${mark} ${step.title}${what ? `  ${what}` : ''}  ${pc.dim(seconds(step.startedAt))}`);
  };
  return {
    step: async (title, work, summary) => {
      const step: Running = { title, startedAt: performance.now(), detail: '' };
      running.add(step);
      const say = (detail: string) => {
        const lasts = performance.now() - step.startedAt > notableMs;
        if (!screen.interactive && lasts && detail !== step.detail) screen.print(` · ${detail}`);
        step.detail = detail;
      };
      try {
        const result = await work(say);
        end(step, pc.green('✓'), summary ? summary(result) : '');
        return result;
      } catch (error) {
        end(step, pc.red('✗'), '');
        throw error;
      }
    },
    note: (sentence) => screen.print(` ${pc.yellow('!')} ${sentence}`),
    close: () => {
      clearInterval(timer);
      screen.show([]);
    },
  };
};
