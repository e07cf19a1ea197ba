// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../common/OrgId.sol";
import {IMembership} from "./IMembership.sol";
import {IValidatorSet} from "./IValidatorSet.sol";

/// @title The register of the alliance
/// @notice Organisations, the accounts that act for them, the nodes they run and the validators among those nodes.
/// Every change is an entry of a hash-linked log that anyone can replay from the founding record on.
/// @dev Who may do what:
/// - the timelock, after a vote: admit, suspend, reinstate, expel, capabilities, replace a lost admin, validators;
/// - a role of the access manager: renew KYC (registrar), freeze accounts (compliance);
/// - an organisation's admins: its own accounts, nodes and validator swaps;
/// - f+1 organisations by signature: an emergency suspension that lapses;
/// - anyone: apply for membership, eject a silent newcomer, retire the validators of an expelled organisation.
///
/// Signatures are EIP-712, bound to chain, contract, nonce and expiry, low-s only; an organisation's contract wallet may
/// sign through EIP-1271. Time is seconds UTC.
interface IConsortiumRegistry is IMembership {
    /* ------------------------------------------------------------------ */
    /*                               Records                              */
    /* ------------------------------------------------------------------ */

    /// @notice Where an organisation stands. Derived from the record and the clock, never stored.
    /// @custom:value0 None Never admitted.
    /// @custom:value1 Active In good standing; its KYC may have lapsed, see `Organisation.kycExpiresAt`.
    /// @custom:value2 EmergencySuspended Suspended by signatures of other members until confirmed or lapsed.
    /// @custom:value3 Suspended Suspended by vote until reinstated by vote.
    /// @custom:value4 Expelled Gone for good; the number is not reused.
    enum Status {
        None,
        Active,
        EmergencySuspended,
        Suspended,
        Expelled
    }

    /// @notice An organisation as the register holds it.
    /// @param kycExpiresAt End of its last identity check; from then on its accounts do no business.
    /// @param admittedAt When it was admitted; zero if never.
    /// @param suspendedAt When a vote suspended it; zero if it is not suspended.
    /// @param expelledAt When a vote expelled it; zero if it is not expelled.
    /// @param capabilities Bits of `Capabilities`.
    /// @param accountCount Accounts that act for it.
    /// @param adminCount How many of them are admins and not frozen by the organisation.
    /// @param nodeCount Nodes it runs.
    struct Organisation {
        uint40 kycExpiresAt;
        uint40 admittedAt;
        uint40 suspendedAt;
        uint40 expelledAt;
        uint16 capabilities;
        uint16 accountCount;
        uint16 adminCount;
        uint16 nodeCount;
    }

    /// @notice What an applicant asks to be admitted as.
    /// @param name Name as the alliance shall show it, 1 to 64 bytes of UTF-8.
    /// @param legalId Digest of the legal identity: keccak256 of "scheme:identifier", e.g. of "LEI:5299…".
    /// @param capabilities Bits of `Capabilities`, at least one.
    /// @param kycExpiresAt End of the identity check that the members make before they vote.
    /// @param admin First account; it applies itself, so the key is known to be held.
    struct Application {
        string name;
        bytes32 legalId;
        uint16 capabilities;
        uint40 kycExpiresAt;
        address admin;
    }

    /// @notice An account and its rights.
    /// @param rights Bits of `Rights`.
    struct FoundingAccount {
        address account;
        uint8 rights;
    }

    /// @notice A node at founding.
    /// @param publicKey The 64 bytes of its secp256k1 key.
    /// @param endpoint Where peers reach it, "ip:port".
    /// @param seat 0 no validator, 1 seat in the validator set, 2 seat in the rescue validator set.
    struct FoundingNode {
        bytes publicKey;
        string endpoint;
        uint8 seat;
    }

    /// @notice A founding member, complete.
    struct FoundingOrganisation {
        string name;
        bytes32 legalId;
        uint16 capabilities;
        uint40 kycExpiresAt;
        FoundingAccount[] accounts;
        FoundingNode[] nodes;
    }

    /// @notice A signature for which `signer` is accountable.
    struct Endorsement {
        address signer;
        bytes signature;
    }

    /* ------------------------------------------------------------------ */
    /*                        Events: the change log                      */
    /* ------------------------------------------------------------------ */

    /// @notice The event just before this one in the same transaction is entry `sequence` of the log.
    /// @dev head = keccak256(abi.encode(previousHead, sequence, block.timestamp, topic0 of that event, keccak256 of the
    /// ABI encoding of all its arguments in order)). `previousBlock` holds entry `sequence - 1`, so a reader walks back
    /// from `logTip()` without searching; entry 0 is the founding record.
    event ChangeLogged(uint64 indexed sequence, uint64 previousBlock, bytes32 head);

