export interface ServerLogin {
  /** Without a login, so that it may be shown. */
  readonly address: string;
  readonly user?: string;
  readonly password?: string;
}

/** Takes `nats://user:password@host:port` apart: the client knows no login in an address, and addresses end up in logs. */
export const splitLogin = (server: string): ServerLogin => {
  const [, scheme, login, rest] = /^([a-z]+:\/\/)([^/]*)@([^@]*)$/i.exec(server) ?? [];
  if (scheme === undefined || login === undefined || rest === undefined) return { address: server };
  const [user = '', ...password] = login.split(':');
  return {
    address: `${scheme}${rest}`,
    user: decodeURIComponent(user),
    ...(password.length === 0 ? {} : { password: decodeURIComponent(password.join(':')) }),
  };
};
