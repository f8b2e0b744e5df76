/** How long each measure takes, and how often it is repeated. Seconds. */
export interface Plan {
  readonly name: 'full' | 'quick';
  readonly repeats: number;
  readonly limitSeconds: number;
  readonly warmUpSeconds: number;
  /** Of one rate of the search. */
  readonly stepSeconds: number;
  /** Rates that are tried at most. */
  readonly maxSteps: number;
  /** How often a rate that does not hold for longer gives way to a lower one. */
  readonly maxBackOffs: number;
  /** Of one rate that is measured. */
  readonly measureSeconds: number;
  /** Of each of the three phases. */
  readonly spikeSeconds: number;
  readonly spikeRepeats: number;
  readonly closedLoopSeconds: number;
  /** Whether sampling, adapter and durability are varied. */
  readonly variants: boolean;
  /** The whole run is given up after this. */
  readonly mostSeconds: number;
}

export const fullPlan: Plan = {
  name: 'full',
  repeats: 3,
  limitSeconds: 2,
  warmUpSeconds: 12,
  stepSeconds: 4,
  maxSteps: 9,
  maxBackOffs: 3,
  measureSeconds: 6,
  spikeSeconds: 3,
  spikeRepeats: 3,
  closedLoopSeconds: 3,
  variants: true,
  mostSeconds: 600,
};

export const quickPlan: Plan = {
  name: 'quick',
  repeats: 3,
  limitSeconds: 0.5,
  warmUpSeconds: 3,
  stepSeconds: 2,
  maxSteps: 4,
  maxBackOffs: 1,
  measureSeconds: 2,
  spikeSeconds: 1.5,
  spikeRepeats: 1,
  closedLoopSeconds: 0.5,
  variants: false,
  mostSeconds: 90,
};
