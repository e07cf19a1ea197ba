// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {OrgId} from "../common/OrgId.sol";
import {INettingCycle} from "./INettingCycle.sol";
import {NettingProposals} from "./NettingProposals.sol";
import {
    BYTE,
    CREDITOR_OFFSET,
    CURRENCY_OFFSET,
    DEBTOR_OFFSET,
    FLAGS_OFFSET,
    ID_OFFSET,
    MAY_WAIT,
    NUMBER,
    Obligation,
    ORGANISATION,
    PRIORITIES,
    PRIORITY_OFFSET
} from "./Obligation.sol";

/// @title NettingRun
/// @notice What one account has read of a queue so far: in memory while a page is read, in storage from page to page.
abstract contract NettingRun is NettingProposals {
    /// @dev Whether an obligation can be settled in this run.
    enum State {
        Open,
        Waiting,
        Cancelled,
        Excluded
    }

    /// @dev A page in the making.
    /// @param submitted Chain over the batches read.
    /// @param carried Chain over the lots read of what was carried over.
    /// @param taken Chain over the bitmaps of what is taken.
    /// @param parts Chain over the parts.
    /// @param left Chain over what is carried over to the next cycle.
    /// @param submittedRead Obligations read in batches.
    /// @param carriedRead Obligations read that were carried over.
    /// @param leftCount Obligations carried over to the next cycle.
    /// @param excluded Bit n: organisation n was not in good standing when page 0 was read.
    /// @param nextId Number of the next submitted obligation.
    /// @param lapsedBelow Obligations with lower numbers lapse unless they are settled now.
    /// @param plainDebtors Bit n: organisation n takes part, is not excluded and has never marked an obligation.
    /// @param plainCreditors Bit n: organisation n takes part and is not excluded.
    /// @param largest Largest number of a participant.
    /// @param ledger Received << 128 | paid, by organisation and currency.
    /// @param lanes By organisation, 8 bits for each currency: priorities passed over in bits 0 to 2, paid in 4 to 6.
    /// @param nextPart Place of the part that is due next.
    /// @param nextPartId Number of the obligation that it is for.
    struct Run {
        bytes32 submitted;
        bytes32 carried;
        bytes32 taken;
        bytes32 parts;
        bytes32 left;
        uint256 submittedRead;
        uint256 carriedRead;
        uint256 leftCount;
        uint256 excluded;
        uint256 nextId;
        uint256 lapsedBelow;
        uint256 plainDebtors;
        uint256 plainCreditors;
        uint256 largest;
        uint256[] ledger;
        uint256[] lanes;
        uint256 nextPart;
        uint256 nextPartId;
    }

    /// @dev What is kept of a run between two pages, see `Run`.
    struct Progress {
        bytes32 submitted;
        bytes32 carried;
        bytes32 taken;
        bytes32 parts;
        bytes32 left;
        uint256 excluded;
        uint40 submittedRead;
        uint40 carriedRead;
        uint40 leftCount;
        uint32 nextPage;
        uint32 attempt;
    }

    uint256 internal constant RECEIVED_OFFSET = 128;
    /// @dev Entries of one organisation are 2^4 apart in the ledger, its currencies 2^3 bits in the lanes.
    uint256 internal constant LEDGER_ROW = 4;
    uint256 private constant LANE_ROW = 3;
    uint256 private constant PAID_OFFSET = 4;
    uint256 private constant LANES_INDEX = 255;

    mapping(uint32 cycle => mapping(address account => Progress progress)) private _progress;
    mapping(bytes32 run => mapping(uint256 index => uint256 entry)) private _kept;

    /// @inheritdoc INettingCycle
    function nextPageOf(uint32 cycle, address account) external view returns (uint32 page) {
        return _progress[cycle][account].nextPage;
    }

    /// @dev The run as it stands before a page.
    function _open(uint32 cycle, uint32 page, uint256 firstId) internal view returns (Run memory run) {
        uint256 members = participants;
        for (uint256 rest = members; rest != 0; rest >>= 1) ++run.largest;
        --run.largest;
        run.ledger = new uint256[]((run.largest + 1) << LEDGER_ROW);
        run.lanes = new uint256[](run.largest + 1);
        if (cycle > _lifetimeCycles) run.lapsedBelow = _cycles[cycle - _lifetimeCycles + 1].firstId;
        if (page == 0) _exclude(run, members);
        else _resume(run, cycle, page);
        run.plainCreditors = members & ~run.excluded;
        run.plainDebtors = run.plainCreditors & ~_marking;
        run.nextId = firstId + run.submittedRead;
    }

    /// @dev Keeps the run for the next page.
    function _keep(uint32 cycle, uint32 page, Run memory run) internal {
        Progress storage progress = _progress[cycle][msg.sender];
        if (page == 0) ++progress.attempt;
        progress.submitted = run.submitted;
        progress.carried = run.carried;
        progress.taken = run.taken;
        progress.parts = run.parts;
        progress.left = run.left;
        progress.excluded = run.excluded;
        progress.submittedRead = uint40(run.submittedRead);
        progress.carriedRead = uint40(run.carriedRead);
        progress.leftCount = uint40(run.leftCount);
        progress.nextPage = page + 1;
        mapping(uint256 index => uint256 entry) storage kept = _keptBy(cycle, progress.attempt);
        for (uint256 number = 1; number <= run.largest; ++number) {
            for (uint256 currency = 0; currency < _currencyCount; ++currency) {
                uint256 entry = run.ledger[(number << LEDGER_ROW) | currency];
                if (entry != 0) kept[_indexOf(number, currency)] = entry;
            }
            if (run.lanes[number] != 0) kept[_indexOf(number, LANES_INDEX)] = run.lanes[number];
        }
    }

    /// @dev Pays an obligation, or a part of it; nothing that comes before it may have been passed over. Debtor and creditor
    /// must take part and the currency be one of 16, since the tables are written without a check of their bounds: six such
    /// checks would take the reading of an obligation above its bound.
    function _pay(Run memory run, uint256 word, uint256 amountMinor) internal pure {
        unchecked {
            uint256 currency = (word >> CURRENCY_OFFSET) & BYTE;
            uint256 priority = (word >> PRIORITY_OFFSET) & BYTE;
            uint256 debtor = word >> DEBTOR_OFFSET;
            uint256 payer = (debtor << LEDGER_ROW) | currency;
            uint256 payee = (((word >> CREDITOR_OFFSET) & ORGANISATION) << LEDGER_ROW) | currency;
            uint256[] memory ledger = run.ledger;
            uint256[] memory lanes = run.lanes;
            uint256 shift = (currency << LANE_ROW) + priority;
            uint256 lane;
            // 1 is shifted as far as the lane says: Slither takes a constant in second place for a slip.
            // slither-disable-start incorrect-shift
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                let entry := add(ledger, shl(5, add(payer, 1)))
                mstore(entry, add(mload(entry), amountMinor))
                entry := add(ledger, shl(5, add(payee, 1)))
                mstore(entry, add(mload(entry), shl(RECEIVED_OFFSET, amountMinor)))
                entry := add(lanes, shl(5, add(debtor, 1)))
                lane := mload(entry)
                mstore(entry, or(lane, shl(add(shift, PAID_OFFSET), 1)))
            }
            // slither-disable-end incorrect-shift
            if ((lane >> shift) & (PRIORITIES >> priority) != 0) {
                revert Netting_OutOfOrder(Obligation.wrap(word).id());
            }
        }
    }

    /// @dev Passes an obligation over; nothing that comes after it may be paid.
    function _pass(Run memory run, uint256 word) internal pure {
        unchecked {
            if (word & (MAY_WAIT << FLAGS_OFFSET) != 0) return;
            uint256 debtor = word >> DEBTOR_OFFSET;
            uint256 first = ((word >> CURRENCY_OFFSET) & BYTE) << LANE_ROW;
            uint256 priority = (word >> PRIORITY_OFFSET) & BYTE;
            uint256 lane = run.lanes[debtor];
            if ((lane >> (first + PAID_OFFSET)) & ((1 << priority) - 1) != 0) {
                revert Netting_OutOfOrder(Obligation.wrap(word).id());
            }
            run.lanes[debtor] = lane | (1 << (first + priority));
        }
    }

    /// @dev Carries an obligation over to the next cycle, unless its time is over.
    function _carry(Run memory run, uint256 word) internal pure {
        if ((word >> ID_OFFSET) & NUMBER < run.lapsedBelow) return;
        run.left = Hashes.efficientKeccak256(run.left, bytes32(word));
        unchecked {
            ++run.leftCount;
        }
    }

    function _exclude(Run memory run, uint256 members) private view {
        for (uint256 number = 1; number <= run.largest; ++number) {
            if ((members >> number) & 1 == 0) continue;
            if (!membership.isInGoodStanding(OrgId.wrap(uint32(number)))) run.excluded |= 1 << number;
        }
    }

    function _resume(Run memory run, uint32 cycle, uint32 page) private view {
        Progress memory progress = _progress[cycle][msg.sender];
        if (page != progress.nextPage) revert Netting_WrongPage(page, progress.nextPage);
        run.submitted = progress.submitted;
        run.carried = progress.carried;
        run.taken = progress.taken;
        run.parts = progress.parts;
        run.left = progress.left;
        run.excluded = progress.excluded;
        run.submittedRead = progress.submittedRead;
        run.carriedRead = progress.carriedRead;
        run.leftCount = progress.leftCount;
        mapping(uint256 index => uint256 entry) storage kept = _keptBy(cycle, progress.attempt);
        for (uint256 number = 1; number <= run.largest; ++number) {
            for (uint256 currency = 0; currency < _currencyCount; ++currency) {
                run.ledger[(number << LEDGER_ROW) | currency] = kept[_indexOf(number, currency)];
            }
            run.lanes[number] = kept[_indexOf(number, LANES_INDEX)];
        }
    }

    function _keptBy(
        uint32 cycle,
        uint32 attempt
    ) private view returns (mapping(uint256 index => uint256 entry) storage) {
        return _kept[keccak256(abi.encode(cycle, msg.sender, attempt))];
    }

    function _indexOf(uint256 number, uint256 column) private pure returns (uint256) {
        return (number << 8) | column;
    }
}
