import { createInterface } from 'node:readline/promises';

/** Whether a person says yes; where there is none, no. */
export const confirmed = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) return false;
  const line = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await line.question(question);
  line.close();
  return /^y(es)?$/i.test(answer.trim());
};
