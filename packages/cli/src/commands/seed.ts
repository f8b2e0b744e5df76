import { clientConfig, seed, stackUrls } from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import { environment } from '../config.ts';
import { requireRunning } from './running.ts';

/** `url`: the inventory service; default that of the running stack. */
export const seedCommand = async (url: string | undefined): Promise<number> => {
  const { created, present } = await seed({
    inventoryUrl: url ?? stackUrls(requireRunning().ports).inventory,
    apiKey: readConfig(clientConfig, environment).ORDERFLOW_API_KEY,
  });
  console.log(` ${created} products added, ${present} were there.`);
  return 0;
};
