// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../common/OrgId.sol";
import {IWarehouseReceipts} from "./IWarehouseReceipts.sol";
import {ReceiptBooks} from "./ReceiptBooks.sol";

/// @title ReceiptCounts
/// @notice Which goods there are: sites, grades and recounts, see `IWarehouseReceipts`.
abstract contract ReceiptCounts is ReceiptBooks {
    /// @notice How long a recount may await an answer, in seconds.
    uint40 public constant RECOUNT_PERIOD = 7 days;

    /// @inheritdoc IWarehouseReceipts
    mapping(OrgId inspector => mapping(OrgId warehouse => mapping(bytes32 siteDigest => uint40 until)))
        public attestedUntil;

    /// @inheritdoc IWarehouseReceipts
    function attestSite(
        OrgId warehouse,
        string calldata site,
        uint40 until,
        bytes32 evidenceDigest
    ) external {
        OrgId caller = _memberFor(msg.sender);
        _requireInspector(caller);
        if (caller == warehouse) revert Receipts_InspectsItself(caller);
        _requireEvidence(evidenceDigest);
        bytes32 siteDigest = keccak256(bytes(site));
        attestedUntil[caller][warehouse][siteDigest] = until;
        emit SiteAttested(caller, warehouse, siteDigest, site, until, evidenceDigest);
    }

    /// @inheritdoc IWarehouseReceipts
    function grade(uint256 id, bytes32 newGrade, bytes32 evidenceDigest) external {
        OrgId caller = _memberFor(msg.sender);
        OrgId inspector = _requireLot(id).inspector;
        if (caller != inspector) revert Receipts_NotInspector(caller, inspector);
        _requireInspector(caller);
        _requireEvidence(evidenceDigest);
        bytes32 before = _grades[id];
        if (newGrade == before) revert Receipts_SameGrade(id, newGrade);
        _grades[id] = newGrade;
        emit Graded(id, caller, before, newGrade, evidenceDigest);
    }

    /// @inheritdoc IWarehouseReceipts
    function recount(uint256 id, uint256 quantity, bytes32 evidenceDigest) external {
        (Lot storage lot, OrgId caller) = _requireCounter(id);
        _requireEvidence(evidenceDigest);
        _requireCounted(id, lot);
        uint256 before = lot.quantity;
        if (quantity == before) revert Receipts_SameQuantity(id, quantity);
        if (quantity > lot.units) revert Receipts_MoreThanUnits(id, lot.units, quantity);
        if (quantity < before && before - quantity <= lot.toleranceLeft) {
            lot.toleranceLeft -= uint96(before - quantity);
            lot.quantity = uint96(quantity);
            emit Recounted(id, caller, NONE, before, quantity, evidenceDigest);
            return;
        }
        lot.counted = uint96(quantity);
        lot.countedBy = caller;
        lot.recountLapsesAt = uint40(block.timestamp) + RECOUNT_PERIOD;
        emit RecountProposed(id, caller, quantity, evidenceDigest, lot.recountLapsesAt);
    }

    /// @inheritdoc IWarehouseReceipts
    function confirmRecount(uint256 id, uint256 quantity, bytes32 evidenceDigest) external {
        (Lot storage lot, OrgId caller) = _requireCounter(id);
        _requireEvidence(evidenceDigest);
        _requireRecount(id, lot);
        if (caller == lot.countedBy) revert Receipts_OwnRecount(id, caller);
        if (quantity != lot.counted) revert Receipts_OtherQuantity(id, lot.counted, quantity);
        uint256 before = lot.quantity;
        lot.quantity = uint96(quantity);
        emit Recounted(id, lot.countedBy, caller, before, quantity, evidenceDigest);
        _forgetRecount(lot);
    }

    /// @inheritdoc IWarehouseReceipts
    function rejectRecount(uint256 id, bytes32 reason) external {
        (Lot storage lot, OrgId caller) = _requireCounter(id);
        _requireRecount(id, lot);
        _forgetRecount(lot);
        emit RecountRejected(id, caller, reason);
    }

    /// @inheritdoc IWarehouseReceipts
    function appointInspector(uint256 id, OrgId inspector) external restricted {
        Lot storage lot = _requireLot(id);
        if (inspector == lot.warehouse) revert Receipts_InspectsItself(inspector);
        _requireInspector(inspector);
        // Otherwise the one after could confirm what the one before proposed, past the warehouse.
        _forgetRecount(lot);
        emit InspectorAppointed(id, lot.inspector, inspector);
        lot.inspector = inspector;
    }

    /// @inheritdoc IWarehouseReceipts
    function recountOf(uint256 id) external view returns (Recount memory pending) {
        Lot storage lot = _requireLot(id);
        if (block.timestamp < lot.recountLapsesAt)
            pending = Recount(lot.countedBy, lot.counted, lot.recountLapsesAt);
    }

    /// @dev This organisation may inspect, and vouches for the site now.
    function _requireAttested(OrgId inspector, OrgId warehouse, bytes32 siteDigest) internal view {
        _requireInspector(inspector);
        if (block.timestamp >= attestedUntil[inspector][warehouse][siteDigest])
            revert Receipts_NotAttested(inspector, warehouse, siteDigest);
    }

    function _forgetRecount(Lot storage lot) private {
        lot.recountLapsesAt = 0;
        lot.counted = 0;
        lot.countedBy = NONE;
    }

    /// @dev The caller is the warehouse, or the inspector as long as it may inspect.
    function _requireCounter(uint256 id) private view returns (Lot storage lot, OrgId caller) {
        caller = _memberFor(msg.sender);
        lot = _requireLot(id);
        if (caller == lot.warehouse) return (lot, caller);
        if (caller != lot.inspector) revert Receipts_MayNotCount(id, caller);
        _requireInspector(caller);
    }

    function _requireRecount(uint256 id, Lot storage lot) private view {
        if (block.timestamp >= lot.recountLapsesAt) revert Receipts_NoRecount(id);
    }
}