    /// @notice Someone asks to be admitted; `digest` names the application. Not part of the change log.
    event ApplicationSubmitted(bytes32 indexed digest, address indexed admin, Application application);
    /// @notice The alliance admitted an applicant.
    event OrganisationAdmitted(OrgId indexed orgId, Application application);
    /// @notice A vote suspended a member, or confirmed its emergency suspension. `reason` is a digest of the grounds.
    event OrganisationSuspended(OrgId indexed orgId, bytes32 reason);
    /// @notice Other members suspended one by signature, until a vote or `until` at the latest.
    event OrganisationEmergencySuspended(
        OrgId indexed orgId,
        uint40 until,
        bytes32 reason,
        OrgId[] endorsers
    );
    /// @notice A vote lifted a suspension.
    event OrganisationReinstated(OrgId indexed orgId);
    /// @notice A vote expelled a member for good. `reason` is a digest of the grounds.
    event OrganisationExpelled(OrgId indexed orgId, bytes32 reason);
    /// @notice A vote changed what a member may do.
    event CapabilitiesChanged(OrgId indexed orgId, uint16 capabilities, uint16 previous);
    /// @notice The registrar recorded a new identity check.
    event KycRenewed(OrgId indexed orgId, uint40 expiresAt, uint40 previous);
    /// @notice An account acts for an organisation from now on.
    event AccountAdded(OrgId indexed orgId, address indexed account, uint8 rights);
    /// @notice An account acts no more.
    event AccountRemoved(OrgId indexed orgId, address indexed account);
    /// @notice `replacement` took over the rights of `account`, which is removed.
    event AccountRotated(OrgId indexed orgId, address indexed account, address indexed replacement);
    /// @notice A vote gave an organisation a new admin in place of one whose key is lost.
    event AdminReplaced(OrgId indexed orgId, address indexed lost, address indexed replacement);
    /// @notice An account was frozen, by its organisation or by the compliance office.
    event AccountFrozen(OrgId indexed orgId, address indexed account, bool byOrganisation);
    /// @notice A freeze was lifted, the one of the organisation or the one of the compliance office.
    event AccountUnfrozen(OrgId indexed orgId, address indexed account, bool byOrganisation);
    /// @notice A node was registered.
    event NodeAdded(OrgId indexed orgId, address indexed node, bytes publicKey, string endpoint);
    /// @notice A node is no longer registered.
    event NodeRemoved(OrgId indexed orgId, address indexed node);
    /// @notice A node became a validator of `set`.
    event ValidatorAppointed(OrgId indexed orgId, address indexed validator, address indexed set);
    /// @notice A validator left `set`; `ejected` tells a silent newcomer from the others.
    event ValidatorRetired(OrgId indexed orgId, address indexed validator, address indexed set, bool ejected);
    /// @notice `replacement` took the seat of `validator` in `set`.
    event ValidatorSwapped(OrgId indexed orgId, address validator, address replacement, address indexed set);

    /* ------------------------------------------------------------------ */
    /*                               Errors                               */
    /* ------------------------------------------------------------------ */

