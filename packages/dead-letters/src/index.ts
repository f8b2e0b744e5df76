export {
  createLetterDesk,
  type HandledLetter,
  type HandledLetters,
  type LetterDesk,
  type LetterFilter,
  type LetterOutcome,
  type LetterPage,
  type Order,
  type RedriveOrder,
} from './letter-desk.ts';
export {
  defaultTraceUiUrl,
  type LetterSummaryView,
  type LetterTrace,
  type LetterView,
} from './letter-view.ts';
