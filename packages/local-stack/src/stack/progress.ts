/** Told what a start is doing, for somebody who watches. */
export interface Progress {
  /** Runs one step of the start; `say` tells what it is at, `summary` what came of it. */
  step<T>(
    title: string,
    work: (say: (detail: string) => void) => Promise<T>,
    summary?: (result: T) => string,
  ): Promise<T>;
  /** Something worth knowing that is no step: a port that was replaced. */
  note(sentence: string): void;
}

export const silent: Progress = {
  step: (_title, work) => work(() => undefined),
  note: () => undefined,
};
