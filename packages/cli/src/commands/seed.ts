import { AppError } from '@orderflow/errors';
import { clientConfig, seed, stackUrls } from '@orderflow/local-stack';
import { readConfig } from '@orderflow/service-kit';
import { environment } from '../config.ts';
import { requireRunning } from './running.ts';

/** `url`: the inventory service; default that of the running stack. */
export const seedCommand = async (url: string | undefined): Promise<number> => {
  const inventoryUrl = url ?? stackUrls(requireRunning().ports).inventory;
  const apiKey = readConfig(clientConfig, environment).ORDERFLOW_API_KEY;
  const { created, present } = await seed({ inventoryUrl, apiKey }).catch((error: unknown) => {
    if (url === undefined || !AppError.is(error, 'DEPENDENCY_UNAVAILABLE')) throw error;
    throw new AppError(error.code, `${error.message} Is ${url} (--url) the inventory service?`, { cause: error });
  });
  console.log(` ${created} products added, ${present} were there.`);
  return 0;
};
