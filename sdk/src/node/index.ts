export { readAddresses } from "./addresses.ts";
export { type FileJournal, JournalOfOtherBatch, JournalUnreadable, openJournal } from "./journal.ts";
export { FileInUse, lockFile } from "./lock.ts";
