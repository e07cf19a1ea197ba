// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capabilities} from "../common/Capabilities.sol";
import {MemberGated} from "../common/MemberGated.sol";
import {OrgId} from "../common/OrgId.sol";
import {IDirectory} from "../consortium/IDirectory.sol";
import {IMembership} from "../consortium/IMembership.sol";
import {IMaterialsPlan} from "./IMaterialsPlan.sol";
import {IOrderBook} from "./IOrderBook.sol";

/// @title MaterialsPlan
/// @notice Demand, promises and stock, see `IMaterialsPlan`.
contract MaterialsPlan is IMaterialsPlan, MemberGated {
    bytes32 private constant ORDER_BOOK = "orderBook";

    /// @notice Where the order book is found.
    IDirectory public immutable directory;

    /// @inheritdoc IMaterialsPlan
    uint40 public demandCount;
    /// @inheritdoc IMaterialsPlan
    uint40 public promiseCount;

    mapping(uint40 demandId => Demand record) private _demands;
    mapping(uint40 promiseId => Promise record) private _promises;
    mapping(bytes32 place => Stock record) private _stocks;
    mapping(bytes32 delivery => bool attributed) private _attributed;

    constructor(IMembership membership_, IDirectory directory_) MemberGated(membership_) {
        directory = directory_;
    }

    /// @inheritdoc IMaterialsPlan
    function publishDemand(DemandLine calldata line) external returns (uint40) {
        return _publish(membership.requireCapable(msg.sender, Capabilities.BUYER), line);
    }

    /// @inheritdoc IMaterialsPlan
    function publishDemands(DemandLine[] calldata lines) external returns (uint40 first) {
        OrgId buyer = membership.requireCapable(msg.sender, Capabilities.BUYER);
        first = demandCount + 1;
        for (uint256 i = 0; i < lines.length; ++i) _publish(buyer, lines[i]);
    }

    /// @inheritdoc IMaterialsPlan
    function withdrawDemand(uint40 demandId) external {
        Demand storage demand = _requireDemand(demandId);
        _requireOwn(demand.buyer);
        demand.quantityMilli = 0;
        emit DemandWithdrawn(demandId, demand.buyer);
    }

    /// @inheritdoc IMaterialsPlan
    function promiseSupply(Offer calldata offer) external returns (uint40 promiseId) {
        OrgId supplier = membership.requireCapable(msg.sender, Capabilities.SUPPLIER);
        Demand storage demand = _requireDemand(offer.demandId);
        if (demand.buyer == supplier) revert Plan_OwnDemand(offer.demandId, supplier);
        _requireQuantity(offer.quantityMilli, type(uint48).max);
        if (offer.lotMilli == 0 || offer.lotMilli > offer.quantityMilli) {
            revert Plan_BadLot(offer.lotMilli, offer.quantityMilli);
        }
        _requireFuture(offer.promisedFor);
        promiseId = ++promiseCount;
        _promises[promiseId] = Promise({
            demandId: offer.demandId,
            supplier: supplier,
            quantityMilli: offer.quantityMilli,
            keptMilli: 0,
            lateMilli: 0,
            promisedFor: offer.promisedFor
        });
        emit SupplyPromised(promiseId, offer.demandId, supplier, offer);
    }

    /// @inheritdoc IMaterialsPlan
    function reducePromise(uint40 promiseId, uint48 quantityMilli, bytes32 reason) external {
        Promise storage record = _requirePromise(promiseId);
        _requireOwn(record.supplier);
        uint48 previousMilli = record.quantityMilli;
        bool reduces = quantityMilli < previousMilli;
        if (!reduces || quantityMilli < record.keptMilli + record.lateMilli) {
            revert Plan_BadQuantity(quantityMilli, previousMilli);
        }
        record.quantityMilli = quantityMilli;
        emit PromiseReduced(promiseId, record.supplier, quantityMilli, previousMilli, reason);
    }

    /// @inheritdoc IMaterialsPlan
    function callOff(uint256 orderId, Call[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            (uint40 promiseId, uint48 quantityMilli) = (calls[i].promiseId, calls[i].quantityMilli);
            uint48 promisedMilli = _requireOrder(promiseId, orderId).quantityMilli;
            if (quantityMilli > promisedMilli) revert Plan_BadQuantity(quantityMilli, promisedMilli);
            emit PromiseCalledOff(promiseId, orderId, quantityMilli);
        }
    }

    /// @inheritdoc IMaterialsPlan
    function attribute(uint40 promiseId, uint256 orderId, uint16 delivery, uint48 quantityMilli) external {
        Promise storage record = _requireOrder(promiseId, orderId);
        _requireQuantity(quantityMilli, record.quantityMilli - record.keptMilli - record.lateMilli);
        uint40 deliveredAt = _deliveredAt(promiseId, orderId, delivery);
        bytes32 key = keccak256(abi.encode(promiseId, orderId, delivery));
        if (_attributed[key]) revert Plan_AttributedAlready(promiseId, orderId, delivery);
        _attributed[key] = true;
        bool late = deliveredAt > record.promisedFor;
        if (late) record.lateMilli += quantityMilli;
        else record.keptMilli += quantityMilli;
        _demands[record.demandId].deliveredMilli += quantityMilli;
        emit DeliveryAttributed(promiseId, orderId, delivery, quantityMilli, late);
    }

    /// @inheritdoc IMaterialsPlan
    function reportStock(
        OrgId owner,
        bytes32 sku,
        bytes32 site,
        uint48 quantityMilli,
        uint40 countedAt,
        bytes32 receipt
    ) external {
        OrgId warehouse = _callingMember();
        uint16 stores = Capabilities.LOGISTICS | Capabilities.APPRAISER;
        if (membership.capabilitiesOf(warehouse) & stores == 0) revert Plan_NotAWarehouse(warehouse);
        if (sku == 0 || site == 0) revert Plan_NoDigest();
        Stock storage record = _stocks[_placeOf(warehouse, owner, sku, site)];
        if (countedAt <= record.countedAt || countedAt > block.timestamp) {
            revert Plan_BadTime(countedAt, record.countedAt + 1, uint40(block.timestamp));
        }
        record.quantityMilli = quantityMilli;
        record.countedAt = countedAt;
        emit StockReported(warehouse, owner, sku, site, quantityMilli, countedAt, receipt);
    }

    /// @inheritdoc IMaterialsPlan
    function demandOf(uint40 demandId) external view returns (Demand memory) {
        return _demands[demandId];
    }

    /// @inheritdoc IMaterialsPlan
    function promiseOf(uint40 promiseId) external view returns (Promise memory) {
        return _promises[promiseId];
    }

    /// @inheritdoc IMaterialsPlan
    function promiseStatusOf(uint40 promiseId) external view returns (PromiseStatus) {
        Promise memory record = _promises[promiseId];
        if (record.supplier.isNone()) return PromiseStatus.None;
        if (record.quantityMilli == 0) return PromiseStatus.Withdrawn;
        if (record.keptMilli + record.lateMilli < record.quantityMilli) {
            return block.timestamp > record.promisedFor ? PromiseStatus.Overdue : PromiseStatus.Open;
        }
        return record.lateMilli == 0 ? PromiseStatus.Kept : PromiseStatus.KeptLate;
    }

    /// @inheritdoc IMaterialsPlan
    function stockOf(
        OrgId warehouse,
        OrgId owner,
        bytes32 sku,
        bytes32 site
    ) external view returns (Stock memory) {
        return _stocks[_placeOf(warehouse, owner, sku, site)];
    }

    function _publish(OrgId buyer, DemandLine calldata line) private returns (uint40 demandId) {
        if (line.sku == 0 || line.site == 0 || line.file == 0) revert Plan_NoDigest();
        _requireQuantity(line.quantityMilli, type(uint48).max);
        _requireFuture(line.neededBy);
        demandId = ++demandCount;
        _demands[demandId] = Demand(buyer, line.quantityMilli, 0, line.neededBy);
        emit DemandPublished(demandId, buyer, line.sku, line);
    }

    /// @dev When the goods of an inspected delivery arrived.
    function _deliveredAt(uint40 promiseId, uint256 orderId, uint16 delivery) private view returns (uint40) {
        IOrderBook.Delivery memory arrived = _orderBook().deliveryOf(orderId, delivery);
        if (arrived.acceptedMinor == 0) revert Plan_NotDelivered(promiseId, orderId, delivery);
        return arrived.deliveredAt;
    }

    /// @dev A promise made to the caller, and an order of the caller with who made it.
    function _requireOrder(uint40 promiseId, uint256 orderId) private view returns (Promise storage record) {
        record = _requirePromise(promiseId);
        OrgId buyer = _demands[record.demandId].buyer;
        _requireOwn(buyer);
        IOrderBook.Order memory order = _orderBook().orderOf(orderId);
        if (order.buyer != buyer || order.supplier != record.supplier) {
            revert Plan_OtherOrder(promiseId, orderId);
        }
    }

    function _orderBook() private view returns (IOrderBook) {
        return IOrderBook(directory.addressOf(ORDER_BOOK));
    }

    function _requireDemand(uint40 demandId) private view returns (Demand storage demand) {
        demand = _demands[demandId];
        if (demand.quantityMilli == 0) revert Plan_UnknownDemand(demandId);
    }

    function _requirePromise(uint40 promiseId) private view returns (Promise storage record) {
        record = _promises[promiseId];
        if (record.supplier.isNone()) revert Plan_UnknownPromise(promiseId);
    }

    function _requireOwn(OrgId owner) private view {
        OrgId orgId = _callingMember();
        if (orgId != owner) revert Plan_NotYours(orgId, owner);
    }

    function _requireQuantity(uint48 quantityMilli, uint48 availableMilli) private pure {
        if (quantityMilli == 0 || quantityMilli > availableMilli) {
            revert Plan_BadQuantity(quantityMilli, availableMilli);
        }
    }

    function _requireFuture(uint40 time) private view {
        if (time <= block.timestamp) revert Plan_BadTime(time, uint40(block.timestamp) + 1, type(uint40).max);
    }

    function _placeOf(
        OrgId warehouse,
        OrgId owner,
        bytes32 sku,
        bytes32 site
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(warehouse, owner, sku, site));
    }
}
