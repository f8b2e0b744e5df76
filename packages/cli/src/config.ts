/** The one place of the command that reads the environment. */
export const environment: NodeJS.ProcessEnv = process.env;
