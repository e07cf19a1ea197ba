// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {OrgId} from "../common/OrgId.sol";
import {Signatures} from "../common/Signatures.sol";
import {ClaimHolding} from "./ClaimHolding.sol";
import {IWarehouseReceipts} from "./IWarehouseReceipts.sol";
import {ReceiptBooks} from "./ReceiptBooks.sol";

/// @title ReceiptDeliveries
/// @notice Goods against units: surrender and delivery, see `IWarehouseReceipts`.
/// @dev Surrendered units are locked where they are, as pledged ones are: neither their holder nor an office moves them.
/// Surrenders and pledges of an account are numbered together, so that no two of them have the same id.
abstract contract ReceiptDeliveries is ReceiptBooks, EIP712 {
    /// @dev Two words.
    struct StoredSurrender {
        address holder;
        uint96 units;
        address taker;
        uint40 surrenderedAt;
    }

    bytes32 private constant DELIVERY_TYPEHASH = keccak256(
        "DeliveryReceipt(uint256 id,bytes32 surrenderId,uint256 quantity,bytes32 evidenceDigest)"
    );

    mapping(uint256 id => mapping(bytes32 surrenderId => StoredSurrender given)) private _surrenders;

    /// @inheritdoc IWarehouseReceipts
    function surrender(uint256 id, uint256 units, address taker) external returns (bytes32 surrenderId) {
        (, OrgId takerOrg) = _membersFor(msg.sender, taker);
        Lot storage lot = _requireLot(id);
        if (takerOrg == lot.warehouse) revert Receipts_BadTaker(taker, takerOrg);
        _requireSome(id, units);
        ClaimHolding holding = _holdings[id][msg.sender];
        _requireFree(id, msg.sender, holding, units);
        surrenderId = keccak256(abi.encode(id, msg.sender, holding.pledgeCount()));
        _holdings[id][msg.sender] = holding.plusPledged(units).withNextPledge();
        uint40 time = uint40(block.timestamp);
        _surrenders[id][surrenderId] = StoredSurrender(msg.sender, uint96(units), taker, time);
        emit Surrendered(id, surrenderId, msg.sender, taker, units, time + lot.deliverySeconds);
    }

    /// @inheritdoc IWarehouseReceipts
    function takeBack(uint256 id, bytes32 surrenderId) external {
        StoredSurrender memory given = _requireSurrender(id, surrenderId);
        if (msg.sender != given.holder && membership.isMember(given.holder))
            revert Receipts_NotSurrendered(surrenderId, msg.sender, given.holder);
        _unlock(id, surrenderId, given);
        emit SurrenderTakenBack(id, surrenderId, given.holder);
    }

    /// @inheritdoc IWarehouseReceipts
    function deliver(
        uint256 id,
        bytes32 surrenderId,
        bytes32 evidenceDigest,
        bytes calldata signature
    ) external returns (uint256 quantity) {
        Lot storage lot = _requireWarehouse(id);
        StoredSurrender memory given = _requireSurrender(id, surrenderId);
        _membersFor(given.holder, given.taker);
        _requireEvidence(evidenceDigest);
        _requireCounted(id, lot);
        quantity = _quantityDown(lot, given.units);
        if (quantity == 0) revert Receipts_NothingThere(id, given.units);
        bytes32 digest = deliveryDigest(id, surrenderId, quantity, evidenceDigest);
        if (!Signatures.isBy(given.taker, digest, signature)) revert Receipts_BadSignature(given.taker);
        _takeOut(lot, given.units, quantity);
        _unlock(id, surrenderId, given);
        _burn(given.holder, id, given.units);
        emit Delivered(id, surrenderId, given.taker, given.units, quantity, evidenceDigest);
    }

    /// @inheritdoc IWarehouseReceipts
    function surrenderOf(uint256 id, bytes32 surrenderId) external view returns (Surrender memory waiting) {
        StoredSurrender memory given = _surrenders[id][surrenderId];
        if (given.holder == address(0)) return waiting;
        uint40 deliverBy = given.surrenderedAt + _lots[id].deliverySeconds;
        return Surrender(given.holder, given.units, given.taker, deliverBy);
    }

    /// @inheritdoc IWarehouseReceipts
    function deliveryDigest(
        uint256 id,
        bytes32 surrenderId,
        uint256 quantity,
        bytes32 evidenceDigest
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(DELIVERY_TYPEHASH, id, surrenderId, quantity, evidenceDigest))
            );
    }

    /// @dev Every unit has the same share in the tolerance too: what goes takes its part along.
    function _takeOut(Lot storage lot, uint256 units, uint256 quantity) private {
        uint256 left = lot.units - units;
        lot.toleranceLeft = uint96((lot.toleranceLeft * left) / lot.units);
        lot.units = uint96(left);
        lot.quantity -= uint96(quantity);
        lot.delivered += uint96(quantity);
    }

    function _unlock(uint256 id, bytes32 surrenderId, StoredSurrender memory given) private {
        delete _surrenders[id][surrenderId];
        _holdings[id][given.holder] = _holdings[id][given.holder].minusPledged(given.units);
    }

    function _requireSurrender(
        uint256 id,
        bytes32 surrenderId
    ) private view returns (StoredSurrender memory given) {
        given = _surrenders[id][surrenderId];
        if (given.holder == address(0)) revert Receipts_UnknownSurrender(id, surrenderId);
    }
}