    /// @notice This act belongs to the alliance as a whole.
    /// @custom:remedy Propose it, let the members vote, then queue and execute the proposal.
    error Registry_OnlyTimelock(address caller, address timelock);
    /// @notice The caller is not an admin of this organisation, or its own organisation has frozen it.
    /// @custom:remedy Sign with an admin account of the organisation; `member show` lists them.
    error Registry_NotAdminOf(address caller, OrgId orgId);
    /// @notice No organisation has this number.
    /// @custom:remedy `member list` shows the numbers.
    error Registry_UnknownOrganisation(OrgId orgId);
    /// @notice The organisation's standing does not allow this act.
    /// @custom:remedy `member show` tells its standing: only active members act, only suspended ones are reinstated,
    /// and expelled ones stay expelled.
    error Registry_WrongStatus(OrgId orgId, Status status);
    /// @notice Without its last member the alliance could never vote again.
    /// @custom:remedy Admit or reinstate another member first.
    error Registry_LastMember(OrgId orgId);
    /// @notice An organisation with this legal identity is or was a member.
    /// @custom:remedy Reinstate or update the existing record; a legal identity enters the register once, for ever.
    error Registry_LegalIdTaken(bytes32 legalId, OrgId orgId);
    /// @notice A digest of the legal identity is needed to keep one organisation from entering twice.
    /// @custom:remedy Give a register scheme and identifier, such as "LEI:…".
    error Registry_EmptyLegalId();
    /// @notice A name has 1 to 64 bytes.
    /// @custom:remedy Shorten the name; the full legal name belongs to the documents behind the legal identity.
    error Registry_BadName(uint256 length);
    /// @notice Capabilities must be at least one known bit.
    /// @custom:remedy Choose from operator, bank, buyer, supplier, logistics, utility, prosumer, meter-operator,
    /// appraiser, arbiter, auditor, regulator.
    error Registry_BadCapabilities(uint16 capabilities);
    /// @notice Rights must be at least one known bit.
    /// @custom:remedy Choose from admin, operator, viewer.
    error Registry_BadRights(uint8 rights);
    /// @notice The end of the identity check must lie in the future and may only move forward.
    /// @custom:remedy Give a later date; to end an organisation's business at once, suspend it.
    error Registry_BadKycExpiry(uint40 expiresAt, uint40 current);
    /// @notice Nobody applied with exactly these terms, or the application was used already.
    /// @custom:remedy Let the applicant's admin account run `member apply`, and propose just what it applied with.
    error Registry_NoSuchApplication(bytes32 digest);
    /// @notice An application is made by the account that is to become the first admin, so that its key is proven.
    /// @custom:remedy Send the application from the admin account it names.
    error Registry_NotTheApplicant(address caller, address admin);
    /// @notice The account belongs to an organisation already; an account acts for one only, and a removed one is not
    /// taken up by another.
    /// @custom:remedy Use a fresh account.
    error Registry_AccountTaken(address account, OrgId orgId);
    /// @notice The account does not act for this organisation.
    /// @custom:remedy `member show` lists its accounts.
    error Registry_NotAccountOf(address account, OrgId orgId);
    /// @notice Without an admin that is not frozen the organisation could neither vote nor mend itself.
    /// @custom:remedy Add or unfreeze another admin first, or rotate the key instead.
    error Registry_LastAdmin(OrgId orgId, address account);
    /// @notice The account is already in the state asked for.
    /// @custom:remedy Nothing to do; `member show` tells its state.
    error Registry_NothingToChange(address account);
    /// @notice The organisation holds as many accounts or nodes as the register allows.
    /// @custom:remedy Remove one that is out of use.
    error Registry_TooMany(OrgId orgId, uint256 maximum);
    /// @notice The signature was made for an earlier time.
    /// @custom:remedy Sign again with a later deadline.
    error Registry_SignatureExpired(uint256 deadline, uint256 timestamp);
    /// @notice The signature does not stem from this signer for exactly this message, chain and contract.
    /// @custom:remedy Sign again, with the current nonce of the signer and on the network you send to.
    error Registry_BadSignature(address signer);
    /// @notice Endorsers must be admins of different organisations in good standing other than the accused.
    /// @custom:remedy Collect one signature per organisation and give them ordered by organisation number.
    error Registry_BadEndorser(address signer, OrgId orgId);
    /// @notice Too few organisations endorse: one more is needed than may fail together.
    /// @custom:remedy Collect more signatures.
    error Registry_TooFewEndorsements(uint256 endorsements, uint256 required);
    /// @notice As many organisations are under emergency suspension as may fail together.
    /// @custom:remedy Confirm or lift one by vote; the rule keeps a minority from suspending everyone else.
    error Registry_TooManyEmergencies(uint256 emergencies, uint256 maximum);
    /// @notice The organisation was under emergency suspension lately; without a vote it may not be suspended again.
    /// @custom:remedy Propose its suspension to the alliance.
    error Registry_EmergencyCooldown(OrgId orgId, uint40 until);
    /// @notice A node's public key has 64 bytes, without the 04 in front.
    /// @custom:remedy Take the 128 hex digits of the enode.
    error Registry_BadPublicKey(uint256 length);
    /// @notice An endpoint has 1 to 64 bytes.
    /// @custom:remedy Give "ip:port".
    error Registry_BadEndpoint(uint256 length);
    /// @notice The node is registered already.
    /// @custom:remedy `node list` shows whose it is; to change its endpoint remove and add it.
    error Registry_NodeTaken(address node, OrgId orgId);
    /// @notice The node is not one of this organisation's.
    /// @custom:remedy Register it first with `node add`.
    error Registry_NotNodeOf(address node, OrgId orgId);
    /// @notice The node seals blocks; it must leave the validators before it leaves the register.
    /// @custom:remedy `validator swap` or `validator propose-remove` first.
    error Registry_NodeIsValidator(address node, address set);
    /// @notice The directory names two validator sets; this is neither.
    /// @custom:remedy Use the address of `validatorSet` or `rescueValidatorSet`.
    error Registry_UnknownValidatorSet(address set);
    /// @notice The founding record is inconsistent.
    /// @custom:remedy Check the alliance file; `genesis build` names line and field.
    error Registry_BadFounding();

