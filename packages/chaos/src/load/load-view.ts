/** What faults and figures may know of the load. */
export interface LoadView {
  /** Requests that wait for an answer. */
  readonly inFlight: number;
  /** Accepted orders whose end has not been seen. */
  readonly open: number;
  /** Some of the orders accepted last, newest first. */
  recent(count: number): readonly { readonly orderId: string; readonly location: string }[];
}
