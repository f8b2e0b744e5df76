export { channelOf, failpoint } from './failpoint.ts';
export { type FailpointName, failpointNames, failpoints, isFailpointName } from './names.ts';
