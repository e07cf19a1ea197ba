// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {INettingCycle} from "./INettingCycle.sol";
import {NettingPositions} from "./NettingPositions.sol";
import {
    ALL_FLAGS,
    AMOUNT,
    BYTE,
    COUNTER,
    CREDITOR_OFFSET,
    CURRENCY_OFFSET,
    DIVISIBLE,
    MAY_WAIT,
    Obligation,
    ORGANISATION,
    PRIORITY_OFFSET,
    PLAIN_END,
    PRIORITIES,
    URGENT
} from "./Obligation.sol";

/// @title NettingQueue
/// @notice Cycles, their cut-offs, and the queue of obligations, of which the chain keeps a digest only.
abstract contract NettingQueue is NettingPositions, EIP712, Nonces {
    /// @dev Where the queue stands, in one slot, since each batch reads and writes it.
    struct Head {
        uint32 openCycle;
        uint32 settledCycles;
        uint40 nextId;
        uint40 cutOffAt;
        uint40 firstId;
    }

    bytes32 private constant BATCH_TYPEHASH = keccak256(
        "ObligationBatch(bytes32 batchReference,uint256[] obligations,bytes uetrs,uint256 nonce,uint256 deadline)"
    );
    uint256 internal constant LARGEST_LOT = 256;
    uint256 private constant UETR_LENGTH = 16;
    uint256 private constant MARKS_PER_WORD = 128;
    uint256 private constant PROPOSAL_TURNS = 4;

    uint32 private immutable _periodSeconds;
    uint32 private immutable _offsetSeconds;
    uint32 internal immutable _proposalSeconds;
    uint32 internal immutable _turnSeconds;
    uint16 internal immutable _lifetimeCycles;

    Head private _head;
    /// @dev The cut-off of the open cycle, and what was submitted to it, stand in the head and are written here when
    /// it closes.
    mapping(uint32 cycle => Cycle record) internal _cycles;
    /// @dev Bit n: organisation n has ever marked an obligation; of the others nothing has to be read.
    uint256 internal _marking;
    /// @dev Two bits for each obligation.
    mapping(OrgId debtor => mapping(uint256 word => uint256 marks)) private _marks;

    constructor(Schedule memory schedule_) {
        uint256 needed = schedule_.proposalSeconds + PROPOSAL_TURNS * schedule_.turnSeconds;
        if (
            needed > schedule_.periodSeconds ||
            schedule_.offsetSeconds >= schedule_.periodSeconds ||
            schedule_.turnSeconds == 0 ||
            schedule_.lifetimeCycles == 0
        ) revert Netting_BadSchedule(schedule_);
        _periodSeconds = schedule_.periodSeconds;
        _offsetSeconds = schedule_.offsetSeconds;
        _proposalSeconds = schedule_.proposalSeconds;
        _turnSeconds = schedule_.turnSeconds;
        _lifetimeCycles = schedule_.lifetimeCycles;
        // Numbers begin at 1. An immutable cannot be read here, so the first cut-off is set by the first who comes.
        _head = Head(1, 0, 1, 0, 1);
        _cycles[1].firstId = 1;
    }

    /// @inheritdoc INettingCycle
    function submit(
        bytes32 batchReference,
        uint256[] calldata obligations,
        bytes calldata uetrs
    ) external returns (uint40 firstId) {
        return _submit(_callingMember(), batchReference, obligations, uetrs);
    }

    /// @inheritdoc INettingCycle
    function submitSigned(
        address signer,
        bytes32 batchReference,
        uint256[] calldata obligations,
        bytes calldata uetrs,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint40 firstId) {
        if (block.timestamp > deadline) revert Netting_SignatureExpired(deadline, block.timestamp);
        bytes32 structHash = keccak256(
            abi.encode(
                BATCH_TYPEHASH,
                batchReference,
                keccak256(abi.encodePacked(obligations)),
                keccak256(uetrs),
                _useNonce(signer),
                deadline
            )
        );
        if (!Signatures.isBy(signer, _hashTypedDataV4(structHash), signature))
            revert Netting_BadSignature(signer);
        return _submit(membership.requireMember(signer), batchReference, obligations, uetrs);
    }

    /// @inheritdoc INettingCycle
    function hold(uint256[] calldata ids) external {
        _mark(ids, Mark.Held);
    }

    /// @inheritdoc INettingCycle
    function release(uint256[] calldata ids) external {
        _mark(ids, Mark.Released);
    }

    /// @inheritdoc INettingCycle
    function cancel(uint256[] calldata ids) external {
        _mark(ids, Mark.Cancelled);
    }

    /// @inheritdoc INettingCycle
    function schedule() external view returns (Schedule memory) {
        return Schedule(_periodSeconds, _offsetSeconds, _proposalSeconds, _turnSeconds, _lifetimeCycles);
    }

    /// @inheritdoc INettingCycle
    function openCycle() external view returns (uint32) {
        return _headNow().openCycle;
    }

    /// @inheritdoc INettingCycle
    function settledCycles() external view returns (uint32) {
        return _head.settledCycles;
    }

    /// @inheritdoc INettingCycle
    function pendingCycle() public view override returns (uint32) {
        uint32 next = _head.settledCycles + 1;
        return next < _headNow().openCycle ? next : 0;
    }

    /// @inheritdoc INettingCycle
    function cycleOf(uint32 cycle) public view returns (Cycle memory record) {
        Head memory head = _headNow();
        record = _cycles[cycle];
        if (cycle == head.openCycle) {
            record.cutOffAt = head.cutOffAt;
            record.firstId = head.firstId;
            record.submittedCount = head.nextId - head.firstId;
        } else if (cycle == _head.openCycle) {
            record.cutOffAt = _head.cutOffAt;
            record.submittedCount = _head.nextId - _head.firstId;
        }
        if (record.readyAt < record.cutOffAt && cycle <= head.settledCycles + 1) {
            record.readyAt = record.cutOffAt;
        }
    }

    /// @inheritdoc INettingCycle
    function markOf(OrgId debtor, uint256 id) public view returns (Mark) {
        return Mark((_marks[debtor][id / MARKS_PER_WORD] >> ((id % MARKS_PER_WORD) * 2)) & 3);
    }

    /// @inheritdoc INettingCycle
    function nonces(address signer) public view override(INettingCycle, Nonces) returns (uint256) {
        return super.nonces(signer);
    }

    /// @dev Closes the books of a settled cycle and hands what is left to the next one.
    function _closeCycle(uint32 cycle, bytes32 carried, uint32 carriedCount) internal {
        Head memory head = _advance();
        head.settledCycles = cycle;
        _head = head;
        Cycle storage next = _cycles[cycle + 1];
        next.readyAt = uint40(block.timestamp);
        next.carried = carried;
        next.carriedCount = carriedCount;
    }

    function _link(
        bytes32 chain,
        OrgId debtor,
        bytes32 annex,
        uint256[] calldata obligations
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(chain, debtor, annex, keccak256(abi.encodePacked(obligations))));
    }

    function _submit(
        OrgId debtor,
        bytes32 batchReference,
        uint256[] calldata obligations,
        bytes calldata uetrs
    ) private returns (uint40 firstId) {
        uint256 count = obligations.length;
        if (count == 0 || count > LARGEST_LOT) revert Netting_BadBatchSize(count);
        if (uetrs.length != 0 && uetrs.length != count * UETR_LENGTH) {
            revert Netting_BadUetrs(uetrs.length, count * UETR_LENGTH);
        }
        _join(debtor);
        _requireSound(debtor, obligations);
        Head memory head = _advance();
        firstId = head.nextId;
        head.nextId = firstId + uint40(count);
        _head = head;
        bytes32 annex = keccak256(abi.encode(batchReference, keccak256(uetrs)));
        Cycle storage record = _cycles[head.openCycle];
        record.submitted = _link(record.submitted, debtor, annex, obligations);
        emit ObligationsSubmitted(head.openCycle, debtor, firstId, batchReference, obligations, uetrs);
    }

    function _mark(uint256[] calldata ids, Mark mark) private {
        OrgId debtor = _callingMember();
        Head memory head = _advance();
        _head = head;
        // What is not in the open cycle was carried over or waits to be settled; whether any waits tells which.
        bool isPending = head.settledCycles + 1 < head.openCycle;
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 id = ids[i];
            if (id == 0 || id >= head.nextId) revert Netting_UnknownObligation(id);
            if (isPending && id < head.firstId) revert Netting_SettlementPending(head.settledCycles + 1);
            if (markOf(debtor, id) == Mark.Cancelled) revert Netting_AlreadyCancelled(id);
            uint256 shift = (id % MARKS_PER_WORD) * 2;
            uint256 others = _marks[debtor][id / MARKS_PER_WORD] & ~(uint256(3) << shift);
            _marks[debtor][id / MARKS_PER_WORD] = others | (uint256(mark) << shift);
        }
        _marking |= 1 << OrgId.unwrap(debtor);
        emit ObligationsMarked(debtor, mark, ids);
    }

    /// @dev The head as it stands now; announces a cut-off that was not known before.
    function _advance() private returns (Head memory head) {
        head = _headNow();
        if (head.cutOffAt == _head.cutOffAt) return head;
        Head memory stored = _head;
        if (head.openCycle != stored.openCycle) {
            _cycles[stored.openCycle].cutOffAt = stored.cutOffAt;
            _cycles[stored.openCycle].submittedCount = stored.nextId - stored.firstId;
            _cycles[head.openCycle].firstId = head.firstId;
        }
        emit CutOffSet(head.openCycle, head.cutOffAt, head.firstId);
    }

    /// @dev Once a cut-off has passed, another cycle is open; a cycle with an empty queue only gets another cut-off.
    function _headNow() private view returns (Head memory head) {
        head = _head;
        if (block.timestamp < head.cutOffAt) return head;
        if (head.nextId != head.firstId || _cycles[head.openCycle].carriedCount != 0) {
            ++head.openCycle;
            head.firstId = head.nextId;
        }
        uint256 periods = (block.timestamp - _offsetSeconds) / _periodSeconds + 1;
        head.cutOffAt = uint40(periods * _periodSeconds + _offsetSeconds);
    }

    /// @dev What is plainly sound is passed quickly, by bitmaps, since each condition of its own would cost a jump; the
    /// rest is looked at closely.
    function _requireSound(OrgId debtor, uint256[] calldata obligations) private view {
        uint256 others = participants & ~(1 << OrgId.unwrap(debtor));
        uint256 currenciesKnown = (1 << _currencyCount) - 1;
        uint256 count = obligations.length;
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                uint256 word;
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    word := calldataload(add(obligations.offset, shl(5, i)))
                }
                uint256 isKnown =
                    (others >> ((word >> CREDITOR_OFFSET) & ORGANISATION)) &
                        (currenciesKnown >> ((word >> CURRENCY_OFFSET) & BYTE)) &
                        (PRIORITIES >> ((word >> PRIORITY_OFFSET) & BYTE)) &
                        1;
                // One is more than nothing above the two flags that need no closer look.
                if (isKnown > word >> PLAIN_END && word & AMOUNT != 0) continue;
                i = _requireSoundLegs(debtor, obligations, i);
            }
        }
    }

    /// @dev What is sound by itself was passed quickly: this is a pair, or unsound. Returns the place of its second leg.
    function _requireSoundLegs(
        OrgId debtor,
        uint256[] calldata obligations,
        uint256 place
    ) private view returns (uint256) {
        Obligation leg = Obligation.wrap(obligations[place]);
        _requireSoundLeg(debtor, leg, place);
        if (leg.has(COUNTER)) revert Netting_BadPair(place);
        uint256 next = place + 1;
        if (next == obligations.length) revert Netting_BadPair(place);
        Obligation counter = Obligation.wrap(obligations[next]);
        _requireSoundLeg(leg.creditor(), counter, next);
        uint256 kind = counter.flags() & ~MAY_WAIT;
        if (
            counter.creditor() != debtor ||
            kind != COUNTER ||
            leg.has(DIVISIBLE) ||
            counter.currency() == leg.currency()
        ) revert Netting_BadPair(next);
        return next;
    }

    function _requireSoundLeg(OrgId debtor, Obligation leg, uint256 place) private view {
        if (leg.isStamped() || leg.flags() > ALL_FLAGS || leg.priority() > URGENT) {
            revert Netting_BadObligation(place, leg);
        }
        if (leg.amountMinor() == 0) revert Netting_BadAmount(0);
        if (leg.currency() >= _currencyCount) {
            revert Netting_UnknownCurrency(leg.currency(), _currencyCount);
        }
        OrgId creditor = leg.creditor();
        if (creditor == debtor) revert Netting_OwnCreditor(place, debtor);
        if (!_takesPart(creditor)) revert Netting_NotAParticipant(creditor);
    }
}
