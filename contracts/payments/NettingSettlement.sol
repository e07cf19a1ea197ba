// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {INettingCycle} from "./INettingCycle.sol";
import {NettingRun} from "./NettingRun.sol";
import {COUNTER, DIVISIBLE, LINKED, Obligation} from "./Obligation.sol";

/// @title NettingSettlement
/// @notice Reads the queue of a closed cycle again, page by page, checks what is taken of it, and settles.
abstract contract NettingSettlement is NettingRun {
    uint256 private constant PART_ID_OFFSET = 96;
    uint256 private constant NO_PART = type(uint256).max;

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
                uint256 entry = run.ledger[number * settledMinor.length + currency];
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
            uint256 count = lot.obligations.length;
            if (count > LARGEST_LOT) revert Netting_BadBatchSize(count);
            if (lot.taken >> count != 0) revert Netting_TakenBeyondLot(lot.taken, count);
            if (lot.debtor.isNone()) {
                if (run.submittedRead != 0) revert Netting_LotOutOfPlace(i);
                run.carried = _linkCarried(run.carried, keccak256(abi.encodePacked(lot.obligations)));
                run.carriedRead += count;
            } else {
                run.submitted = _link(run.submitted, lot.debtor, lot.annex, lot.obligations);
                run.submittedRead += count;
            }
            run.taken = keccak256(abi.encode(run.taken, lot.taken));
            taken[i] = lot.taken;
        }
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
        uint256 count = 0;
        for (uint256 i = 0; i < lots.length; ++i) count += lots[i].obligations.length;
        run.buffer = new Obligation[](count);
        run.nextPartId = parts.length == 0 ? NO_PART : parts[0] >> PART_ID_OFFSET;
        for (uint256 i = 0; i < lots.length; ++i) _readLot(run, lots[i], parts);
        if (run.nextPart != parts.length) revert Netting_StrayPart(parts[run.nextPart]);
        _chainLeft(run);
    }

    function _readLot(Run memory run, Lot calldata lot, uint256[] calldata parts) private view {
        unchecked {
            OrgId debtor = lot.debtor;
            bool isCarried = debtor.isNone();
            uint256 taken = lot.taken;
            uint256 id = run.nextId;
            uint256 count = lot.obligations.length;
            for (uint256 i = 0; i < count; ++i) {
                Obligation obligation = lot.obligations[i];
                if (!isCarried) obligation = obligation.stamped(debtor, id++);
                bool isTaken = (taken >> i) & 1 != 0;
                if (obligation.has(LINKED)) {
                    if (++i == count) revert Netting_HalfAPair(obligation.id());
                    Obligation counter = lot.obligations[i];
                    if (!isCarried) counter = counter.stamped(obligation.creditor(), id++);
                    if (isTaken != ((taken >> i) & 1 != 0)) revert Netting_HalfAPair(obligation.id());
                    _readPair(run, obligation, counter, isTaken);
                } else if (isTaken) {
                    _requireOpen(run, obligation);
                    if (obligation.id() == run.nextPartId) _payPart(run, obligation, parts);
                    else _pay(run, obligation, obligation.amountMinor());
                } else {
                    _leave(run, obligation);
                }
            }
            run.nextId = id;
        }
    }

    /// @dev A pair waits as soon as one of its legs has to; it counts in the queues of both debtors.
    function _readPair(Run memory run, Obligation leg, Obligation counter, bool isTaken) private view {
        if (isTaken) {
            _requireOpen(run, leg);
            _requireOpen(run, counter);
            _pay(run, leg, leg.amountMinor());
            _pay(run, counter, counter.amountMinor());
            return;
        }
        State state = _stateOf(run, leg);
        State counterState = _stateOf(run, counter);
        if (state == State.Cancelled || counterState == State.Cancelled) return;
        if (state == State.Open && counterState == State.Open) {
            _pass(run, leg);
            _pass(run, counter);
        }
        if (_isLapsed(run, leg)) return;
        _carry(run, leg);
        _carry(run, counter);
    }

    function _payPart(Run memory run, Obligation obligation, uint256[] calldata parts) private view {
        uint256 part = parts[run.nextPart++];
        run.nextPartId = run.nextPart == parts.length ? NO_PART : parts[run.nextPart] >> PART_ID_OFFSET;
        uint256 partMinor = uint96(part);
        uint256 amountMinor = obligation.amountMinor();
        if (!obligation.has(DIVISIBLE) || partMinor == 0 || partMinor >= amountMinor) {
            revert Netting_BadPart(obligation.id(), partMinor, amountMinor);
        }
        _pay(run, obligation, partMinor);
        _pass(run, obligation);
        if (!_isLapsed(run, obligation)) _carry(run, obligation.reducedBy(partMinor));
    }

    function _leave(Run memory run, Obligation obligation) private view {
        State state = _stateOf(run, obligation);
        if (state == State.Cancelled) return;
        if (state == State.Open) _pass(run, obligation);
        if (!_isLapsed(run, obligation)) _carry(run, obligation);
    }

    function _requireOpen(Run memory run, Obligation obligation) private view {
        State state = _stateOf(run, obligation);
        if (state == State.Open) return;
        if (state == State.Excluded) revert Netting_MemberExcluded(obligation.id());
        revert Netting_Stopped(obligation.id());
    }

    function _stateOf(Run memory run, Obligation obligation) private view returns (State) {
        OrgId debtor = obligation.debtor();
        uint256 excluded =
            (run.excluded >> OrgId.unwrap(debtor)) | (run.excluded >> OrgId.unwrap(obligation.creditor()));
        if (obligation.has(COUNTER) || (run.marking >> OrgId.unwrap(debtor)) & 1 != 0) {
            Mark mark = markOf(debtor, obligation.id());
            if (mark == Mark.Cancelled) return State.Cancelled;
            if (excluded & 1 != 0) return State.Excluded;
            bool waits = obligation.has(COUNTER) ? mark != Mark.Released : mark == Mark.Held;
            return waits ? State.Waiting : State.Open;
        }
        return excluded & 1 != 0 ? State.Excluded : State.Open;
    }
}
