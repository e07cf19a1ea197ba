/** Where one variable lies. */
export interface Slot {
  label: string;
  slot: string;
  offset: number;
  type: string;
}

interface SolcType {
  label: string;
  base?: string;
  key?: string;
  value?: string;
  members?: Slot[];
}

/** What solc calls `storageLayout`. */
export interface SolcStorageLayout {
  storage: Slot[];
  types: Record<string, SolcType> | null;
}

/** A layout without the compiler's internal numbers, which change with every unrelated edit. */
export interface StorageLayout {
  storage: Slot[];
  /** Members of each struct that is stored, by the struct's name. */
  structs: Record<string, Slot[]>;
}

export function storageLayout({ storage, types }: SolcStorageLayout): StorageLayout {
  const all = types ?? {};
  const named = ({ label, slot, offset, type }: Slot): Slot => ({
    label,
    slot,
    offset,
    type: all[type]?.label ?? type,
  });
  const structs = Object.values(all)
    .flatMap(({ label, members }) => (members === undefined ? [] : [[label, members.map(named)] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { storage: storage.map(named), structs: Object.fromEntries(structs) };
}
