export type * from './ports.ts';
export { deadLetterSubject, redriveSubject } from './ports.ts';
