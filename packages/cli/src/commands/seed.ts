import { seed, stackUrls } from '@orderflow/local-stack';
import { requireRunning } from './running.ts';

export const seedCommand = async (): Promise<number> => {
  const { created, present } = await seed(stackUrls(requireRunning().ports).inventory);
  console.log(` ${created} products added, ${present} were there.`);
  return 0;
};
