/** How far each thing is grown, and by how many operations its cost is measured. */
export interface GrowthPlan {
  readonly name: 'growth' | 'growth-quick';
  /** Ended orders in the tables of all three services. */
  readonly orders: readonly number[];
  /** Products in the catalogue, each in stock. */
  readonly products: readonly number[];
  /** Lines of one order. */
  readonly items: readonly number[];
  /** Products that all orders are for. */
  readonly hotSkus: readonly number[];
  /** Processes of each service. */
  readonly replicas: readonly number[];
  /** Orders that are accepted while nobody works on them. */
  readonly backlog: readonly number[];
  /** Of each kind, for one measurement. */
  readonly operations: number;
  readonly repeats: number;
  /** The whole run is given up after this. */
  readonly mostSeconds: number;
}

export const growthPlan: GrowthPlan = {
  name: 'growth',
  orders: [10_000, 100_000, 1_000_000],
  products: [20, 1_000, 100_000],
  items: [1, 10, 100],
  hotSkus: [100, 10, 1],
  replicas: [1, 2, 3],
  backlog: [1_000, 10_000, 100_000],
  operations: 600,
  repeats: 3,
  mostSeconds: 1_200,
};

export const quickGrowthPlan: GrowthPlan = {
  name: 'growth-quick',
  orders: [1_000, 10_000],
  products: [20, 1_000],
  items: [1, 100],
  hotSkus: [100, 1],
  replicas: [1, 2],
  backlog: [200, 2_000],
  operations: 100,
  repeats: 1,
  mostSeconds: 240,
};