    /* ------------------------------------------------------------------ */
    /*                            Organisations                           */
    /* ------------------------------------------------------------------ */

    /// @notice Applies for membership. Anyone, from the account that is to be the first admin. Changes no standing.
    /// @return digest Names the application in `admit`.
    function applyForMembership(Application calldata application) external returns (bytes32 digest);

    /// @notice Admits an applicant with the terms it applied with. Only the timelock.
    /// @return orgId The number of the new member; it votes on proposals made after its admission.
    function admit(Application calldata application) external returns (OrgId orgId);

    /// @notice Suspends a member, or confirms its emergency suspension. Only the timelock. Its accounts stop at once; its
    /// validators go on until the alliance removes them, so that consensus does not depend on business.
    /// @param reason Digest of the grounds.
    function suspend(OrgId orgId, bytes32 reason) external;

    /// @notice Lifts a suspension of either kind. Only the timelock.
    function reinstate(OrgId orgId) external;

    /// @notice Expels a member for good. Only the timelock. Its votes in open proposals no longer count; its validators
    /// leave one by one, as the guards allow, by `retireValidator`.
    /// @param reason Digest of the grounds.
    function expel(OrgId orgId, bytes32 reason) external;

    /// @notice Suspends `orgId` until it is confirmed by `suspend`, lifted by `reinstate`, or the emergency period ends.
    /// @dev `endorsements` sign `EmergencySuspension(orgId, reason, nonce, deadline)` with `emergencyNonce(orgId)`, one from
    /// an admin of each of `emergencyQuorum()` organisations, in ascending order of organisation. Anyone may submit them.
    function emergencySuspend(
        OrgId orgId,
        bytes32 reason,
        uint256 deadline,
        Endorsement[] calldata endorsements
    ) external;

    /// @notice Changes what a member may do. Only the timelock.
    function setCapabilities(OrgId orgId, uint16 capabilities) external;

    /// @notice Records a new identity check. Only holders of the registrar role.
    /// @param expiresAt Its end, later than the present one.
    function renewKyc(OrgId orgId, uint40 expiresAt) external;

    /* ------------------------------------------------------------------ */
    /*                              Accounts                              */
    /* ------------------------------------------------------------------ */

    /// @notice Adds an account to the caller's organisation. Its admins.
    /// @param consent `AccountConsent(orgId, account, rights, nonce, deadline)` signed by `account` with its own nonce, so
    /// that nobody registers a key that it does not hold.
    function addAccount(address account, uint8 rights, uint256 deadline, bytes calldata consent) external;

    /// @notice Removes an account of the caller's organisation, for good. Its admins, or the account itself.
    function removeAccount(address account) external;

    /// @notice Hands the rights of `account` to `replacement` in one step; `account` is removed. Its organisation's
    /// admins, or the account itself.
    /// @param consent `AccountConsent` signed by `replacement`, with the rights that `account` has.
    function rotateAccount(
        address account,
        address replacement,
        uint256 deadline,
        bytes calldata consent
    ) external;

    /// @notice Gives a member whose admin keys are lost a new one. Only the timelock.
    /// @param consent `AccountConsent` signed by `replacement` for the rights of `lost`.
    function replaceAdmin(
        OrgId orgId,
        address lost,
        address replacement,
        uint256 deadline,
        bytes calldata consent
    ) external;

    /// @notice Freezes an account of the caller's organisation: it neither acts nor votes. Its admins, also while the
    /// organisation is suspended.
    function freezeAccount(address account) external;

    /// @notice Lifts the organisation's own freeze.
    function unfreezeAccount(address account) external;

    /// @notice Freezes any account for business; it keeps its vote. Only holders of the compliance role.
    function complianceFreeze(address account) external;

    /// @notice Lifts a compliance freeze. Only holders of the compliance role.
    function complianceUnfreeze(address account) external;

    /// @notice Copies the organisation's present KYC expiry to its accounts, which saves a cold read in each later check.
    /// Anyone; changes no one's standing.
    function syncAccounts(address[] calldata accounts) external;

    /* ------------------------------------------------------------------ */
    /*                        Nodes and validators                        */
    /* ------------------------------------------------------------------ */

