/** What the driver of the chaos tells the agent, through the environment of the process. */
export interface AgentConfig {
  /** Unix socket to listen on. */
  readonly socketPath: string;
  /** Where hits are noted, a JSON line each; undefined: nowhere. */
  readonly hitsFile: string | undefined;
  /** Who notes them. */
  readonly service: string;
}

export const agentVariables = {
  socket: 'ORDERFLOW_CHAOS_SOCKET',
  hits: 'ORDERFLOW_CHAOS_HITS',
  service: 'ORDERFLOW_CHAOS_SERVICE',
} as const;

/** Undefined: nobody asked for an agent. */
export const readAgentConfig = (env: NodeJS.ProcessEnv): AgentConfig | undefined => {
  const socketPath = env[agentVariables.socket];
  if (socketPath === undefined || socketPath === '') return undefined;
  return {
    socketPath,
    hitsFile: env[agentVariables.hits] || undefined,
    service: env[agentVariables.service] || `process ${process.pid}`,
  };
};
