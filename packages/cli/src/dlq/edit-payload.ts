import type { LetterDesk } from '@orderflow/dead-letters';
import { AppError } from '@orderflow/errors';
import { editText } from './edit-text.ts';

export interface Editing {
  /** Command line of the editor; it gets the file as its last argument. */
  readonly editor: string;
  /** Whether a person wants to go on with an edit that cannot be sent, told why not. */
  readonly tryAgain: (refusal: string) => Promise<boolean>;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('VALIDATION_FAILED', `The edited payload is not JSON: ${reason}.`, { cause: error });
  }
};

/**
 * The payload of a letter as a person leaves it in the editor; checked by a dry run, so what comes back can be sent.
 * Rejects with ABORTED when the editor failed, nothing was changed or nothing is left, with VALIDATION_FAILED when the
 * event cannot carry it and nobody tries again.
 */
export const editPayload = async (
  desk: LetterDesk,
  sequence: number,
  order: { readonly by: string; readonly again: boolean },
  { editor, tryAgain }: Editing,
): Promise<unknown> => {
  const { payload } = await desk.show(sequence);
  const before = `${JSON.stringify(payload, null, 2)}\n`;
  for (let text = before; ; ) {
    text = await editText(text, editor);
    if (text.trim() === '') throw new AppError('ABORTED', 'Nothing is left of the payload: nothing was sent.');
    if (text === before) {
      throw new AppError('ABORTED', 'The payload was not changed: nothing was sent. Without --edit it goes as it is.');
    }
    try {
      const edited = parsed(text);
      await desk.redrive(sequence, { ...order, payload: edited, dryRun: true });
      return edited;
    } catch (error) {
      if (!AppError.is(error, 'VALIDATION_FAILED') || !(await tryAgain(error.message))) throw error;
    }
  }
};