    /// @notice Registers a node of the caller's organisation; allow-lists are built from the register. Its admins.
    /// @return node The node's address: the last 20 bytes of keccak256 of its public key.
    function addNode(bytes calldata publicKey, string calldata endpoint) external returns (address node);

    /// @notice Removes a node that is not a validator. Its organisation's admins.
    function removeNode(address node) external;

    /// @notice Makes a registered node of `orgId` a validator. Only the timelock.
    /// @param set One of the two validator sets.
    /// @param deadline Time after which the proof is void.
    /// @param proof `ValidatorProof(orgId, validator, set, nonce, deadline)` signed by the node's key with its own nonce.
    function appointValidator(
        IValidatorSet set,
        OrgId orgId,
        address validator,
        uint256 deadline,
        bytes calldata proof
    ) external;

    /// @notice Removes a validator. The timelock, the admins of its own organisation, or anyone once its organisation
    /// is expelled.
    function retireValidator(IValidatorSet set, address validator) external;

    /// @notice Replaces a validator by another registered node of the same organisation. The organisation's admins.
    /// @param proof `ValidatorProof` signed by the key of `replacement`.
    function swapValidator(
        IValidatorSet set,
        address validator,
        address replacement,
        uint256 deadline,
        bytes calldata proof
    ) external;

    /// @notice Removes a newcomer that stayed silent for its whole probation. Anyone.
    function ejectValidator(IValidatorSet set, address validator) external;

    /* ------------------------------------------------------------------ */
    /*                                Reads                               */
    /* ------------------------------------------------------------------ */

    /// @notice Number of organisations ever admitted; their numbers are 1 to this.
    function organisationCount() external view returns (uint32);

    /// @notice Number of organisations that are neither suspended by vote nor expelled.
    function memberCount() external view returns (uint256);

    /// @notice The record of an organisation.
    function organisationOf(OrgId orgId) external view returns (Organisation memory);

    /// @notice Where an organisation stands now.
    function statusOf(OrgId orgId) external view returns (Status);

    /// @notice End of the current or latest emergency suspension of an organisation; zero if there was none.
    function emergencyUntil(OrgId orgId) external view returns (uint40);

    /// @notice The organisation with this legal identity; none if there is none.
    function organisationByLegalId(bytes32 legalId) external view returns (OrgId);

    /// @notice Whether an application with this digest waits for a vote.
    function isPending(bytes32 applicationDigest) external view returns (bool);

    /// @notice The organisation that runs `node`; none if it is not registered.
    function organisationOfNode(address node) external view returns (OrgId);

    /// @notice Signatures an emergency suspension needs now: ⌊(n−1)/3⌋ + 1 of n members, at least 2.
    function emergencyQuorum() external view returns (uint256);

    /// @notice How long an emergency suspension lasts unless confirmed, in seconds.
    function emergencyPeriod() external view returns (uint40);

    /// @notice The organisation for which `account` votes now; none if it is no admin, frozen by its organisation, or
    /// its organisation is not in good standing. KYC and compliance freezes do not matter here: no office may take a
    /// member's vote.
    function voterOf(address account) external view returns (OrgId);

    /// @notice Members of word `word` (organisations 256·word to 256·word + 255), one bit each: those neither suspended by
    /// vote nor expelled, the denominator of a vote.
    function memberBitmap(uint256 word) external view returns (uint256);

    /// @notice Members of word `word` in good standing, one bit each: those whose votes count now.
    function standingBitmap(uint256 word) external view returns (uint256);

    /// @notice Latest time at which an organisation lost or regained its standing, lapses included. Admissions do not
    /// count: a newcomer has no vote on proposals older than itself.
    function standingChangedAt() external view returns (uint40);

    /// @notice Number of the last log entry, block that holds it, and head of the hash chain.
    function logTip() external view returns (uint64 sequence, uint64 blockNumber, bytes32 head);

    /// @notice Data contract whose code after the first byte is the ABI encoding of `FoundingOrganisation[]`; its
    /// keccak256 is the head of the log before the first change.
    function foundingRecord() external view returns (address);

    /// @notice The nonce that the next emergency suspension of `orgId` is signed with.
    function emergencyNonce(OrgId orgId) external view returns (uint256);

    /// @notice The nonce that `signer`, an account or a node key, signs its next consent or proof with.
    function nonces(address signer) external view returns (uint256);

    /// @notice The timelock through which the alliance acts.
    function timelock() external view returns (address);

    /// @notice The validator set that consensus reads.
    function validatorSet() external view returns (IValidatorSet);

    /// @notice The standby validator set.
    function rescueValidatorSet() external view returns (IValidatorSet);
}
