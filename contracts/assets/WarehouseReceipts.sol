// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Capabilities} from "../common/Capabilities.sol";
import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {Claims} from "./Claims.sol";
import {IAssetClasses} from "./IAssetClasses.sol";
import {IClaimRegistry} from "./IClaimRegistry.sol";
import {IWarehouseReceipts} from "./IWarehouseReceipts.sol";
import {ReceiptCounts} from "./ReceiptCounts.sol";
import {ReceiptDeliveries} from "./ReceiptDeliveries.sol";

/// @title WarehouseReceipts
/// @notice Goods in a warehouse that are split, passed on and pledged, see `IWarehouseReceipts`.
contract WarehouseReceipts is ReceiptCounts, ReceiptDeliveries {
    bytes32 private constant ROOM = "warehouseReceipts";
    uint8 private constant MOST_DECIMALS = 18;
    uint256 private constant ONE_BPS = 10_000;

    /// @notice Widest tolerance, in hundredths of a percent.
    uint16 public constant MOST_TOLERANCE_BPS = 1_000;

    /// @notice Remembers which lots became claims; fixed at deployment.
    IClaimRegistry public immutable claimRegistry;

    constructor(
        IMembership membership_,
        IDirectory directory_,
        IAssetClasses assetClasses_,
        IClaimRegistry claimRegistry_
    ) Claims(membership_, directory_, assetClasses_) EIP712("Guildhall WarehouseReceipts", "1") {
        claimRegistry = claimRegistry_;
    }

    /// @inheritdoc IWarehouseReceipts
    function issue(Terms calldata terms) external returns (uint256 id) {
        OrgId warehouse = membership.requireCapable(msg.sender, Capabilities.LOGISTICS);
        id = idOf(warehouse, terms.lot);
        if (!_lots[id].warehouse.isNone()) revert Receipts_LotIssued(id);
        _requireSound(id, terms);
        _requireAttested(terms.inspector, warehouse, keccak256(bytes(terms.site)));
        OrgId owner = _memberFor(terms.holder);
        if (owner != terms.depositor)
            revert Receipts_HolderNotDepositor(terms.holder, owner, terms.depositor);
        _store(id, warehouse, terms);
        bytes32 key = claimRegistry.record(
            ROOM,
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Goods, warehouse, terms.depositor, terms.lot),
            id
        );
        emit ReceiptIssued(id, warehouse, terms.depositor, key, terms);
        _mint(terms.holder, id, terms.quantity);
    }

    /// @inheritdoc IWarehouseReceipts
    function extendStorage(uint256 id, uint40 storageUntil) external {
        Lot storage lot = _requireWarehouse(id);
        uint40 now_ = uint40(block.timestamp);
        uint40 earliest = lot.storageUntil > now_ ? lot.storageUntil : now_;
        if (storageUntil <= earliest) revert Receipts_BadStorageEnd(storageUntil, earliest);
        lot.storageUntil = storageUntil;
        emit StorageExtended(id, storageUntil);
    }

    /// @inheritdoc IWarehouseReceipts
    function idOf(OrgId warehouse, string calldata lot) public view returns (uint256) {
        bytes32 lotDigest = keccak256(bytes(lot));
        return uint256(keccak256(abi.encode(block.chainid, address(this), warehouse, lotDigest)));
    }

    function _store(uint256 id, OrgId warehouse, Terms calldata terms) private {
        IAssetClasses.ClassRules memory rules = assetClasses.requireIssuable(terms.classId, warehouse);
        if (rules.token != address(0)) revert Receipts_ClassWithMoney(terms.classId);
        if (terms.tierLimit > rules.tierLimit)
            revert Receipts_TierLimitAboveClass(terms.tierLimit, rules.tierLimit);
        _lots[id] = Lot({
            units: terms.quantity,
            quantity: terms.quantity,
            classId: terms.classId,
            deliverySeconds: rules.graceSeconds,
            warehouse: warehouse,
            inspector: terms.inspector,
            storageUntil: terms.storageUntil,
            recountLapsesAt: 0,
            tierLimit: terms.tierLimit,
            restricted: rules.holderCapabilities != 0,
            issued: terms.quantity,
            delivered: 0,
            toleranceLeft: uint96((uint256(terms.quantity) * terms.toleranceBps) / ONE_BPS),
            counted: 0,
            countedBy: NONE
        });
        _requireMayHold(id, _lots[id], terms.depositor);
    }

    function _requireSound(uint256 id, Terms calldata terms) private view {
        _requireSome(id, terms.quantity);
        _requireEvidence(terms.evidenceDigest);
        if (terms.storageUntil <= block.timestamp)
            revert Receipts_BadStorageEnd(terms.storageUntil, uint40(block.timestamp));
        if (terms.toleranceBps > MOST_TOLERANCE_BPS)
            revert Receipts_ToleranceTooWide(terms.toleranceBps, MOST_TOLERANCE_BPS);
        bool described =
            bytes(terms.commodity).length != 0 &&
                bytes(terms.unit).length != 0 &&
                bytes(terms.site).length != 0;
        if (!described || terms.exponent > MOST_DECIMALS)
            revert Receipts_BadDescription(terms.commodity, terms.unit, terms.exponent, terms.site);
    }
}
