import { subscribe } from 'node:diagnostics_channel';

/** Counts the HTTP requests of this process that have come in and are not answered, as Node itself tells of them. */
export const countRequests = (): { readonly underWay: number } => {
  let underWay = 0;
  subscribe('http.server.request.start', (said) => {
    underWay += 1;
    const { response } = said as { readonly response: NodeJS.EventEmitter };
    response.once('close', () => {
      underWay -= 1;
    });
  });
  return {
    get underWay() {
      return underWay;
    },
  };
};
