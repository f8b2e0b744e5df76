import { seed, stackUrls } from '@orderflow/local-stack';
import { requireRunning } from './running.ts';

/** `url`: the inventory service; default that of the running stack. */
export const seedCommand = async (url: string | undefined): Promise<number> => {
  const { created, present } = await seed(url ?? stackUrls(requireRunning().ports).inventory);
  console.log(` ${created} products added, ${present} were there.`);
  return 0;
};
