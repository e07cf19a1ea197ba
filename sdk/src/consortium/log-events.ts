import type {
  AccountAddedEvent,
  AccountFrozenEvent,
  AccountRemovedEvent,
  AccountRotatedEvent,
  AccountUnfrozenEvent,
  AdminReplacedEvent,
  CapabilitiesChangedEvent,
  KycRenewedEvent,
  NodeAddedEvent,
  NodeRemovedEvent,
  OrganisationAdmittedEvent,
  OrganisationEmergencySuspendedEvent,
  OrganisationExpelledEvent,
  OrganisationReinstatedEvent,
  OrganisationSuspendedEvent,
  ValidatorAppointedEvent,
  ValidatorRetiredEvent,
  ValidatorSwappedEvent,
} from "../generated/contracts/ConsortiumRegistry.ts";

/** Arguments of the events that the change log seals, by name of the event. */
export interface LogEvents {
  OrganisationAdmitted: OrganisationAdmittedEvent.OutputObject;
  OrganisationSuspended: OrganisationSuspendedEvent.OutputObject;
  OrganisationEmergencySuspended: OrganisationEmergencySuspendedEvent.OutputObject;
  OrganisationReinstated: OrganisationReinstatedEvent.OutputObject;
  OrganisationExpelled: OrganisationExpelledEvent.OutputObject;
  CapabilitiesChanged: CapabilitiesChangedEvent.OutputObject;
  KycRenewed: KycRenewedEvent.OutputObject;
  AccountAdded: AccountAddedEvent.OutputObject;
  AccountRemoved: AccountRemovedEvent.OutputObject;
  AccountRotated: AccountRotatedEvent.OutputObject;
  AdminReplaced: AdminReplacedEvent.OutputObject;
  AccountFrozen: AccountFrozenEvent.OutputObject;
  AccountUnfrozen: AccountUnfrozenEvent.OutputObject;
  NodeAdded: NodeAddedEvent.OutputObject;
  NodeRemoved: NodeRemovedEvent.OutputObject;
  ValidatorAppointed: ValidatorAppointedEvent.OutputObject;
  ValidatorRetired: ValidatorRetiredEvent.OutputObject;
  ValidatorSwapped: ValidatorSwappedEvent.OutputObject;
}

/** Name of an event that the change log seals. */
export type LogEventName = keyof LogEvents;

/** An event that the change log seals: its name and its arguments by name. */
export type LogEvent = { [Name in LogEventName]: { name: Name; args: LogEvents[Name] } }[LogEventName];

/** An entry of the change log. */
export interface LogEntry {
  /** 1 for the first change; the founding record is entry 0. */
  readonly sequence: bigint;
  readonly blockNumber: number;
  /** When the block was sealed, seconds since 1970, UTC. */
  readonly timestamp: number;
  readonly transactionHash: string;
  /** Head of the hash chain after this entry. */
  readonly head: string;
  readonly event: LogEvent;
}

/** A founding member as the founding record holds it. */
export interface FoundingOrganisation {
  readonly name: string;
  /** Digest of the legal identity. */
  readonly legalId: string;
  /** Bits of `CAPABILITIES`. */
  readonly capabilities: bigint;
  /** Seconds since 1970, UTC. */
  readonly kycExpiresAt: bigint;
  readonly accounts: readonly {
    readonly account: string;
    /** Bits of `RIGHTS`. */
    readonly rights: bigint;
  }[];
  readonly nodes: readonly {
    readonly publicKey: string;
    readonly endpoint: string;
    /** One of `SEATS`. */
    readonly seat: bigint;
  }[];
}

/** The change log, verified from the founding record to its head. */
export interface ChangeLog {
  readonly founders: readonly FoundingOrganisation[];
  readonly entries: readonly LogEntry[];
  /** Head of the hash chain after the last entry. */
  readonly head: string;
  /** Addresses of the validator sets that the register writes. */
  readonly validatorSet: string;
  readonly rescueValidatorSet: string;
}
