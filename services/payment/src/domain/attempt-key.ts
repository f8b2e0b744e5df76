/** The key under which an order is charged. Derived, so that not even a lost database makes another. */
export const attemptKey = (orderId: string): string => `orderflow-${orderId}`;
