// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {Claims} from "./Claims.sol";
import {IWarehouseReceipts} from "./IWarehouseReceipts.sol";

/// @title ReceiptBooks
/// @notice What is kept of each receipt, and who may hold it when, see `IWarehouseReceipts`.
abstract contract ReceiptBooks is IWarehouseReceipts, Claims {
    /// @dev Four words: what there is, and under which rules; what a transfer asks for; what went, and may be lost; what was
    /// counted.
    struct Lot {
        uint96 units;
        uint96 quantity;
        uint32 classId;
        uint32 deliverySeconds;
        OrgId warehouse;
        OrgId inspector;
        uint40 storageUntil;
        uint40 recountLapsesAt;
        uint8 tierLimit;
        bool restricted;
        uint96 issued;
        uint96 delivered;
        uint96 toleranceLeft;
        uint96 counted;
        OrgId countedBy;
    }

    OrgId internal constant NONE = OrgId.wrap(0);

    mapping(uint256 id => Lot lot) internal _lots;
    mapping(uint256 id => bytes32 grade) internal _grades;

    /// @inheritdoc IWarehouseReceipts
    function receiptOf(uint256 id) external view returns (Receipt memory) {
        Lot memory lot = _requireLot(id);
        return
            Receipt({
                status: _status(lot),
                warehouse: lot.warehouse,
                inspector: lot.inspector,
                classId: lot.classId,
                units: lot.units,
                quantity: lot.quantity,
                issued: lot.issued,
                delivered: lot.delivered,
                toleranceLeft: lot.toleranceLeft,
                storageUntil: lot.storageUntil,
                deliverySeconds: lot.deliverySeconds,
                tierLimit: lot.tierLimit,
                grade: _grades[id]
            });
    }

    /// @inheritdoc IWarehouseReceipts
    function quantityOf(uint256 id, address account) external view returns (uint256) {
        return _quantityDown(_requireLot(id), balanceOf(account, id));
    }

    /// @dev What so many units stand for.
    function _quantityDown(Lot storage lot, uint256 units) internal view returns (uint256) {
        return units == 0 ? 0 : (units * lot.quantity) / lot.units;
    }

    function _requireLot(uint256 id) internal view returns (Lot storage lot) {
        lot = _lots[id];
        if (lot.warehouse.isNone()) revert Claims_Unknown(id);
    }

    /// @dev The receipt, of which the caller acts for the warehouse.
    function _requireWarehouse(uint256 id) internal view returns (Lot storage lot) {
        OrgId caller = _memberFor(msg.sender);
        lot = _requireLot(id);
        if (caller != lot.warehouse) revert Receipts_NotWarehouse(caller, lot.warehouse);
    }

    /// @dev No recount awaits an answer.
    function _requireCounted(uint256 id, Lot storage lot) internal view {
        if (block.timestamp < lot.recountLapsesAt) revert Receipts_RecountPending(id, lot.recountLapsesAt);
    }

    function _requireInspector(OrgId orgId) internal view {
        uint16 either = Capabilities.APPRAISER | Capabilities.AUDITOR;
        if (!membership.isInGoodStanding(orgId) || membership.capabilitiesOf(orgId) & either == 0)
            revert Receipts_MayNotInspect(orgId);
    }

    function _requireEvidence(bytes32 evidenceDigest) internal pure {
        if (evidenceDigest == 0) revert Receipts_NoEvidence();
    }

    function _requireMayHold(uint256 id, Lot storage lot, OrgId holder) internal view {
        if (holder == lot.warehouse || holder == lot.inspector) revert Receipts_CannotHold(id, holder);
        if (lot.restricted) assetClasses.requireHolder(lot.classId, holder);
    }

    /// @dev See `ClaimHoldings`.
    function _requireMovable(
        uint256 id,
        OrgId,
        OrgId to
    ) internal view override returns (uint256 tierLimit, bool carries) {
        return (_requireTradable(id, to).tierLimit, false);
    }

    /// @dev See `ClaimHoldings`.
    function _requirePledgeable(uint256 id, OrgId pledgee) internal view override {
        _requireTradable(id, pledgee);
    }

    /// @dev See `ClaimHoldings`.
    function _requireHoldable(uint256 id, OrgId holder) internal view override {
        _requireMayHold(id, _requireLot(id), holder);
    }

    function _requireTradable(uint256 id, OrgId to) private view returns (Lot storage lot) {
        lot = _requireLot(id);
        if (block.timestamp >= lot.storageUntil) revert Receipts_StorageOver(id, lot.storageUntil);
        _requireCounted(id, lot);
        _requireMayHold(id, lot, to);
    }

    function _status(Lot memory lot) private view returns (Status) {
        if (lot.units == 0) return Status.Delivered;
        if (lot.quantity == 0) return Status.Lost;
        return block.timestamp < lot.storageUntil ? Status.Stored : Status.Expired;
    }
}
