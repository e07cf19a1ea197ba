// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {OrgId} from "../common/OrgId.sol";

/// @title Claims that are split, passed on and pledged
/// @notice What receivables and warehouse receipts have in common. A claim is an ERC-6909 token id; its units sit on
/// accounts that may act in the consortium. Part of a holding may be pledged: those units stay where they are and move
/// only when the pledgee releases or enforces the pledge, whoever comes to own the rest.
/// @dev Who may do what:
/// - a holder, its operators and spenders (ERC-6909): transfer, pledge;
/// - the pledgee, or the agent named in the pledge: release; anyone: release a pledge that has expired;
/// - the pledgee, where an agent is named the agent alone: enforce;
/// - an admin of the holder's organisation: recover the holdings of an account that is frozen or removed;
/// - whoever the alliance gave the office, otherwise the timelock: freeze units, force a transfer.
///
/// Amounts are below 2^96. A holding has one tier, see `Holding`.
interface IClaims is IERC6909 {
    /// @notice What an account holds of a claim.
    /// @param amount All of it.
    /// @param pledged Thereof pledged.
    /// @param frozen Thereof frozen by an office; pledged units are never frozen as well.
    /// @param tier How far down the tiers it came: 0 with the creditor, one more with each organisation it passed to. A
    /// holding that received units from several sides has the greatest tier of them.
    struct Holding {
        uint96 amount;
        uint96 pledged;
        uint96 frozen;
        uint8 tier;
    }

    /// @notice What holder and pledgee agree.
    /// @param pledgee The organisation that the units secure.
    /// @param enforceableFrom From this second on the pledgee may take the units, seconds UTC.
    /// @param expiresAt From this second on it may not, and anyone may release the pledge, seconds UTC.
    /// @param agreement Digest of the agreement.
    /// @param agent An account or contract that alone may enforce for the pledgee, so that rules which both trust it with
    /// hold, and may release like it; zero for none.
    struct PledgeTerms {
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        bytes32 agreement;
        address agent;
    }

    /// @notice A pledge as it stands.
    /// @param holder Account on which the units sit; zero once released or enforced.
    /// @param amount Units pledged.
    /// @param pledgee The organisation that they secure.
    /// @param enforceableFrom See `PledgeTerms`.
    /// @param expiresAt See `PledgeTerms`.
    /// @param agent See `PledgeTerms`.
    struct Pledge {
        address holder;
        uint96 amount;
        OrgId pledgee;
        uint40 enforceableFrom;
        uint40 expiresAt;
        address agent;
    }

    /// @notice One transfer of a batch.
    struct TransferItem {
        address receiver;
        uint256 id;
        uint96 amount;
    }

    /// @notice Units of a claim were pledged.
    event Pledged(
        uint256 indexed id,
        bytes32 indexed pledgeId,
        address indexed holder,
        uint256 amount,
        PledgeTerms terms
    );
    /// @notice Units came free of a pledge; `left` remain pledged.
    event PledgeReleased(uint256 indexed id, bytes32 indexed pledgeId, uint256 amount, uint256 left);
    /// @notice The pledgee took the units to `receiver`, an account of its own.
    event PledgeEnforced(
        uint256 indexed id,
        bytes32 indexed pledgeId,
        address indexed receiver,
        uint256 amount
    );
    /// @notice The units of a pledge moved to another account of the same organisation; they stay pledged.
    event PledgeMoved(uint256 indexed id, bytes32 indexed pledgeId, address indexed holder);
    /// @notice What a lost account held, pledged or not, moved to another account of the same organisation.
    event HoldingRecovered(
        uint256 indexed id,
        address indexed from,
        address indexed to,
        uint256 amount,
        address by
    );
    /// @notice An office froze units of a holding; `amount` are frozen now (ERC-7943).
    event Frozen(address indexed account, uint256 indexed tokenId, uint256 amount);
    /// @notice An office moved units (ERC-7943).
    event ForcedTransfer(address indexed from, address indexed to, uint256 indexed tokenId, uint256 amount);

