// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {OrgId} from "../common/OrgId.sol";
import {INettingCycle} from "./INettingCycle.sol";
import {NettingRun} from "./NettingRun.sol";
import {
    AMOUNT,
    COUNTER,
    CREDITOR_OFFSET,
    DEBTOR_OFFSET,
    DIVISIBLE,
    FLAGS_OFFSET,
    ID_OFFSET,
    LINKED,
    LINKED_BIT,
    NUMBER,
    Obligation,
    ORGANISATION
} from "./Obligation.sol";

/// @title NettingSettlement
/// @notice Reads the queue of a closed cycle again, page by page, checks what is taken of it, and settles.
abstract contract NettingSettlement is NettingRun {
    uint256 private constant PART_ID_OFFSET = 96;
    uint256 private constant NO_PART = type(uint256).max;
    /// @dev One bit for each that the ledger has room for.
    uint256 private constant CURRENCIES = 0xffff;

    /// @inheritdoc INettingCycle
    function settle(
        uint32 cycle,
        uint32 page,
        Lot[] calldata lots,
        uint256[] calldata parts,
        bool isLast
    ) external {
        _requirePending(cycle);
        uint256 from = _proposalsEndAt(cycle);
        if (block.timestamp < from) revert Netting_TooEarly(block.timestamp, from);
        Cycle memory queue = cycleOf(cycle);
        Run memory run = _open(cycle, page, queue.firstId);
        uint256[] memory taken = _follow(run, lots);
        run.parts = _chain(run.parts, parts);
        if (isLast) _requireWhole(run, queue);
        _read(run, lots, parts);
        emit PageRead(cycle, msg.sender, page, taken, parts);
        if (isLast) _settle(cycle, page, run);
        else _keep(cycle, page, run);
    }

    /// @dev Checks and books what the run adds up to.
    function _settle(uint32 cycle, uint32 page, Run memory run) private {
        uint256[] memory settledMinor = new uint256[](_currencyCount);
        for (uint256 number = 1; number <= run.largest; ++number) {
            OrgId orgId = OrgId.wrap(uint32(number));
            bool isChecked = page == 0;
            for (uint256 currency = 0; currency < settledMinor.length; ++currency) {
                uint256 entry = run.ledger[(number << LEDGER_ROW) | currency];
                if (entry == 0) continue;
                if (!isChecked && !membership.isInGoodStanding(orgId)) revert Netting_StandingChanged(orgId);
                isChecked = true;
                settledMinor[currency] += uint128(entry);
                _book(cycle, orgId, currency, entry >> RECEIVED_OFFSET, uint128(entry));
            }
        }
        uint256 value = 0;
        for (uint256 i = 0; i < settledMinor.length; ++i) value += settledMinor[i] * _currencies[i].weight;
        _requireTurn(cycle, _selectionOf(run.taken, run.parts), value);
        _closeCycle(cycle, run.left, uint32(run.leftCount));
        emit CycleSettled(cycle, msg.sender, value, settledMinor, uint32(run.leftCount), run.left);
    }

    /// @dev Follows the hash chains of the queue over the lots of a page.
    function _follow(Run memory run, Lot[] calldata lots) private pure returns (uint256[] memory taken) {
        taken = new uint256[](lots.length);
        for (uint256 i = 0; i < lots.length; ++i) {
            Lot calldata lot = lots[i];
            uint256[] calldata obligations = lot.obligations;
            uint256 count = obligations.length;
            if (count > LARGEST_LOT) revert Netting_BadBatchSize(count);
            if (lot.taken >> count != 0) revert Netting_TakenBeyondLot(lot.taken, count);
            if (lot.debtor.isNone()) {
                if (run.submittedRead != 0) revert Netting_LotOutOfPlace(i);
                run.carried = _followCarried(run.carried, obligations);
                run.carriedRead += count;
            } else {
                run.submitted = _link(run.submitted, lot.debtor, lot.annex, obligations);
                run.submittedRead += count;
            }
            run.taken = keccak256(abi.encode(run.taken, lot.taken));
            taken[i] = lot.taken;
        }
    }

    function _followCarried(bytes32 chain, uint256[] calldata obligations) private pure returns (bytes32) {
        for (uint256 i = 0; i < obligations.length; ++i) {
            chain = Hashes.efficientKeccak256(chain, bytes32(obligations[i]));
        }
        return chain;
    }

    /// @dev What was read is the whole queue and nothing else.
    function _requireWhole(Run memory run, Cycle memory queue) private pure {
        uint256 count = run.carriedRead + run.submittedRead;
        uint256 expected = uint256(queue.carriedCount) + queue.submittedCount;
        if (count < expected) revert Netting_QueueIncomplete(count, expected);
        if (run.carried != queue.carried) revert Netting_QueueDiffers(run.carried, queue.carried);
        if (run.submitted != queue.submitted) revert Netting_QueueDiffers(run.submitted, queue.submitted);
    }

    function _read(Run memory run, Lot[] calldata lots, uint256[] calldata parts) private view {
        run.nextPartId = parts.length == 0 ? NO_PART : parts[0] >> PART_ID_OFFSET;
        for (uint256 i = 0; i < lots.length; ++i) _readLot(run, lots[i], parts);
        if (run.nextPart != parts.length) revert Netting_StrayPart(parts[run.nextPart]);
    }

    /// @dev What is plainly open is read quickly, by bitmaps; the rest is looked at closely.
    function _readLot(Run memory run, Lot calldata lot, uint256[] calldata parts) private view {
        unchecked {
            uint256[] calldata obligations = lot.obligations;
            uint256 count = obligations.length;
            uint256 taken = lot.taken;
            uint256 stamp = uint256(OrgId.unwrap(lot.debtor)) << DEBTOR_OFFSET;
            uint256 step = 0;
            if (stamp != 0) {
                stamp |= run.nextId << ID_OFFSET;
                step = 1 << ID_OFFSET;
                run.nextId += count;
            }
            for (uint256 i = 0; i < count; ++i) {
                uint256 word;
                // solhint-disable-next-line no-inline-assembly
                assembly ("memory-safe") {
                    word := or(calldataload(add(obligations.offset, shl(5, i))), stamp)
                }
                stamp += step;
                if (!_isPlain(run, word)) {
                    if (word & (LINKED << FLAGS_OFFSET) == 0) {
                        _readClosely(run, Obligation.wrap(word), (taken >> i) & 1 != 0, parts);
                        continue;
                    }
                    if (++i == count) revert Netting_HalfAPair(Obligation.wrap(word).id());
                    uint256 counter = obligations[i];
                    if (step != 0) {
                        counter |= stamp & (NUMBER << ID_OFFSET);
                        counter |= ((word >> CREDITOR_OFFSET) & ORGANISATION) << DEBTOR_OFFSET;
                    }
                    stamp += step;
                    _readPair(run, word, counter, (taken >> (i - 1)) & 3);
                } else if ((taken >> i) & 1 != 0) {
                    _pay(run, word, word & AMOUNT);
                } else {
                    _pass(run, word);
                    _carry(run, word);
                }
            }
        }
    }

    /// @dev Whether nothing but its amount and its order has to be looked at.
    function _isPlain(Run memory run, uint256 word) private pure returns (bool) {
        uint256 isOpen =
            (run.plainDebtors >> (word >> DEBTOR_OFFSET)) &
                (run.plainCreditors >> ((word >> CREDITOR_OFFSET) & ORGANISATION)) &
                ~(word >> (FLAGS_OFFSET + LINKED_BIT)) &
                1;
        return isOpen != 0 && (word >> ID_OFFSET) & NUMBER != run.nextPartId;
    }

    function _readClosely(
        Run memory run,
        Obligation obligation,
        bool isTaken,
        uint256[] calldata parts
    ) private view {
        State state = _stateOf(run, obligation);
        uint256 word = Obligation.unwrap(obligation);
        if (!isTaken) {
            if (state == State.Cancelled) return;
            if (state == State.Open) _pass(run, word);
            _carry(run, word);
            return;
        }
        _requireOpen(state, obligation);
        if (obligation.id() == run.nextPartId) _payPart(run, obligation, parts);
        else _pay(run, word, obligation.amountMinor());
    }

    /// @notice A pair waits as soon as one of its legs has to; it counts in the queues of both debtors.
    /// @param taken One bit for each leg.
    function _readPair(Run memory run, uint256 word, uint256 counterWord, uint256 taken) private view {
        Obligation leg = Obligation.wrap(word);
        Obligation counter = Obligation.wrap(counterWord);
        State state = _stateOf(run, leg);
        State counterState = _stateOf(run, counter);
        if (taken != 0) {
            if (taken != 3) revert Netting_HalfAPair(leg.id());
            _requireOpen(state, leg);
            _requireOpen(counterState, counter);
            _pay(run, word, leg.amountMinor());
            _pay(run, counterWord, counter.amountMinor());
            return;
        }
        if (state == State.Cancelled || counterState == State.Cancelled) return;
        if (state == State.Open && counterState == State.Open) {
            _pass(run, word);
            _pass(run, counterWord);
        }
        _carry(run, word);
        _carry(run, counterWord);
    }

    function _payPart(Run memory run, Obligation obligation, uint256[] calldata parts) private pure {
        uint256 part = parts[run.nextPart++];
        run.nextPartId = run.nextPart == parts.length ? NO_PART : parts[run.nextPart] >> PART_ID_OFFSET;
        uint256 partMinor = part & AMOUNT;
        uint256 amountMinor = obligation.amountMinor();
        if (!obligation.has(DIVISIBLE) || partMinor == 0 || partMinor >= amountMinor) {
            revert Netting_BadPart(obligation.id(), partMinor, amountMinor);
        }
        uint256 word = Obligation.unwrap(obligation);
        _pay(run, word, partMinor);
        _pass(run, word);
        _carry(run, Obligation.unwrap(obligation.reducedBy(partMinor)));
    }

    function _stateOf(Run memory run, Obligation obligation) private view returns (State) {
        Mark mark = markOf(obligation.debtor(), obligation.id());
        if (mark == Mark.Cancelled) return State.Cancelled;
        uint256 areIn =
            (run.plainCreditors >> OrgId.unwrap(obligation.debtor())) &
                (run.plainCreditors >> OrgId.unwrap(obligation.creditor())) &
                (CURRENCIES >> obligation.currency());
        if (areIn & 1 == 0) return State.Excluded;
        bool isCounter = obligation.has(COUNTER);
        bool waits = isCounter ? mark != Mark.Released : mark == Mark.Held;
        return waits ? State.Waiting : State.Open;
    }

    function _requireOpen(State state, Obligation obligation) private pure {
        if (state == State.Open) return;
        if (state == State.Excluded) revert Netting_MemberExcluded(obligation.id());
        revert Netting_Stopped(obligation.id());
    }
}