    /// @notice There is no such claim.
    /// @custom:remedy Check the id; `asset list` or `receipt list` shows those of a member.
    error Claims_Unknown(uint256 id);
    /// @notice An act on no units at all would do nothing but leave a trace.
    /// @custom:remedy Give an amount above zero.
    error Claims_ZeroAmount(uint256 id);
    /// @notice Sender and receiver are the same account.
    /// @custom:remedy Name another receiver.
    error Claims_ToItself(uint256 id, address account);
    /// @notice Fewer units are free than asked for: the rest is pledged or frozen.
    /// @custom:remedy `asset show` or `receipt show` tells what is pledged to whom; have it released first.
    error Claims_NotFree(uint256 id, address holder, uint256 free, uint256 needed);
    /// @notice The claim may not pass to this tier.
    /// @custom:remedy Present it for payment or pledge it instead; `asset show` or `receipt show` names the limit.
    error Claims_TierLimit(uint256 id, uint256 tier, uint256 limit);
    /// @notice The receiver holds units of the claim at a lower tier, which these would raise.
    /// @custom:remedy Send them to another account of the receiver.
    error Claims_WouldRaiseTier(uint256 id, address receiver, uint256 tier, uint256 incoming);
    /// @notice A pledge secures another organisation than the holder's, one in good standing.
    /// @custom:remedy Name the pledgee; `member show` tells how it stands.
    error Claims_BadPledgee(uint256 id, OrgId holder, OrgId pledgee);
    /// @notice A pledge can be enforced for some time before it ends, and ends in the future.
    /// @custom:remedy Give an end later than now and later than the first day of enforcement.
    error Claims_BadPledgeTimes(uint40 enforceableFrom, uint40 expiresAt);
    /// @notice There is no such pledge, or it was released or enforced.
    /// @custom:remedy `asset show` or `receipt show` lists the pledges that stand.
    error Claims_UnknownPledge(uint256 id, bytes32 pledgeId);
    /// @notice Fewer units are pledged than asked for.
    /// @custom:remedy Release at most what is pledged.
    error Claims_MoreThanPledged(bytes32 pledgeId, uint256 pledged, uint256 asked);
    /// @notice Only the pledgee, or the agent named in the pledge, may do this.
    /// @custom:remedy Sign for the pledgee, or wait until the pledge expires.
    error Claims_NotPledgee(bytes32 pledgeId, address caller, OrgId pledgee);
    /// @notice Holder and pledgee agreed that the agent enforces this pledge.
    /// @custom:remedy Enforce through the agent, which `asset show` or `receipt show` names (`finance enforce` for a loan).
    error Claims_NotAgent(bytes32 pledgeId, address caller);
    /// @notice A pledge is enforced between the two times that were agreed.
    /// @custom:remedy Wait until `enforceableFrom`; after `expiresAt` there is no lien any more.
    error Claims_NotEnforceable(bytes32 pledgeId, uint40 enforceableFrom, uint40 expiresAt);
    /// @notice Units are enforced, recovered and regained to an account of the organisation that has the right to them.
    /// @custom:remedy Name an account of that organisation.
    error Claims_WrongOrganisation(address account, OrgId actual, OrgId expected);
    /// @notice Only an admin of the organisation may recover what its account holds.
    /// @custom:remedy Sign with an admin account that is also an operator.
    error Claims_OnlyAdmin(address caller, OrgId orgId);
    /// @notice Holdings are recovered from accounts that can no longer act and that no office has frozen.
    /// @custom:remedy Freeze or remove the lost account first; ask the compliance office about its own freeze.
    error Claims_NotLost(address account);
    /// @notice A pledge that was named in a recovery is not on the account that is recovered.
    /// @custom:remedy Name the pledges that `asset show` or `receipt show` lists for that account.
    error Claims_PledgeElsewhere(bytes32 pledgeId, address holder, address expected);
    /// @notice Frozen units are part of what is not pledged.
    /// @custom:remedy Freeze at most `unpledged`.
    error Claims_FreezesTooMuch(uint256 id, address account, uint256 unpledged, uint256 asked);

    /// @notice Several transfers from the caller, all or none.
    function transferBatch(TransferItem[] calldata items) external;

    /// @notice Pledges units of `holder`. The holder, its operator, or a spender within its allowance.
    /// @dev The order of the parameters puts the selector early in the dispatcher, which spares each call some 800 gas.
    /// @return pledgeId Names the pledge within the claim.
    function pledge(
        uint256 id,
        uint256 amount,
        address holder,
        PledgeTerms calldata terms
    ) external returns (bytes32 pledgeId);

    /// @notice Frees pledged units. The pledgee or its agent; anyone once the pledge has expired.
    function release(uint256 id, bytes32 pledgeId, uint256 amount) external;

    /// @notice Takes all units of a pledge to `receiver`, an account of the pledgee that may act. The pledgee, or the agent
    /// alone if one is named, within the times agreed; neither the holder's standing nor the tier limit stands in the way.
    function enforce(uint256 id, bytes32 pledgeId, address receiver) external;

    /// @notice Moves what a lost account holds to another account of its organisation. An admin of the organisation that
    /// is also an operator. Unpledged units move all at once, with what is frozen of them; of the pledges those named,
    /// so that many can be moved in several calls.
    function recover(uint256 id, address from, address to, bytes32[] calldata pledgeIds) external;

    /// @notice Sets how many unpledged units of a holding are frozen (ERC-7943). Only whoever holds the office.
    function setFrozenTokens(address account, uint256 tokenId, uint256 amount) external returns (bool);

    /// @notice Moves units, frozen ones too, but never pledged ones, to another account that may act and hold them
    /// (ERC-7943). Only whoever holds the office.
    function forcedTransfer(
        address from,
        address to,
        uint256 tokenId,
        uint256 amount
    ) external returns (bool);

    /// @notice What an account holds of a claim.
    function holdingOf(uint256 id, address account) external view returns (Holding memory);

    /// @notice A pledge; all zero if there is none.
    function pledgeOf(uint256 id, bytes32 pledgeId) external view returns (Pledge memory);

    /// @notice How many units of a holding are frozen (ERC-7943).
    function getFrozenTokens(address account, uint256 tokenId) external view returns (uint256);

    /// @notice Reverts with the reason why `amount` units may not pass from one account to another now.
    function requireTransferable(address from, address to, uint256 id, uint256 amount) external view;

    /// @notice Whether `amount` units may pass from one account to another now (ERC-7943).
    function canTransfer(
        address from,
        address to,
        uint256 tokenId,
        uint256 amount
    ) external view returns (bool);
}
